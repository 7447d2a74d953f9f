"""Which worked examples of a base policy still speak of the policy that took it over."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered, Override
from bylaws.policy.walk import nodes


def examples(gathered: Gathered, path: str) -> list[tuple[str, surface.Example]]:
    """The policy's own examples (it lies at `path`), and those of its bases that tell of nothing it changed.

    An example of a base is about the base. Where the policy sets a parameter, or replaces or drops a declaration, what uses that
    name finds otherwise, and so does what uses this in turn; the base's examples of these are left to the base.
    """
    if not gathered.overrides:
        return gathered.examples
    changed = _changed(gathered)
    return [
        (clause, each)
        for clause, each in gathered.examples
        if each.span.file.path == path or not _tells_of(each, clause, changed, gathered)
    ]


def _changed(gathered: Gathered) -> frozenset[str]:
    """The names whose meaning the policy changed, and of all declarations that use one of these."""
    changed = {_name(override) for override, _ in gathered.overrides}
    uses = {each.name.text: set(_names(each.declaration)) for each in gathered.placed}
    for lifting in gathered.of(surface.ExceptionDecl):
        assert isinstance(lifting.declaration, surface.ExceptionDecl)
        for lifted in lifting.declaration.lifts:
            uses.setdefault(lifted.text, set()).add(lifting.name.text)
    while more := {name for name, used in uses.items() if name not in changed and used & changed}:
        changed |= more
    return frozenset(changed)


def _name(override: Override) -> str:
    if not isinstance(override, surface.Replace):
        return override.name.text
    return override.declaration.kind.text if isinstance(override.declaration, surface.Derive) else override.declaration.name.text


def _tells_of(example: surface.Example, clause: str, changed: frozenset[str], gathered: Gathered) -> bool:
    expected = {line.name.text for line in example.lines if isinstance(line, surface.Expect) and line.name is not None}
    if any(isinstance(line, surface.Expect) and line.name is None for line in example.lines):
        expected |= {each.name.text for each in gathered.placed if each.clause == clause}
        expected |= {name for name, (placed, _) in gathered.dropped.items() if placed.clause == clause}
    return bool(expected & changed)


def _names(node: object) -> Iterator[str]:
    """Every word below a node that may be a name."""
    for each in nodes(node):
        if isinstance(each, surface.Name):
            yield each.text
        elif isinstance(each, surface.Ref):
            yield each.name

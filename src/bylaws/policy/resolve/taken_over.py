"""Which worked examples of a base policy still speak of the policy that took it over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain

from bylaws.policy import surface
from bylaws.policy.program import LeftExample
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.walk import nodes


def examples(gathered: Gathered, path: str) -> tuple[list[tuple[str, surface.Example]], tuple[LeftExample, ...]]:
    """The policy's own examples (it lies at `path`) with those of its bases that tell of nothing it changed; and the others.

    An example of a base is about the base. Where the policy sets a parameter, or replaces or drops a declaration, what uses that
    name finds otherwise, and so does what uses this in turn; the base's examples of these are left to the base. They state the rows
    of lists themselves, so that a list read from another file changes none.
    """
    causes = _causes(gathered)
    kept: list[tuple[str, surface.Example]] = []
    left: list[LeftExample] = []
    for clause, each in gathered.examples:
        of_a_base = causes and each.span.file.path != path
        changed = {causes[name] for name in _told(each, clause, gathered) if name in causes} if of_a_base else set()
        if changed:
            left.append(LeftExample(clause, tuple(sorted(changed)), each.span))
        else:
            kept.append((clause, each))
    return kept, tuple(left)


def _causes(gathered: Gathered) -> Mapping[str, str]:
    """For each name that finds otherwise than in the base: which name was changed that it leans on, or itself; the first one."""
    users = _users(gathered)
    causes = {name: name for name in gathered.changed}
    waiting = deque(causes)
    while waiting:
        name = waiting.popleft()
        for user in users.get(name, ()):
            if user not in causes:
                causes[user] = causes[name]
                waiting.append(user)
    return causes


def _users(gathered: Gathered) -> Mapping[str, list[str]]:
    """Who uses a name, by the name, in the order of the text. What an exception lifts uses the exception."""
    users: dict[str, list[str]] = {}
    for each in gathered.placed:
        for used in dict.fromkeys(_names(each.declaration)):
            users.setdefault(used, []).append(each.name.text)
        if isinstance(each.declaration, surface.ExceptionDecl):
            users.setdefault(each.name.text, []).extend(lifted.text for lifted in each.declaration.lifts)
    return users


def _told(example: surface.Example, clause: str, gathered: Gathered) -> Iterator[str]:
    """The names that an example expects something of; `expect nothing` does so of all that stands under its clause."""
    expected = [line for line in example.lines if isinstance(line, surface.Expect)]
    yield from (line.name.text for line in expected if line.name is not None)
    if any(line.name is None for line in expected):
        dropped = (placed for placed, _ in gathered.dropped.values())
        yield from (each.name.text for each in chain(gathered.placed, dropped) if each.clause == clause)


def _names(node: object) -> Iterator[str]:
    """Every word below a node that may be a name."""
    for each in nodes(node):
        if isinstance(each, surface.Name):
            yield each.text
        elif isinstance(each, surface.Ref):
            yield each.name

"""Which rules could see nothing in an input: that is not the same as finding nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bylaws.policy.program import Duty, Program, Rule

NONE: Final[Mapping[str, int]] = MappingProxyType({})


def blind_rules(program: Program, read: Mapping[str, int], rejected: Mapping[str, int] = NONE) -> dict[str, str]:
    """Rule or duty, and why it saw nothing: a function that is not installed, or no event of its kind in `read`.

    `rejected` counts, by kind, the events that were not understood.
    """
    blind = {rule: f"needs {_listed(functions)}, not installed here" for rule, functions in program.blind.items()}
    sources = _sources(program)
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for maker in makers:
        kind = maker.stream.kind if isinstance(maker, Rule) else maker.after.kind
        if maker.name not in blind and not _observed(kind, sources, read, frozenset()):
            blind[maker.name] = unread(kind, rejected)
    return blind


def unread(kind: str, rejected: Mapping[str, int]) -> str:
    """That no event of a kind was read, and that all that came were rejected."""
    count = rejected.get(kind, 0)
    why = "" if not count else ": the only one was rejected" if count == 1 else f": all {count:,} were rejected"
    return f"no event of kind {kind} was read{why}"


def _observed(kind: str, sources: Mapping[str, set[str]], read: Mapping[str, int], passed: frozenset[str]) -> bool:
    """Whether events of a kind were read, or could have been made of events that were."""
    if read.get(kind):
        return True
    if kind == "finding.made":
        return any(read.values())
    return any(_observed(each, sources, read, passed | {kind}) for each in sources.get(kind, ()) if each not in passed)


def _sources(program: Program) -> dict[str, set[str]]:
    """For kinds that the policy makes, the kinds that they are made of."""
    sources: dict[str, set[str]] = {}
    for derive in program.derives:
        sources.setdefault(derive.kind, set()).add(derive.stream.kind)
    for rule in program.rules:
        sources.setdefault(rule.name, set()).add(rule.stream.kind)
    for duty in program.duties:
        sources.setdefault(duty.name, set()).add(duty.after.kind)
    return sources


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}()" for name in names)

"""On which kinds of event rules and duties hang."""

from __future__ import annotations

from collections.abc import Mapping

from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.looks import Declared, Looks, causes, looks_of


def kinds_of(program: Program, known: Mapping[int, Looks] | None = None) -> dict[str, frozenset[str]]:
    """By rule and duty the kinds of event that it looks at, through findings and derived events.

    `known`: the looks of each declaration by its `id`, if they were made already.
    """
    makers, looks = causes(program), dict(known or {})
    judging: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    return {each.name: _kinds(program, each.name, makers, looks) for each in judging}


def _kinds(program: Program, name: str, makers: Mapping[str, tuple[Declared, ...]], looks: dict[int, Looks]) -> frozenset[str]:
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(makers[name])
    while waiting:
        declared = waiting.pop()
        if id(declared) in seen:
            continue
        seen.add(id(declared))
        if id(declared) not in looks:
            looks[id(declared)] = looks_of(program, declared)
        for look in looks[id(declared)].looks:
            found.add(look.kind)
            waiting += makers.get(look.kind, ())
    return frozenset(found)

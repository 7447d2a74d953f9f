"""Which rules cannot see what they judge, because a content function is declared but not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bylaws.policy.expressions import Apply
from bylaws.policy.functions import BUILT, FUNCTIONS
from bylaws.policy.program import Derive, Duty, Rule
from bylaws.policy.walk import children, walk


def blind_rules(rules: tuple[Rule, ...], derives: tuple[Derive, ...], duties: tuple[Duty, ...]) -> Mapping[str, tuple[str, ...]]:
    """By the name of a rule or duty, the functions that it lacks.

    It lacks those of its own conditions, and those without which the events it waits for are never made: of the rule whose
    findings they are, or of a derivation if every other derivation of that kind lacks some too. An exception that lacks one
    blinds nobody: the rule still finds, though it never excuses.
    """
    judging: tuple[Rule | Duty, ...] = (*rules, *duties)
    lacking = {rule.name: set(_lacked(_judging(rule))) for rule in judging}
    made: dict[str, list[set[str]]] = {}
    for derive in derives:
        made.setdefault(derive.kind, []).append(set(_lacked((derive.stream, derive.when, derive.fields))))
    for kind, each in made.items():
        lacking.setdefault(kind, set().union(*each) if all(each) else set())
    causes = {rule.name: rule.stream.kind for rule in rules} | {duty.name: duty.after.kind for duty in duties}
    causes |= {derive.kind: derive.stream.kind for derive in derives if len(made[derive.kind]) == 1}
    found = {name: _through(name, lacking, causes) for name in causes if name not in made}
    return {name: tuple(sorted(functions)) for name, functions in found.items() if functions}


def _through(name: str, lacking: Mapping[str, set[str]], causes: Mapping[str, str]) -> set[str]:
    """What a rule lacks together with what made its events."""
    found: set[str] = set()
    seen: set[str] = set()
    while name in lacking and name not in seen:
        seen.add(name)
        found |= lacking[name]
        name = causes.get(name, "")
    return found


def _judging(rule: Rule | Duty) -> object:
    """Everything of a rule that decides; what it only says can be left out."""
    if isinstance(rule, Rule):
        return (rule.stream, rule.when, rule.unless, rule.subject, rule.severity, rule.degrees, rule.once)
    return (rule.after, rule.expect, rule.within, rule.before, rule.pauses, rule.unless, rule.subject, rule.severity)


def _lacked(part: object) -> Iterator[str]:
    return (each.function for each in _applied(part) if FUNCTIONS[each.function].content and each.function not in BUILT)


def _applied(part: Any) -> Iterator[Apply]:
    parts: Iterable[Any] = part if isinstance(part, tuple) else (part,)
    for each in parts:
        if isinstance(each, tuple):
            yield from _applied(each)
        elif each is not None and not isinstance(each, str | int):
            nodes = (found for child in children(each) for found in walk(child))
            yield from (node for node in (each, *nodes) if isinstance(node, Apply))

"""The conditions in the language of rule-engine, whose `=~~` looks for a pattern by `re`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import rule_engine

from benchmarks.engines.closures import Event
from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test, Value

_OPERATORS: Final = {"=": "==", "<>": "!=", "<": "<", ">": ">", ">=": ">=", "matches": "=~~"}


def matcher() -> Callable[[Event], list[str]]:
    rules = [(name, rule_engine.Rule(" and ".join(map(_written, parts))).matches) for name, parts in PREDICATES.items()]
    return lambda event: [name for name, matches in rules if matches(event)]


def _written(part: Part) -> str:
    match part:
        case OneOf(field, values):
            return f"{field} in [{', '.join(map(_literal, values))}]"
        case Differs(field, other):
            return f"{field} != {other}"
        case Test(field, "starts", value):
            return f"{field}.starts_with({_literal(value)})"
        case Test(field, op, value):
            return f"{field} {_OPERATORS[op]} {_literal(value)}"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else '"' + value.replace("\\", "\\\\") + '"'

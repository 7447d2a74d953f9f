"""The conditions in the language of zen-engine, compiled once; its patterns are those of Rust."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import zen

from benchmarks.engines.closures import Event
from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test, Value

_OPERATORS: Final = {"=": "==", "<>": "!=", "<": "<", ">": ">", ">=": ">="}
_FUNCTIONS: Final = {"starts": "startsWith", "matches": "matches"}


def matcher() -> Callable[[Event], list[str]]:
    # One list of all conditions is asked for faster than one condition after the other.
    conditions = ", ".join(f"({' and '.join(map(_written, parts))})" for parts in PREDICATES.values())
    evaluate = zen.compile_expression(f"[{conditions}]").evaluate
    return lambda event: [name for name, holds in zip(PREDICATES, evaluate(event), strict=True) if holds]


def _written(part: Part) -> str:
    match part:
        case OneOf(field, values):
            return f"{field} in [{', '.join(map(_literal, values))}]"
        case Differs(field, other):
            return f"{field} != {other}"
        case Test(field, op, value) if op in _FUNCTIONS:
            return f"{_FUNCTIONS[op]}({field}, {_literal(value)})"
        case Test(field, op, value):
            return f"{field} {_OPERATORS[op]} {_literal(value)}"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f"'{value}'"

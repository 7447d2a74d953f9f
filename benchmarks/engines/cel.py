"""The conditions in the Common Expression Language, typed and compiled once by cel-expr-python; its patterns are those of RE2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cel_expr_python import cel

from benchmarks.engines.closures import Event
from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test, Value

_OPERATORS: Final = {"=": "==", "<>": "!=", "<": "<", ">": ">", ">=": ">="}
_FUNCTIONS: Final = {"starts": "startsWith", "matches": "matches"}
_TYPES: Final = {bool: cel.Type.BOOL, int: cel.Type.INT, str: cel.Type.STRING}


def matcher() -> Callable[[Event], list[str]]:
    types = {}
    for part in (each for parts in PREDICATES.values() for each in parts):
        if isinstance(part, Differs):
            types |= {part.field: cel.Type.STRING, part.other: cel.Type.STRING}
        else:
            types[part.field] = _TYPES[type(part.values[0] if isinstance(part, OneOf) else part.value)]
    env = cel.NewEnv(variables=types)
    # One list of all conditions is asked for faster than one condition after the other.
    evaluate = env.compile(f"[{', '.join(' && '.join(map(_written, parts)) for parts in PREDICATES.values())}]").eval

    def matching(event: Event) -> list[str]:
        held = evaluate(env.Activation({name: event[name] for name in types})).value()
        return [name for name, holds in zip(PREDICATES, held, strict=True) if holds.value()]

    return matching


def _written(part: Part) -> str:
    match part:
        case OneOf(field, values):
            return f"{field} in [{', '.join(map(_literal, values))}]"
        case Differs(field, other):
            return f"{field} != {other}"
        case Test(field, op, value) if op in _FUNCTIONS:
            return f"{field}.{_FUNCTIONS[op]}({_literal(value)})"
        case Test(field, op, value):
            return f"{field} {_OPERATORS[op]} {_literal(value)}"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f"r'{value}'"

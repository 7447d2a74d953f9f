"""The conditions as plain Python functions made once; their regular expressions by `re`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Final

from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test

Event = dict[str, Any]
OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    ">=": operator.ge,
    "starts": str.startswith,
}


def matcher() -> Callable[[Event], list[str]]:
    conditions = [(name, [_made(part) for part in parts]) for name, parts in PREDICATES.items()]

    def matching(event: Event) -> list[str]:
        found = []
        for name, parts in conditions:
            for part in parts:
                if not part(event):
                    break
            else:
                found.append(name)
        return found

    return matching


def _made(part: Part) -> Callable[[Event], object]:
    match part:
        case OneOf(field, values):
            held = frozenset(values)
            return lambda event: event[field] in held
        case Differs(field, other):
            return lambda event: event[field] != event[other]
        case Test(field, "matches", value):
            search = re.compile(str(value)).search
            return lambda event: search(event[field])
        case Test(field, op, value):
            test = OPERATORS[op]
            return lambda event: test(event[field], value)

"""The conditions as JsonLogic, by panzi-json-logic, which knows no patterns and no beginnings of texts: these are added."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from json_logic import jsonLogic
from json_logic.builtins import BUILTINS

from benchmarks.engines.closures import Event
from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test

_OPERATORS: Final = {"=": "===", "<>": "!=="}
_compiled = cache(re.compile)
_OPERATIONS: Final = {
    **BUILTINS,
    "starts": lambda _data, text, begin: text.startswith(begin),
    "matches": lambda _data, text, pattern: _compiled(pattern).search(text) is not None,
}


def matcher() -> Callable[[Event], list[str]]:
    rules = [(name, {"and": [_written(part) for part in parts]}) for name, parts in PREDICATES.items()]
    return lambda event: [name for name, rule in rules if jsonLogic(rule, event, _OPERATIONS)]


def _written(part: Part) -> dict[str, Any]:
    match part:
        case OneOf(field, values):
            return {"in": [{"var": field}, list(values)]}
        case Differs(field, other):
            return {"!==": [{"var": field}, {"var": other}]}
        case Test(field, op, value):
            return {_OPERATORS.get(op, op): [{"var": field}, value]}

"""The conditions as a set of durable_rules: each request is asserted as a fact and taken back.

Its patterns are a dialect of its own, that escapes by `%` and matches whole texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, eq, ge, gt, lt, ne, or_
from typing import Any, Final

from durable import engine, lang

from benchmarks.engines.closures import Event
from benchmarks.engines.predicates import PREDICATES, Differs, OneOf, Part, Test

_RULES: Final = "requests"
_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {"=": eq, "<>": ne, "<": lt, ">": gt, ">=": ge}


def matcher() -> Callable[[Event], list[str]]:
    found: list[str] = []

    def noting(name: str) -> Callable[[Any], None]:
        return lambda _context: found.append(name)

    with lang.ruleset(_RULES):
        for name, parts in PREDICATES.items():
            lang.when_all(reduce(and_, map(_made, parts)))(noting(name))

    def matching(event: Event) -> list[str]:
        found.clear()
        try:
            lang.assert_fact(_RULES, event)
        except engine.MessageNotHandledException:
            return []
        lang.retract_fact(_RULES, event)
        return list(found)

    return matching


def _made(part: Part) -> Any:
    field = getattr(lang.m, part.field)
    match part:
        case OneOf(_, values):
            return reduce(or_, [getattr(lang.m, part.field) == each for each in values])
        case Differs(_, other):
            return field != getattr(lang.m, other)
        case Test(_, "starts", value):
            return field.matches(f"{_quoted(str(value))}.*")
        case Test(_, "matches", value):
            pattern = str(value).replace("%", "%%").replace(r"\.", "[.]")
            # One set of alternatives behind `.*` loses matches; each by itself does not.
            ways = [pattern] if "(" in pattern else pattern.split("|")
            tests = [getattr(lang.m, part.field).matches(f".*{way[:-1]}" if way.endswith("$") else f".*{way}.*") for way in ways]
            return reduce(or_, tests)
        case Test(_, op, value):
            return _OPERATORS[op](field, value)


def _quoted(text: str) -> str:
    return text.replace(".", "[.]")

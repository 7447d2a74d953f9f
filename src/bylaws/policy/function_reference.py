"""The reference page of functions, made from their signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.types import Type
from bylaws.policy.functions import BUILT, FUNCTIONS, Function, Parameter

_INTRODUCTION: Final = """\
# Functions

What a condition may call, besides the aggregates (`count`, `sum`, `avg`, `min`, `max`, `distinct`, `deviation`, `last`), the
quantifiers (`some`, `every`) and `permitted`. This page is made from the table that policies are checked against. A policy cannot
declare functions of its own.

If an argument is null, the result is; only `coalesce` looks past it.
"""

_CONTENT: Final = """\
## Functions that look into content

Their results are computed without any network, bounded in time and memory, and told by their version in each finding that rests on
them. They are dear: conditions that are cheaper are asked first, and these only of the events that are left.
"""

_UNBUILT: Final = """\
## Functions to come

They are declared, so that policies can be written and checked, and not built yet. A rule that needs one is *blind*: it finds
nothing, and every summary says so.
"""


def document() -> str:
    """The whole page."""
    plain = [each for each in FUNCTIONS.values() if not each.content]
    built = [each for each in FUNCTIONS.values() if each.name in BUILT]
    unbuilt = [each for each in FUNCTIONS.values() if each.content and each.name not in BUILT]
    parts = [_INTRODUCTION, *_table(plain), "", _CONTENT, *_table(built), "", _UNBUILT, *_table(unbuilt), ""]
    return "\n".join(parts)


def _table(functions: list[Function]) -> Iterator[str]:
    yield "| function | gives | meaning |"
    yield "|---|---|---|"
    for each in functions:
        signature = ", ".join(_parameter(parameter) for parameter in each.parameters)
        yield f"| `{each.name}({signature})` | {_result(each)} | {each.meaning} |"


def _parameter(parameter: Parameter) -> str:
    name = f"{parameter.name}: {' or '.join(str(kind) for kind in parameter.types)}" if parameter.types else parameter.name
    name += " or a list of them" if parameter.spread else ""
    name += ", …" if parameter.many else ""
    return f"[{name}]" if parameter.optional else name


def _result(function: Function) -> str:
    if function.result is None:
        return "what the values have in common"
    spread = next((f"; of several {parameter.name}s a list" for parameter in function.parameters if parameter.spread), "")
    return _spelled(function.result) + spread


def _spelled(kind: Type) -> str:
    if kind.name != "record":
        return str(kind)
    return ", ".join(f"`.{name}` {inner}" for name, inner in kind.fields)

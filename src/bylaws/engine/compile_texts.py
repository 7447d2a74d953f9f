"""Tests of texts and of membership."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from bylaws.engine.compile_numbers import rescaled
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.nulls import unite
from bylaws.events.types import Missing
from bylaws.policy.expressions import Const, Expr, InArray, InValues, TextTest

Read = Callable[[Expr], Compute]
Test = Callable[[Any, Any], bool]

_CACHED = 1 << 10


def test(node: TextTest | InValues | InArray, read: Read) -> Compute:
    match node:
        case InValues():
            return _in_values(read(node.item), frozenset(each.value for each in node.values), node.negated)
        case InArray():
            item = rescaled(read(node.item), node.item.type, node.array.type.of[0])
            return _tested(read(node.array), item, lambda array, item: item in array, node.negated)
        case TextTest():
            return _text_test(node, read)


def _text_test(node: TextTest, read: Read) -> Compute:
    value, pattern = read(node.value), read(node.pattern)
    if node.op == "contains":
        if node.value.type.name == "array":
            pattern = rescaled(pattern, node.pattern.type, node.value.type.of[0])
        return _tested(value, pattern, lambda whole, part: part in whole, node.negated)
    make = like if node.op == "like" else matches
    if isinstance(node.pattern, Const):
        return _tested(value, _ready(make(str(node.pattern.value))), lambda text, holds: holds(text), node.negated)
    return _tested(value, pattern, lambda text, each: make(each)(text), node.negated)


def _ready(holds: Callable[[str], bool]) -> Compute:
    return lambda _frame: holds


def _tested(left: Compute, right: Compute, holds: Test, negated: bool) -> Compute:
    def compute(frame: Frame) -> object:
        one, two = left(frame), right(frame)
        if one is None or two is None or type(one) is Missing or type(two) is Missing:
            return unite(one, two)
        return holds(one, two) is not negated

    return compute


def _in_values(item: Compute, values: frozenset[object], negated: bool) -> Compute:
    def compute(frame: Frame) -> object:
        value = item(frame)
        return value if value is None or type(value) is Missing else (value in values) is not negated

    return compute


@lru_cache(_CACHED)
def like(pattern: str) -> Callable[[str], bool]:
    """SQL's LIKE without an escape sign: `%` is any run of characters, `_` any one. The whole text is meant, case counts."""
    inner = pattern.strip("%")
    if "%" in inner or "_" in inner or not inner:
        return _full(pattern)
    if pattern.startswith("%"):
        return (lambda text: inner in text) if pattern.endswith("%") else (lambda text: text.endswith(inner))
    return (lambda text: text.startswith(inner)) if pattern.endswith("%") else (lambda text: text == inner)


def _full(pattern: str) -> Callable[[str], bool]:
    marks = {"%": ".*", "_": "."}
    expression = re2.compile("(?s)" + "".join(marks.get(sign) or re2.escape(sign) for sign in pattern))
    return lambda text: expression.fullmatch(text) is not None


@lru_cache(_CACHED)
def matches(pattern: str) -> Callable[[str], bool]:
    """RE2, anywhere in the text."""
    expression = re2.compile(pattern)
    return lambda text: expression.search(text) is not None

"""Arithmetic and comparison. Values are exact; a result is rounded half to even to a held unit of its type and must fit int64."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from bylaws.engine import calendar
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.nulls import is_null, overflow, unite
from bylaws.engine.rounding import half_even, truncated
from bylaws.events.types import INT64_MAX, INT64_MIN, SCALES, Missing, Period, Type
from bylaws.policy.expressions import Arithmetic, Compare, Const, Expr, Negate

Read = Callable[[Expr], Compute]
Combine = Callable[[Any, Any], object]

_COMPARISONS: Final[dict[str, Combine]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compute(node: Arithmetic | Negate, read: Read, timezone: str) -> Compute:
    text = node.span.text
    if isinstance(node, Negate):
        return _held(read(node.value), _zero, lambda value, zero: zero - value, text)
    left, right = read(node.left), read(node.right)
    if node.left.type.name == "date" or node.right.type.name == "date":
        return _held(left, right, _date_arithmetic(node), text)
    if "instant" in (node.left.type.name, node.right.type.name) and "period" in (node.left.type.name, node.right.type.name):
        return _held(left, right, _instant_and_period(node, timezone), text)
    return _held(left, right, _exact(node), text)


def _zero(_frame: Frame) -> object:
    return 0


def _held(left: Compute, right: Compute, combine: Combine, text: str) -> Compute:
    """Nulls pass through; what does not fit int64 is an overflow."""

    def compute(frame: Frame) -> object:
        one, two = left(frame), right(frame)
        if one is None or two is None or type(one) is Missing or type(two) is Missing:
            return unite(one, two)
        try:
            value: Any = combine(one, two)
        except (OverflowError, ValueError):
            return overflow(text)
        return value if value is None or INT64_MIN <= value <= INT64_MAX else overflow(text)

    return compute


def _exact(node: Arithmetic) -> Combine:
    """On held units; `one`, `two` and `out` are the held units per unit of the operands and the result."""
    one, two, out = (SCALES[each.name] for each in (node.left.type, node.right.type, node.type))
    match node.op:
        case "+" | "-":
            combine: Combine = operator.add if node.op == "+" else operator.sub
            return combine if one == two == out else _rescaling(combine, Fraction(out, one), Fraction(out, two))
        case "*":
            return _product(Fraction(out, one * two))
        case "/":
            return _quotient(Fraction(out * two, one))
        case _:
            return lambda left, right: truncated(left, right) if right else None


def _rescaling(combine: Combine, left_factor: Fraction, right_factor: Fraction) -> Combine:
    return lambda left, right: combine(scaled(left, left_factor), scaled(right, right_factor))


def _product(factor: Fraction) -> Combine:
    up, down = factor.numerator, factor.denominator
    if factor == 1:
        return operator.mul
    return lambda left, right: half_even(left * right * up, down)


def _quotient(factor: Fraction) -> Combine:
    """Division by zero is null."""
    up, down = factor.numerator, factor.denominator
    return lambda left, right: half_even(left * up, right * down) if right else None


def _date_arithmetic(node: Arithmetic) -> Combine:
    sign = 1 if node.op == "+" else -1

    def shift(day: Any, length: Any) -> object:
        if isinstance(length, Period):
            return calendar.add_period_to_day(day, length, sign)
        return day + sign * half_even(length, calendar.DAY)

    if node.left.type.name == node.right.type.name == "date":
        return lambda left, right: (left - right) * calendar.DAY
    return shift if node.left.type.name == "date" else lambda length, day: shift(day, length)


def _instant_and_period(node: Arithmetic, timezone: str) -> Combine:
    """A length typed as a period may turn out to be a duration: `coalesce(x.period, 24h)`."""
    where = calendar.zone(timezone)
    sign = 1 if node.op == "+" else -1

    def shift(instant: Any, length: Any) -> object:
        if isinstance(length, Period):
            return calendar.add_period(instant, length, where, sign)
        return instant + sign * length

    return shift if node.left.type.name == "instant" else lambda length, instant: shift(instant, length)


def scaled(value: int, factor: Fraction) -> int:
    return half_even(value * factor.numerator, factor.denominator)


def rescaled(read: Compute, one: Type, other: Type) -> Compute:
    """The same value in the held units of another type."""
    factor = _factor(one, other)
    if factor == 1:
        return read

    def compute(frame: Frame) -> object:
        value: Any = read(frame)
        return value if is_null(value) else scaled(value, factor)

    return compute


def _factor(one: Type, other: Type) -> Fraction:
    if one.name not in SCALES or other.name not in SCALES:
        return Fraction(1)
    return Fraction(SCALES[other.name], SCALES[one.name])


def compare(node: Compare, read: Read) -> Compute:
    """Operands of differing scale are compared as they are, without rounding."""
    factor = _factor(node.left.type, node.right.type)
    test = _COMPARISONS[node.op]
    left, right = read(node.left), read(node.right)
    if factor != 1:
        up, down = factor.numerator, factor.denominator
        return _tested(left, right, lambda one, two: test(one * up, two * down))
    if isinstance(node.right, Const):
        return _tested_against(left, node.right.value, test)
    return _tested(left, right, test)


def _tested(left: Compute, right: Compute, test: Combine) -> Compute:
    def compute(frame: Frame) -> object:
        one, two = left(frame), right(frame)
        if one is None or two is None or type(one) is Missing or type(two) is Missing:
            return unite(one, two)
        return test(one, two)

    return compute


def _tested_against(left: Compute, constant: object, test: Combine) -> Compute:
    def compute(frame: Frame) -> object:
        value = left(frame)
        return value if value is None or type(value) is Missing else test(value, constant)

    return compute

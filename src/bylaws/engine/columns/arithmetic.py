"""Exact arithmetic on columns, in held units. What does not fit, or cannot be told here, is undecided."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from bylaws.engine.columns import exact
from bylaws.engine.columns.rows import ABSENT, UNDECIDED, VALUE, Array, Column
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.events.types import SCALES, Type


def scale(kind: Type) -> int:
    """How many held units make one of a type."""
    return SCALES.get(kind.name, 1)


def as_scale(column: Column, one: Type, other: Type) -> Column:
    """The same values in the held units of another type."""
    factor = Fraction(scale(other), scale(one))
    if factor.denominator != 1:
        raise Unsupported
    values, beyond = widened(column.values, factor.numerator)
    return Column(values, _doubted(column.marks, beyond))


def chosen(function: str, columns: list[Column]) -> Column:
    """`coalesce`: the first that is not null; `greatest` and `least`: null if any is."""
    if function != "coalesce":
        choose = np.maximum if function == "greatest" else np.minimum
        return Column(choose.reduce([c.values for c in columns]), np.maximum.reduce([c.marks for c in columns]))
    values, marks = columns[0].values.copy(), columns[0].marks.copy()
    for column in columns[1:]:
        open_ = (marks != VALUE) & (marks != UNDECIDED)
        values[open_] = column.values[open_]
        marks[open_] = np.where(column.marks[open_] == VALUE, VALUE, np.maximum(marks[open_], column.marks[open_]))
    return Column(values, marks)


def widened(values: Array, factor: int) -> tuple[Array, Array]:
    """values · factor, and where that would not fit."""
    if factor == 1:
        return values, np.zeros(values.size, np.bool_)
    most = (2**63 - 1) // factor
    beyond = (values > most) | (values < -most)
    return np.where(beyond, 0, values) * factor, beyond


def added(left: Column, right: Column, marks: Array, factors: tuple[Fraction, Fraction], sign: int) -> Column:
    """left ± right, each by its factor."""
    if factors[0].denominator != 1 or factors[1].denominator != 1:
        raise Unsupported
    one, wide_one = widened(left.values, factors[0].numerator)
    two, wide_two = widened(right.values, factors[1].numerator)
    out, beyond = np.empty(one.size, np.int64), wide_one | wide_two
    exact.add(one, two, sign, out, beyond)
    return Column(out, _doubted(marks, beyond))


def multiplied(left: Column, right: Column, marks: Array, factor: Fraction) -> Column:
    """left · right · factor, rounded half to even."""
    if factor.numerator != 1:
        raise Unsupported
    return _quotient(left.values, right.values, np.full(left.values.size, factor.denominator, np.int64), marks)


def divided(left: Column, right: Column, marks: Array, factor: Fraction) -> Column:
    """left / right · factor, rounded half to even; division by zero is an absent null."""
    zero = (right.values == 0) & (marks == VALUE)
    down, wide = widened(right.values, factor.denominator)
    up = np.full(left.values.size, factor.numerator, np.int64)
    result = _quotient(left.values, up, np.where((down == 0) | wide, 1, down), _doubted(marks, wide))
    result.marks[zero] = ABSENT
    return result


def _quotient(one: Array, two: Array, three: Array, marks: Array) -> Column:
    out, beyond = np.zeros(one.size, np.int64), np.zeros(one.size, np.bool_)
    exact.multiply_divide(one, two, three, out, beyond)
    return Column(out, _doubted(marks, beyond))


def _doubted(marks: Array, beyond: Array) -> Array:
    return np.where((marks == VALUE) & beyond, UNDECIDED, marks).astype(np.uint8)

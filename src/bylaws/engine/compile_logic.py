"""Logic of three values, after Kleene: a null that does not decide does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from bylaws.engine.frame import Compute, Frame
from bylaws.engine.nulls import is_null, unite
from bylaws.events.types import Missing
from bylaws.policy.expressions import And, Expr, IsNull, Not, Or, Quantifier

Read = Callable[[Expr], Compute]


def combine(node: Expr, read: Read) -> Compute:
    match node:
        case And():
            return conjunction([read(each) for each in node.parts])
        case Or():
            return disjunction([read(each) for each in node.parts])
        case Not():
            return _negation(read(node.value))
        case IsNull():
            return _null_test(read(node.value), node.negated)
    raise TypeError(f"no operation: {type(node).__name__}")


def conjunction(parts: Sequence[Compute]) -> Compute:
    return parts[0] if len(parts) == 1 else _deciding(parts, False)


def disjunction(parts: Sequence[Compute]) -> Compute:
    return parts[0] if len(parts) == 1 else _deciding(parts, True)


def _deciding(parts: Sequence[Compute], deciding: bool) -> Compute:
    """The first part that is `deciding` settles it; else a null if there was one; else the contrary."""

    def compute(frame: Frame) -> object:
        null: object = True
        for part in parts:
            value = part(frame)
            if value is deciding:
                return deciding
            if value is None or type(value) is Missing:
                null = value if null is True else unite(null, value)
        return not deciding if null is True else null

    return compute


def decided(values: Iterable[object], deciding: bool) -> bool | Missing | None:
    """The same for values at hand."""
    nulls = []
    for value in values:
        if value is deciding:
            return deciding
        if is_null(value):
            nulls.append(value)
    return unite(*nulls) if nulls else not deciding


def _negation(read: Compute) -> Compute:
    def compute(frame: Frame) -> object:
        value = read(frame)
        return value if value is None or type(value) is Missing else not value

    return compute


def _null_test(read: Compute, negated: bool) -> Compute:
    def compute(frame: Frame) -> object:
        value = read(frame)
        return (value is None or type(value) is Missing) is not negated

    return compute


def quantifier(node: Quantifier, array: Compute, condition: Compute) -> Compute:
    variable, deciding = node.variable, node.op == "some"

    def compute(frame: Frame) -> object:
        items = array(frame)
        if is_null(items):
            return items
        outer = frame.element_of(variable)
        try:
            return decided(_each(frame, cast(Iterable[object], items)), deciding)
        finally:
            frame.set_element(variable, outer)

    def _each(frame: Frame, items: Iterable[object]) -> Iterable[object]:
        for item in items:
            frame.set_element(variable, item)
            yield condition(frame)

    return compute


def coalesce(arguments: Sequence[Compute]) -> Compute:
    """The first value that is not null; if none, a null with all their causes."""

    def compute(frame: Frame) -> object:
        nulls = []
        for read in arguments:
            value = read(frame)
            if not is_null(value):
                return value
            nulls.append(value)
        return unite(*nulls)

    return compute

"""Between what bounds the value of an expression lies, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.types import BILLION, MILLION
from bylaws.policy.expressions import Arithmetic, Const, Expr, FieldRef, LetRef, Negate, OfThis, Window
from bylaws.policy.walk import shape, walk

SCAN_LIMIT: Final = 4096
"""Events that a window looks at which compares with `this` (statement 15)."""

_UNITS: Final = {
    "integer": Fraction(1),
    "decimal": Fraction(1, BILLION),
    "share": Fraction(1, BILLION),
    "money": Fraction(1, MILLION),
    "duration": Fraction(1),
    "size": Fraction(1),
    "distance": Fraction(1, BILLION),
}
"""What one held unit is of the unit in which values of the type are compared here."""
_LARGEST: Final = 1 << 200
"""Beyond that nothing is worked out."""


class Bounds(Struct, frozen=True):
    """From `low` to `high`, both included; None where there is no bound. `why`: what sets them, for a message. `window`: what the

    value is, where it is one.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    why: str = ""
    window: Window | None = None


PART: Final = "a part of what is counted is 1 (100%) of it at most"
ANYTHING: Final = Bounds()


def bounds(node: Expr, lets: Mapping[str, Bounds]) -> Bounds:
    """The bounds of a value that is not null; `lets` are those of the lets that it may name."""
    match node:
        case Const():
            return _constant(node)
        case LetRef():
            return lets.get(node.name, ANYTHING)
        case Negate():
            found = bounds(node.value, lets)
            return Bounds(_negative(found.high), _negative(found.low), found.why)
        case Window():
            return replace(_counted(node), window=node)
        case Arithmetic():
            left, right = bounds(node.left, lets), bounds(node.right, lets)
            if node.op == "/" and left.window and right.window and _is_part(left.window, right.window):
                return Bounds(Fraction(0), Fraction(1), PART)
            return _computed(node.op, left, right)
        case _:
            return ANYTHING


def is_zero(node: Expr, lets: Mapping[str, Bounds]) -> bool:
    found = bounds(node, lets)
    return found.low == found.high == 0


def _constant(node: Const) -> Bounds:
    unit = _UNITS.get(node.type.name)
    if unit is None or not isinstance(node.value, int):
        return ANYTHING
    return Bounds(node.value * unit, node.value * unit)


def _counted(window: Window) -> Bounds:
    if window.agg not in ("count", "distinct"):
        return Bounds(Fraction(0), None, "a deviation is never below 0") if window.agg == "deviation" else ANYTHING
    if window.agg == "distinct" and isinstance(window.argument, FieldRef) and window.argument.type.words:
        number = len(window.argument.type.words)
        return Bounds(Fraction(0), Fraction(number), f"`{window.argument.name}` has {number} values")
    if window.filter is not None and any(isinstance(each, OfThis) for each in walk(window.filter)):
        return Bounds(Fraction(0), Fraction(SCAN_LIMIT), f"a window that reads `this` looks at {SCAN_LIMIT:,} events at most")
    return Bounds(Fraction(0), None, "a count is never below 0")


def _is_part(one: Window, whole: Window) -> bool:
    """Whether one window counts some of what the other counts: the same, but for a condition of its own."""
    if one.agg not in ("count", "distinct"):
        return False
    alike = replace(one, filter=whole.filter if whole.filter is None else one.filter, type=whole.type)
    return shape(alike) == shape(whole)


def _computed(op: str, left: Bounds, right: Bounds) -> Bounds:
    why = left.why or right.why
    if op == "+":
        return Bounds(_sum(left.low, right.low), _sum(left.high, right.high), why)
    if op == "-":
        return Bounds(_sum(left.low, _negative(right.high)), _sum(left.high, _negative(right.low)), why)
    if op not in ("*", "/") or (op == "/" and not _leaves_zero_out(right)):
        return ANYTHING
    ends = [_scaled(op, one, other) for one, other in product((left.low, left.high), (right.low, right.high))]
    known = [each for each in ends if each is not None]
    if len(known) == len(ends):
        return Bounds(min(known), max(known), why)
    return Bounds(Fraction(0), None, why) if _is_positive(left) and _is_positive(right) else ANYTHING


def _leaves_zero_out(found: Bounds) -> bool:
    return (found.low is not None and found.low > 0) or (found.high is not None and found.high < 0)


def _scaled(op: str, one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """A product or quotient; None if it is without bound, or too large to be worth working out."""
    if one is None or other is None or (op == "/" and other == 0):
        return None
    found = one * other if op == "*" else one / other
    return found if abs(found.numerator) < _LARGEST and found.denominator < _LARGEST else None


def _is_positive(found: Bounds) -> bool:
    return found.low is not None and found.low >= 0


def _negative(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    found = None if one is None or other is None else one + other
    return None if found is not None and abs(found) > _LARGEST else found

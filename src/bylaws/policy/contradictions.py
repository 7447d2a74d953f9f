"""Two comparisons of one thing that can never hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from bylaws.policy.bounds import ANYTHING, Bounds, bounds
from bylaws.policy.expressions import And, Compare, Const, Expr, InValues, Param
from bylaws.policy.program import Parameter
from bylaws.source import Span

_TIMES = ("instant", "date", "time")
MOST_COMPARED = 100
"""So many comparisons of one thing are held against each other; nobody writes more, and each is held against each."""
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Demand(Struct, frozen=True):
    """What a comparison asks of the thing `what`: to be one of `values` (None: any), and to lie between `low` and `high`.

    `open_low` and `open_high`: and not to be equal to them.
    """

    what: str
    span: Span
    values: frozenset[object] | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False

    def allows(self, other: _Demand) -> bool:
        """Whether anything may satisfy both."""
        if self.values is not None and other.values is not None and not self.values & other.values:
            return False
        return _meet(self, other) and _meet(other, self)


def _meet(one: _Demand, other: _Demand) -> bool:
    """Whether the least of the one is not beyond the greatest of the other."""
    if one.low is None or other.high is None:
        return True
    return one.low < other.high or (one.low == other.high and not (one.open_low or other.open_high))


def contradictions(
    parts: Sequence[Expr], lets: Mapping[str, Bounds], parameters: Mapping[str, Parameter]
) -> Iterator[tuple[Span, Span]]:
    """Where the two stand, for parts that must all hold. Parameters count with all the values that they have in time."""
    demands: dict[str, list[_Demand]] = {}
    for each in (each for part in parts for each in _flat(part)):
        demand = _demand(each, lets, parameters)
        if demand is not None:
            demands.setdefault(demand.what, []).append(demand)
    for of_one in demands.values():
        for one, other in combinations(of_one[:MOST_COMPARED], 2):
            if not one.allows(other):
                yield one.span, other.span


def _flat(part: Expr) -> Iterator[Expr]:
    if isinstance(part, And):
        for each in part.parts:
            yield from _flat(each)
    else:
        yield part


def _demand(node: Expr, lets: Mapping[str, Bounds], parameters: Mapping[str, Parameter]) -> _Demand | None:
    match node:
        case InValues(negated=False):
            return _Demand(node.item.span.words, node.span, frozenset(each.value for each in node.values))
        case Compare(op="=", right=Const() as constant) if not constant.type.is_quantity:
            return _Demand(node.left.span.words, node.span, frozenset((constant.value,)))
        case Compare():
            sides = _span(node.left, lets, parameters), _span(node.right, lets, parameters)
            if sides[1] != ANYTHING and not isinstance(node.left, Const | Param):
                return _between(node.left, node.op, sides[1], node.span)
            if sides[0] != ANYTHING and not isinstance(node.right, Const | Param):
                return _between(node.right, _TURNED.get(node.op, node.op), sides[0], node.span)
    return None


def _between(what: Expr, op: str, than: Bounds, span: Span) -> _Demand | None:
    words = what.span.words
    match op:
        case "=":
            return _Demand(words, span, None, than.low, than.high)
        case "<" | "<=":
            return _Demand(words, span, high=than.high, open_high=op == "<")
        case ">" | ">=":
            return _Demand(words, span, low=than.low, open_low=op == ">")
    return None


def _span(node: Expr, lets: Mapping[str, Bounds], parameters: Mapping[str, Parameter]) -> Bounds:
    """Between what a constant or parameter lies; anything else is asked for nothing here."""
    if isinstance(node, Param):
        found = [_span(Const(value, node.type, node.span), lets, parameters) for value, _ in parameters[node.name].values]
        lows, highs = [each.low for each in found if each.low is not None], [each.high for each in found if each.high is not None]
        return Bounds(min(lows), max(highs)) if len(lows) == len(highs) == len(found) else ANYTHING
    if isinstance(node, Const) and node.type.name in _TIMES and isinstance(node.value, int):
        return Bounds(Fraction(node.value), Fraction(node.value))
    return bounds(node, lets) if isinstance(node, Const) else ANYTHING

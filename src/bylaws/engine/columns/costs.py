"""What parts of a condition cost over columns, so that the dear ones come last."""

from __future__ import annotations

from collections.abc import Callable

from bylaws.engine.scope import Scope
from bylaws.policy import expressions as x
from bylaws.policy.walk import children

_CHEAP = frozenset(("coalesce", "greatest", "least"))
"""Functions that are computed on whole columns."""


class Costs:
    """Of expressions, which `number` numbers by what they mean in a scope."""

    def __init__(self, number: Callable[[x.Expr, Scope], int]) -> None:
        self._number = number
        self._orders: dict[int, list[tuple[int, bool]]] = {}
        self._dear: dict[int, int] = {}

    def order(self, node: x.And | x.Or, scope: Scope) -> list[tuple[int, bool]]:
        """The places of the parts, the cheapest first, and whether they are dear."""
        number = self._number(node, scope)
        found = self._orders.get(number)
        if found is None:
            rated = [(self._dearness(part, scope), place) for place, part in enumerate(node.parts)]
            found = self._orders[number] = [(place, dear > 0) for dear, place in sorted(rated)]
        return found

    def _dearness(self, node: x.Expr, scope: Scope) -> int:
        """0: whole columns; 1: look-ups; 2: by distinct values."""
        if isinstance(node, x.LetRef):
            number = self._number(node, scope)
            if number not in self._dear:
                self._dear[number] = self._dearness(scope.let(node.name), scope)
            return self._dear[number]
        own = 0
        if isinstance(node, x.Quantifier | x.TextTest | x.MapValue) or (isinstance(node, x.Apply) and node.function not in _CHEAP):
            own = 2
        elif isinstance(node, x.LookUp | x.InList):
            own = 1
        elif isinstance(node, x.Arithmetic) and node.right.type.name == "period":
            own = 2
        below = () if isinstance(node, x.Window) else children(node)
        return max([own, *(self._dearness(each, scope) for each in below)])

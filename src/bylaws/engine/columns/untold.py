"""Findings of which the columns can tell that they are unsettled, and for want of what.

Beyond the bound to which such findings are told (`bylaws.engine.unsettled`) they are only counted, and need not be made. What is
missing is told as the step executor tells it: by the names that its nulls unite. Where columns cannot, nothing is sure.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from msgspec import Struct

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.excuses import Excuses
from bylaws.engine.columns.plan import RulePlan
from bylaws.engine.columns.rows import MISSING, Array, Rows
from bylaws.engine.scope import Scope
from bylaws.engine.unsettled import Names
from bylaws.policy import expressions as x
from bylaws.policy.walk import children

_UNTOLD = np.int64(1 << 62)
"""Something is missing of which columns do not know the name."""
_MOST = 62
_STRICT = (x.Not, x.Negate, x.Compare, x.InValues, x.InArray, x.TextTest, x.Arithmetic, x.Apply, x.MapValue, x.And, x.Or, x.InList)
"""What is null for want of what its null parts lack."""
_KNOWN = (x.Const, x.Param, x.ElementRef, x.IsNull)
"""What never lacks anything."""


class Untold(Struct, frozen=True):
    """By what is missing the entries whose findings are surely unsettled for want of it, in order."""

    entries: dict[Names, Array]


class Wants:
    """Tells what is missing, of all rules over columns."""

    def __init__(self, evaluator: Evaluator, excuses: Excuses) -> None:
        self._evaluator, self._excuses = evaluator, excuses

    def of(self, plan: RulePlan, rows: Rows) -> Untold:
        """Of some entries on which a rule may find."""
        excuses = self._excuses.of(plan)
        read = [(each, plan.scope) for each in (plan.scope.where, plan.rule.when) if each is not None]
        read += [(each.node, each.scope) for each in excuses]
        columns = [self._evaluator.tentative(node, scope, rows) for node, scope in read]
        open_ = np.logical_or.reduce([column.marks == MISSING for column in columns])
        for excuse, column in zip(excuses, columns[len(columns) - len(excuses) :], strict=True):
            # What is null and lifted may come to nothing.
            open_ &= ~column.true & ~((column.marks == MISSING) & excuse.is_lifted)
        which = np.flatnonzero(open_)
        if not which.size:
            return Untold({})
        few, bits = rows.some(which), _Bits(self._evaluator)
        masks = reduce(np.bitwise_or, [bits.where_missing(node, scope, few) for node, scope in read])
        return Untold({bits.names(mask): which[masks == mask] for mask in np.unique(masks).tolist() if 0 < mask < _UNTOLD})


class _Bits:
    """Names of what is missing as bits, for the expressions of one rule."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._names: list[str] = []

    def names(self, mask: int) -> Names:
        return tuple(sorted(name for bit, name in enumerate(self._names) if mask >> bit & 1))

    def where_missing(self, node: x.Expr, scope: Scope, rows: Rows) -> Array:
        """By entry what an expression lacks where it is null for want of something; 0 elsewhere."""
        if isinstance(node, _KNOWN):
            return np.zeros(len(rows), np.int64)
        marks = self._marks(node, scope, rows)
        lacks = np.where(marks > MISSING, _UNTOLD, np.int64(0))
        missing = marks == MISSING
        if missing.any():
            found = self._lacks(node, scope, rows)
            lacks[missing] = np.where(found == 0, _UNTOLD, found)[missing]
        return lacks

    def _marks(self, node: x.Expr, scope: Scope, rows: Rows) -> Array:
        if isinstance(node, x.LetRef):
            return self._marks(scope.let(node.name), scope, rows)
        if isinstance(node, x.Window):
            # Of a window only its keys may be missing.
            parts = [self._marks(key.ours, scope, rows) for key in node.keys]
            return reduce(np.maximum, parts, np.zeros(len(rows), np.uint8))
        return self._evaluator.tentative(node, scope, rows).marks

    def _lacks(self, node: x.Expr, scope: Scope, rows: Rows) -> Array:
        match node:
            case x.FieldRef():
                return self._bit(node.name, len(rows))
            case x.LetRef():
                return self.where_missing(scope.let(node.name), scope, rows)
            case x.Window():
                return self._of_all([key.ours for key in node.keys], scope, rows)
            case x.Column():
                return self.where_missing(node.record, scope, rows)
            case x.LookUp():
                keys = self._of_all(list(node.keys), scope, rows)
                return np.where(keys == 0, self._bit(f"list {node.list}", len(rows)), keys)
            case _ if isinstance(node, _STRICT):
                return self._of_all(list(children(node)), scope, rows)
            case _:
                return np.full(len(rows), _UNTOLD)

    def _of_all(self, parts: list[x.Expr], scope: Scope, rows: Rows) -> Array:
        return reduce(np.bitwise_or, [self.where_missing(each, scope, rows) for each in parts], np.zeros(len(rows), np.int64))

    def _bit(self, name: str, size: int) -> Array:
        if name not in self._names:
            self._names.append(name)
        bit = self._names.index(name)
        return np.full(size, np.int64(1) << bit if bit < _MOST else _UNTOLD)

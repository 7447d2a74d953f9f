"""Entries: the rows of a batch that rules judge and windows count, one for each event, or one for each element of a field."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.plan import Asking
from bylaws.engine.columns.rows import BEYOND, VALUE, Array, Column, Rows, spread
from bylaws.engine.scope import Scope
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table
from bylaws.policy import expressions as x


class Entries:
    """Those of one batch after the other; each set of rows is made once a batch, and remembers its columns."""

    def __init__(self, layout: Layout, evaluator: Evaluator) -> None:
        self._layout, self._evaluator = layout, evaluator
        self._rows: dict[Hashable, Rows] = {}
        self._table: Table | None = None

    def begin(self, table: Table | None) -> None:
        """Turn to another batch; None: to none."""
        self._table, self._rows = table, {}

    def all(self, kind: str, field: str = "", variable: str = "") -> Rows:
        """All events of a kind; all elements of a field of theirs."""
        key = ("all", kind, field, variable)
        if key not in self._rows:
            assert self._table is not None
            number = self._layout.kinds.index(kind)
            index = np.flatnonzero(self._table.kind == number)
            rows = Rows(kind, self._table, index)
            self._rows[key] = self._elements(rows, field, variable) if field else rows
        return self._rows[key]

    def _elements(self, rows: Rows, field: str, variable: str) -> Rows:
        owner, turn, elements = self._spread(rows, field)
        return Rows(rows.kind, rows.table, rows.index[owner], elements, turn, variable)

    def _spread(self, rows: Rows, field: str) -> tuple[Array, Array, Array]:
        return spread(rows, self._layout.place(rows.kind, field))

    def asking(self, asking: Asking) -> Rows:
        """The entries that a rule judges: those whose `where` is not false; a null of both may leave a finding open."""
        scope = asking.scope
        if scope.where is None:
            return self.all(asking.kind, asking.field, asking.variable)
        if asking.key not in self._rows:
            rows = self.all(asking.kind, asking.field, asking.variable)
            column = self._evaluator.settled(scope.where, scope, rows)
            self._rows[asking.key] = rows.some(np.flatnonzero(column.true | (column.marks != VALUE)))
        return self._rows[asking.key]

    def passing(self, window: x.Window, inner: Scope, rows: Rows) -> tuple[Array, Array]:
        """Which entries a window counts, and of which a number too great to be held keeps that open."""
        refused, marks = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.uint8)
        for condition in (inner.where if window.own else None, window.filter):
            if condition is not None:
                column = self._evaluator.settled(condition, inner, rows)
                refused |= (column.marks == VALUE) & (column.values == 0)
                np.maximum(marks, column.marks, out=marks)
        return ~refused & (marks == VALUE), ~refused & (marks == BEYOND)

    def their_keys(self, window: x.Window, inner: Scope, rows: Rows) -> tuple[Array, list[Array]]:
        """The entries with their keys, one for each element where a key is an array; entries with a null key left out."""
        owner = np.arange(len(rows))
        arrays: dict[int, Array] = {}
        for place, key in enumerate(window.keys):
            if isinstance(key.theirs, x.FieldRef) and key.theirs.type.name == "array":
                within, _, elements = self._spread(rows, key.theirs.name)
                owner, arrays = _crossed(owner, arrays, within, elements)
                arrays[place] = arrays.pop(-1)
        columns = []
        good = np.ones(owner.size, np.bool_)
        for place, key in enumerate(window.keys):
            if place in arrays:
                columns.append(arrays[place])
                continue
            column = self.key(key.theirs, inner, rows)
            good &= (column.marks == VALUE)[owner]
            columns.append(column.values[owner])
        return owner[good], [column[good] for column in columns]

    def counting(self, window: x.Window, inner: Scope, pairs: Rows) -> tuple[Array, Array, Array]:
        """Which pairs of a window that reads `this` count, by pair what it brings, and which bring a number too great."""
        values, marks = np.zeros(len(pairs), np.int64), np.zeros(len(pairs), np.uint8)
        counting, beyond = marks == VALUE, marks == BEYOND
        if window.filter is not None:
            passed = self._evaluator.settled(window.filter, inner, pairs)
            counting, beyond = passed.true, passed.marks == BEYOND
        if window.argument is not None:
            which = np.flatnonzero(counting)
            column = self._evaluator.settled(window.argument, inner, pairs.some(which))
            values[which] = column.values
            counting[which], beyond[which] = column.marks == VALUE, column.marks == BEYOND
        return counting | beyond, values, beyond

    def argument(self, node: x.Expr, scope: Scope, rows: Rows) -> tuple[Array, Array]:
        """What some entries bring, NULL where that is null, and which bring a number too great to be held."""
        column = self._evaluator.settled(node, scope, rows)
        return np.where(column.marks == VALUE, column.values, NULL), column.marks == BEYOND

    def key(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        """What some entries are counted or asked for under."""
        return self._evaluator.settled(node, scope, rows)


def _crossed(owner: Array, arrays: dict[int, Array], within: Array, elements: Array) -> tuple[Array, dict[int, Array]]:
    """Every pair of what there is of an entry and the distinct elements of its array; the elements under -1."""
    pairs = np.unique(np.stack([within, elements]), axis=1) if within.size else np.zeros((2, 0), np.int64)
    starts = np.searchsorted(pairs[0], owner)
    sizes = np.searchsorted(pairs[0], owner, side="right") - starts
    source = np.repeat(np.arange(owner.size), sizes)
    step = np.arange(source.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = {place: column[source] for place, column in arrays.items()}
    found[-1] = pairs[1][np.repeat(starts, sizes) + step]
    return owner[source], found

"""What of a batch is heard of for the first time: see `bylaws.engine.heard`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.rows import VALUE, Rows
from bylaws.engine.heard import Heard, Source
from bylaws.engine.scope import kind_scope
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table


class Listener:
    """Tells `heard` of batches."""

    def __init__(self, heard: Heard, layout: Layout, evaluator: Evaluator) -> None:
        self._heard, self._layout, self._evaluator = heard, layout, evaluator
        self._news: list[tuple[int, int, int]] = []

    def see(self, table: Table) -> None:
        """Takes in a sorted batch, whose events are then gone through by `upto`."""
        found = (each for kind in self._heard.kinds if kind in self._layout.kinds for each in self._first_of(kind, table))
        self._news = sorted(found, key=lambda each: each[0], reverse=True)

    def upto(self, row: int) -> None:
        """The events up to a row of the batch, itself among them, are heard of."""
        while self._news and self._news[-1][0] <= row:
            _, place, number = self._news.pop()
            self._heard.first.setdefault(number, place)

    def _first_of(self, kind: str, table: Table) -> Iterator[tuple[int, int, int]]:
        """Of the sources of a kind of which nothing was heard yet, the row and the place of the first event."""
        waiting = self._heard.waiting(kind)
        rows = Rows(kind, table, np.flatnonzero(table.kind == self._layout.kinds.index(kind))) if waiting else None
        if rows is None or not len(rows):
            return
        for number in waiting:
            passing = np.flatnonzero(self._passing(self._heard.sources[number], rows))
            if passing.size:
                row = int(rows.index[passing[0]])
                yield row, int(table.place[row]), number

    def _passing(self, source: Source, rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        passing = np.ones(len(rows), np.bool_)
        for condition in source.conditions:
            column = self._evaluator.settled(condition, kind_scope(source.kind), rows)
            passing &= (column.marks == VALUE) & (column.values != 0)
        return passing

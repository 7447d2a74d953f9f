"""Windows whose filter or argument reads `this.`: each entry that asks looks anew at the events in its reach.

The events that may still be looked at are kept as columns, from batch to batch. What an entry that asks finds is computed over
*pairs* of it and an event in its reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from bylaws.engine.cells import Measure, gathered
from bylaws.engine.columns.groups import Side
from bylaws.engine.columns.keys import Keys
from bylaws.engine.columns.rows import ABSENT, BEYOND, UNDECIDED, VALUE, Array, Column, Rows
from bylaws.engine.frame import AtLeast
from bylaws.engine.windows import SCAN_LIMIT
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table, joined

PIECE = 1 << 17
"""About so many pairs are looked at together."""

Look = Callable[[Rows], tuple[Array, Array, Array]]
"""Which of some pairs count, by pair what it brings, and which bring a number too great to be held."""


class Reach(Struct, frozen=True):
    """By asking entry its stretch of `rows`, which are rows of a table of events: `sizes` of them from `starts` on.

    `beyond`: where there are more than are looked at.
    """

    asking: Rows
    kind: str
    table: Table
    rows: Array
    starts: Array
    sizes: Array
    beyond: Array

    def pairs(self, entries: Array) -> Iterator[tuple[Array, Array, Rows]]:
        """Some asking entries with all that is in their reach, piece by piece: the piece's entries; by pair, which of them asks."""
        ends = np.cumsum(self.sizes[entries])
        parts = np.split(entries, np.flatnonzero(np.diff(ends // PIECE)) + 1) if entries.size else []
        for part in parts:
            sizes = self.sizes[part]
            owner = np.repeat(np.arange(part.size), sizes)
            first = self.starts[part] - (np.cumsum(sizes) - sizes)
            rows = self.rows[first[owner] + np.arange(owner.size)]
            yield part, owner, Rows(self.kind, self.table, rows, this=(self.asking, part[owner]))


class Scan:
    """What a window finds. `marks`: by asking entry that of its key."""

    def __init__(self, reach: Reach, marks: Array, look: Look, measure: Measure) -> None:
        self._reach, self.marks, self._look, self._measure = reach, marks, look, measure
        self._counts = np.zeros(marks.size, np.int64)
        self._beyond = np.zeros(marks.size, np.bool_)
        for part, owner, pairs in reach.pairs(np.arange(marks.size)):
            counts, _, beyond = look(pairs)
            self._counts[part] = np.bincount(owner[counts], minlength=part.size)
            self._beyond[part] = np.bincount(owner[beyond], minlength=part.size) > 0

    def column(self) -> Column:
        """A count as a column; of other measures only where nothing counts, the rest is undecided."""
        marks = np.where((self.marks == VALUE) & self._beyond, BEYOND, self.marks).astype(np.uint8)
        if self._measure.agg == "count":
            return Column(self._counts, marks)
        empty = ABSENT if self._measure.empty is None else VALUE
        marks = np.where(marks == VALUE, np.where(self._counts > 0, UNDECIDED, empty), marks)
        return Column(np.zeros(marks.size, np.int64), marks.astype(np.uint8))

    def values(self, entries: Array) -> list[object]:
        """Those of some entries whose keys are not null, exactly, as the step executor has them."""
        counts, beyond = self._counts[entries].tolist(), self._reach.beyond[entries].tolist()
        found = counts if self._measure.agg == "count" else list(self._gathered(entries))
        for place in np.flatnonzero(self._beyond[entries]).tolist():
            found[place] = self._measure.beyond
        return [AtLeast(value, n) if more else value for value, n, more in zip(found, counts, beyond, strict=True)]

    def _gathered(self, entries: Array) -> Iterator[object]:
        for part, _, pairs in self._reach.pairs(entries):
            counts, brought, _ = self._look(pairs)
            for values in np.split(brought[counts], np.cumsum(self._counts[part])[:-1]):
                yield gathered(self._measure, values.tolist())


class Scanned:
    """The events that entered, under keys of `width` columns, as long as they are in reach: of one key the SCAN_LIMIT latest.

    By entry, in order: the number of its key, its event's row in the table, its place, and its row in the batch (-1: earlier).
    """

    def __init__(self, width: int) -> None:
        self._keys = Keys(width)
        self._table: Table | None = None
        self._key = self._row = self._place = self._turn = np.zeros(0, np.int64)

    def enter(self, table: Table, rows: Array, keys: list[Array]) -> None:
        """Take in rows of a batch, in order, each under a key."""
        fresh, place = np.unique(rows, return_inverse=True)
        before = 0 if self._table is None else len(self._table)
        taken = table.take(fresh)
        self._table = taken if self._table is None else joined([self._table, taken])
        self._key = np.concatenate([self._key, self._keys.numbers(keys, add=True)])
        self._row = np.concatenate([self._row, place + before])
        self._place = np.concatenate([self._place, table.place[rows]])
        self._turn = np.concatenate([np.full(self._turn.size, -1, np.int64), rows])

    def reach(self, kind: str, asking: Rows, keys: Side, limits: Array) -> Reach:
        """What came under each asking entry's key up to itself, later than its limit."""
        assert self._table is not None
        order = np.argsort(self._key, kind="stable")
        sorted_ = self._key[order] << 32 | order
        asked = np.where(keys.takes, self._keys.numbers(keys.columns, add=False), -1)
        ends = np.searchsorted(sorted_, asked << 32 | np.searchsorted(self._turn, asking.index, side="right"))
        starts = np.searchsorted(sorted_, asked << 32 | np.searchsorted(self._place, limits, side="right"))
        sizes = np.where(asked < 0, 0, np.maximum(ends - starts, 0))
        most = np.minimum(sizes, SCAN_LIMIT)
        return Reach(asking, kind, self._table, self._row[order], ends - most, most, sizes > SCAN_LIMIT)

    def forget(self, limit: int) -> None:
        """The batch is over: let go of what is not later than a limit, and of keys without events when these are many."""
        order = np.argsort(self._key, kind="stable")
        counts = np.bincount(self._key, minlength=len(self._keys))
        behind = np.repeat(np.cumsum(counts), counts) - np.arange(order.size)
        latest = np.zeros(order.size, np.bool_)
        latest[order] = behind <= SCAN_LIMIT + 1
        kept = latest & (self._place > limit)
        rows, self._row = np.unique(self._row[kept], return_inverse=True)
        self._key, self._place, self._turn = self._key[kept], self._place[kept], self._turn[kept]
        self._table = None if self._table is None or not rows.size else self._table.take(rows)
        alive = np.unique(self._key)
        if 2 * alive.size < len(self._keys):
            self._keys.keep(alive)
            self._key = np.searchsorted(alive, self._key)

    def texts(self, keys: Sequence[bool], layout: Layout) -> list[Array]:
        """The numbers of the texts in keys and kept events."""
        return [*self._keys.texts(keys), *([] if self._table is None else self._table.texts(layout))]

    def renumber(self, places: Array, keys: Sequence[bool], layout: Layout) -> None:
        """Give those texts their new numbers."""
        self._keys.renumber(places, keys)
        if self._table is not None:
            self._table.renumber(places, layout)

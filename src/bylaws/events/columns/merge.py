"""Tables of several inputs → batches in the one order, each event once.

Inputs are read side by side, and what lies before the least of their frontiers is handed out. That is right for inputs in order of
time, save for a stated slack. When an input turns out to be less orderly, or tells of one event in two ways, `Unsorted` asks for it
to be sorted on disk first (see `Sorting`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing

import numpy as np

from bylaws.events.columns.schema import Layout
from bylaws.events.columns.seen import Seen
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table, joined
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unsorted
from bylaws.events.columns.wide import compiled


class Merge:
    """Joins the tables of inputs. `feeding`: kinds that feed a list; `slack`: how far an input may be out of order (µs).

    `single`: each event comes out once; else all that is told of it does.
    """

    def __init__(
        self, layout: Layout, strings: Strings, feeding: Collection[str], slack: int, tally: Tally, single: bool = True
    ) -> None:
        self._strings, self._slack, self._tally, self._single = strings, slack, tally, single
        self._rank = np.array([0 if kind in feeding else 1 for kind in layout.kinds], np.int64)
        self._used = layout.schema.used.astype(np.bool_)
        self._seen = Seen()
        self.pending: list[Table] = []

    def batches(self, inputs: Sequence[Iterator[Table]]) -> Iterator[Table]:
        """Sorted batches; each begins behind the one before it. To be asked for once."""
        with closing(self._seen):
            yield from self._batches(inputs)
            self._seen.check()

    def _batches(self, inputs: Sequence[Iterator[Table]]) -> Iterator[Table]:
        frontier = dict.fromkeys(range(len(inputs)), -(2**63))
        self.pending = []
        behind = -(2**63)
        while frontier:
            hindmost = min(frontier, key=frontier.__getitem__)
            table = next(inputs[hindmost], None)
            if table is None:
                del frontier[hindmost]
            elif len(table):
                table = self._once(table) if self._single else table
                if len(table):
                    if int(table.place.min()) < behind:
                        raise Unsorted("the input is not in order of time")
                    self.pending.append(table)
                    frontier[hindmost] = max(frontier[hindmost], int(table.place.max()) - self._slack)
            bound = min(frontier.values(), default=2**63 - 1)
            if bound > behind:
                ready, self.pending = _split(self.pending, bound)
                behind = bound
                if ready is not None:
                    yield self.sorted(ready)

    def _once(self, table: Table) -> Table:
        """What was not there before, of the kinds that the policy reads: an event of another kind may be the same event."""
        again = self._seen.again(table.key, table.raw)
        self._tally.duplicates += int(again.sum())
        kept = ~again & self._used[table.kind]
        return table if kept.all() else table.take(np.flatnonzero(kept))

    def sorted(self, table: Table) -> Table:
        """The rows in the one order."""
        if not len(table):
            return table
        within = self._within(table)
        if _in_order(table.place, within, table.ids, table.starts):
            return table
        order = np.lexsort((within, table.place))
        _order_ties(order, table.place, within, table.ids, table.starts)
        return table.take(order)

    def _within(self, table: Table) -> Array:
        """What events of one time are ordered by before their identities: their kind's rank, then their source."""
        held = np.flatnonzero(np.bincount(table.source))
        ranks = np.zeros(int(held[-1]) + 1, np.int64)
        ranks[sorted(held.tolist(), key=self._strings.text)] = np.arange(held.size)
        return self._rank[table.kind] * held.size + ranks[table.source]


def _split(tables: list[Table], bound: int) -> tuple[Table | None, list[Table]]:
    """What lies before the bound, and the rest."""
    ready, rest = [], []
    for table in tables:
        early = table.place < bound
        if early.all():
            ready.append(table)
        elif early.any():
            ready.append(_early(table, early))
            rest.append(table.take(np.flatnonzero(~early)))
        else:
            rest.append(table)
    return (joined(ready) if ready else None), rest


def _early(table: Table, early: Array) -> Table:
    """The rows that are early. Mostly these come first: then nothing is copied."""
    count = int(np.count_nonzero(early))
    return table.first(count) if early[:count].all() else table.take(np.flatnonzero(early))


@compiled
def _before(ids: Array, starts: Array, a: int, b: int) -> bool:
    i, j = starts[a], starts[b]
    while i < starts[a + 1] and j < starts[b + 1]:
        if ids[i] != ids[j]:
            return bool(ids[i] < ids[j])
        i += 1
        j += 1
    return bool(starts[a + 1] - i < starts[b + 1] - j)


@compiled
def _in_order(place: Array, within: Array, ids: Array, starts: Array) -> bool:
    """Whether each row stands behind the one before it, or is its equal."""
    for i in range(place.size - 1):
        if place[i] > place[i + 1] or (place[i] == place[i + 1] and within[i] > within[i + 1]):
            return False
        if place[i] == place[i + 1] and within[i] == within[i + 1] and _before(ids, starts, i + 1, i):
            return False
    return True


@compiled
def _sort_ids(order: Array, low: int, high: int, ids: Array, starts: Array) -> None:
    """A heap sort of order[low:high] by identity: no run of equal times can make it slow."""
    size = high - low
    for top in range(size // 2 - 1, -1, -1):
        _sift(order, low, top, size, ids, starts)
    for last in range(size - 1, 0, -1):
        order[low], order[low + last] = order[low + last], order[low]
        _sift(order, low, 0, last, ids, starts)


@compiled
def _sift(order: Array, low: int, top: int, size: int, ids: Array, starts: Array) -> None:
    while 2 * top + 1 < size:
        child = 2 * top + 1
        if child + 1 < size and _before(ids, starts, order[low + child], order[low + child + 1]):
            child += 1
        if not _before(ids, starts, order[low + top], order[low + child]):
            return
        order[low + top], order[low + child] = order[low + child], order[low + top]
        top = child


@compiled
def _order_ties(order: Array, place: Array, within: Array, ids: Array, starts: Array) -> None:
    low = 0
    for i in range(1, order.size + 1):
        if i == order.size or place[order[i]] != place[order[low]] or within[order[i]] != within[order[low]]:
            if i - low > 1:
                _sort_ids(order, low, i, ids, starts)
            low = i

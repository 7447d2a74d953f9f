"""Tables of several inputs → batches in the one order, each event once.

Inputs are read side by side, and what lies before the least of their frontiers is handed out. That is right for inputs in order of
time, save for a stated slack. When an input turns out to be less orderly, or tells of one event in two ways, `Unreadable` asks for
the ordinary reader, which sorts on disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing

import numpy as np
from numba import njit

from bylaws.events.columns.blocks import Tally
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.seen import Seen
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table, joined
from bylaws.events.columns.unreadable import Unreadable


class Merge:
    """Joins the tables of inputs. `feeding`: kinds that feed a list; `slack`: how far an input may be out of order (µs)."""

    def __init__(self, layout: Layout, strings: Strings, feeding: Collection[str], slack: int, tally: Tally) -> None:
        self._strings, self._slack, self._tally = strings, slack, tally
        self._rank = np.array([0 if kind in feeding else 1 for kind in layout.kinds], np.int8)
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
                table = self._once(table)
                if len(table):
                    if int(table.place.min()) < behind:
                        raise Unreadable("the input is not in order of time")
                    self.pending.append(table)
                    frontier[hindmost] = max(frontier[hindmost], int(table.place.max()) - self._slack)
            bound = min(frontier.values(), default=2**63 - 1)
            if bound > behind:
                ready, self.pending = _split(self.pending, bound)
                behind = bound
                if ready is not None:
                    yield self._sorted(ready)

    def _once(self, table: Table) -> Table:
        """What was not there before, of the kinds that the policy reads: an event of another kind may be the same event."""
        again = self._seen.again(table.key, table.raw)
        self._tally.duplicates += int(again.sum())
        kept = ~again & self._used[table.kind]
        return table if kept.all() else table.take(np.flatnonzero(kept))

    def _sorted(self, table: Table) -> Table:
        numbers, place = np.unique(table.source, return_inverse=True)
        texts = [self._strings.text(int(number)) for number in numbers]
        ranks = np.empty(len(texts), np.int64)
        ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
        within = self._rank[table.kind].astype(np.int64) * len(texts) + ranks[place]
        order = np.lexsort((within, table.place))
        _order_ties(order, table.place, within, table.ids, table.starts)
        return table.take(order)


def _split(tables: list[Table], bound: int) -> tuple[Table | None, list[Table]]:
    """What lies before the bound, and the rest."""
    if not tables:
        return None, []
    whole = joined(tables)
    early = whole.place < bound
    if early.all():
        return whole, []
    rest = whole.take(np.flatnonzero(~early))
    return (whole.take(np.flatnonzero(early)) if early.any() else None), [rest]


@njit(cache=True, nogil=True)
def _before(ids: Array, starts: Array, a: int, b: int) -> bool:
    i, j = starts[a], starts[b]
    while i < starts[a + 1] and j < starts[b + 1]:
        if ids[i] != ids[j]:
            return bool(ids[i] < ids[j])
        i += 1
        j += 1
    return bool(starts[a + 1] - i < starts[b + 1] - j)


@njit(cache=True, nogil=True)
def _sort_ids(order: Array, low: int, high: int, ids: Array, starts: Array) -> None:
    """A heap sort of order[low:high] by identity: no run of equal times can make it slow."""
    size = high - low
    for top in range(size // 2 - 1, -1, -1):
        _sift(order, low, top, size, ids, starts)
    for last in range(size - 1, 0, -1):
        order[low], order[low + last] = order[low + last], order[low]
        _sift(order, low, 0, last, ids, starts)


@njit(cache=True, nogil=True)
def _sift(order: Array, low: int, top: int, size: int, ids: Array, starts: Array) -> None:
    while 2 * top + 1 < size:
        child = 2 * top + 1
        if child + 1 < size and _before(ids, starts, order[low + child], order[low + child + 1]):
            child += 1
        if not _before(ids, starts, order[low + top], order[low + child]):
            return
        order[low + top], order[low + child] = order[low + child], order[low + top]
        top = child


@njit(cache=True, nogil=True)
def _order_ties(order: Array, place: Array, within: Array, ids: Array, starts: Array) -> None:
    low = 0
    for i in range(1, order.size + 1):
        if i == order.size or place[order[i]] != place[order[low]] or within[order[i]] != within[order[low]]:
            if i - low > 1:
                _sort_ids(order, low, i, ids, starts)
            low = i

"""`last`: under each key the nearest event before the one that asks.

The rows of events that may still be asked for are kept as columns, from batch to batch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.rows import Array
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table, joined


@njit(cache=True, nogil=True)
def _follow(enters: Array, asks: Array, places: Array, limits: Array, rows: Array, newest: Array, when: Array, out: Array) -> None:
    """out[i]: the row last entered under asks[i] before i, if it is later than limits[i]; else -1. Then row i enters."""
    for i in range(enters.size):
        ask, key = asks[i], enters[i]
        out[i] = newest[ask] if ask >= 0 and newest[ask] >= 0 and when[ask] > limits[i] else -1
        if key >= 0:
            newest[key] = rows[i]
            when[key] = places[i]


class Latest:
    """The latest events under keys of `width` columns."""

    def __init__(self, width: int) -> None:
        self._keys = Keys(width)
        self._newest = np.full(1 << 10, -1, np.int64)
        self._when = np.full(1 << 10, NULL, np.int64)
        self._kept: Table | None = None
        self.table: Table | None = None

    def advance(
        self, table: Table, enters: Sequence[Array], asks: Sequence[Array], times: tuple[Array, Array], rows: Array
    ) -> Array:
        """By operation the row of `self.table` that was last, or -1. `times`: places and the latest places out of the window;

        `rows`: the rows of `table` that enter.
        """
        kept = 0 if self._kept is None else len(self._kept)
        self.table = table if self._kept is None else joined([self._kept, table])
        entering = self._keys.numbers(list(enters), add=True)
        asking = self._keys.numbers(list(asks), add=False)
        self._reserve()
        out = np.empty(entering.size, np.int64)
        places, limits = times
        _follow(entering, asking, places, limits, rows + kept, self._newest, self._when, out)
        self._keep(int(limits[-1]) if limits.size else None)
        return out

    def texts(self, keys: Sequence[bool], layout: Layout) -> list[Array]:
        """The numbers of the texts in keys and kept events."""
        return [*self._keys.texts(keys), *([] if self._kept is None else self._kept.texts(layout))]

    def renumber(self, places: Array, keys: Sequence[bool], layout: Layout) -> None:
        """Give those texts their new numbers."""
        self._keys.renumber(places, keys)
        if self._kept is not None:
            self._kept.renumber(places, layout)

    def _reserve(self) -> None:
        more = len(self._keys) - self._newest.size
        if more > 0:
            more = max(more, self._newest.size)
            self._newest = np.concatenate([self._newest, np.full(more, -1, np.int64)])
            self._when = np.concatenate([self._when, np.full(more, NULL, np.int64)])

    def _keep(self, limit: int | None) -> None:
        """Let go of events out of reach, and of the keys that then have none when these are many."""
        count = len(self._keys)
        if limit is not None:
            self._newest[:count][self._when[:count] <= limit] = -1
        alive = np.flatnonzero(self._newest[:count] >= 0)
        if count > 1 << 12 and alive.size * 2 < count:
            self._keys.keep(alive)
            self._newest = np.concatenate([self._newest[alive], np.full(1 << 10, -1, np.int64)])
            self._when = np.concatenate([self._when[alive], np.full(1 << 10, NULL, np.int64)])
            alive = np.arange(alive.size)
        rows, place = np.unique(self._newest[alive], return_inverse=True)
        assert self.table is not None
        self._kept = self.table.take(rows) if rows.size else None
        self._newest[alive] = place

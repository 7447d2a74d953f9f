"""`last`: under each key the nearest event before the one that asks.

The rows of events that may still be asked for are kept as columns, from batch to batch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bylaws.engine.columns.groups import Operations
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.rows import Array, Found
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table, joined
from bylaws.events.columns.wide import compiled


@compiled
def _follow(
    keys: tuple[Array, Array], asker: Array, places: Array, limits: Array, rows: Array, newest: Array, when: Array, out: Array
) -> None:
    """out[asker[i]]: the row last entered under keys[1][i] before i, if it is later than limits[i]. Then row i enters under

    keys[0][i]; negative keys: it does not.
    """
    enters, asks = keys
    for i in range(places.size):
        ask, key = asks[i], enters[i]
        if ask >= 0 and newest[ask] >= 0 and when[ask] > limits[i]:
            out[asker[i]] = newest[ask]
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

    def advance(self, table: Table, operations: Operations, limits: Array, marks: Array) -> Found:
        """What was last, by asking entry. Operations bring the row of `table` that enters; `limits`: the latest places out of the

        window; `marks`: by asking entry the mark of its key.
        """
        known, rows = self._with(table, operations)
        keys = self._numbers(operations)
        out = np.full(marks.size, -1, np.int64)
        _follow(keys, operations.asker, operations.places, limits, rows, self._newest, self._when, out)
        self._keep(known, int(limits[-1]) if limits.size else None)
        return Found(known, out, marks)

    def texts(self, keys: Sequence[bool], layout: Layout) -> list[Array]:
        """The numbers of the texts in keys and kept events."""
        return [*self._keys.texts(keys), *([] if self._kept is None else self._kept.texts(layout))]

    def renumber(self, places: Array, keys: Sequence[bool], layout: Layout) -> None:
        """Give those texts their new numbers."""
        self._keys.renumber(places, keys)
        if self._kept is not None:
            self._kept.renumber(places, layout)

    def _with(self, table: Table, operations: Operations) -> tuple[Table, Array]:
        """The kept events and those that enter, and by operation the row of the one that enters."""
        entering = operations.enters.takes
        fresh, place = np.unique(operations.arguments[0][entering], return_inverse=True)
        tables = [*([] if self._kept is None else [self._kept]), table.take(fresh)]
        rows = np.full(entering.size, -1, np.int64)
        rows[entering] = place + sum(len(each) for each in tables[:-1])
        return joined(tables), rows

    def _numbers(self, operations: Operations) -> tuple[Array, Array]:
        """The keys' numbers on entering and on asking; NULL where an operation does not."""
        enters, asks = operations.enters, operations.asks
        entering = self._keys.numbers(enters.columns, add=enters.takes)
        asking = self._keys.numbers(asks.columns, add=False)
        self._reserve()
        return np.where(enters.takes, entering, NULL), np.where(asks.takes, asking, NULL)

    def _reserve(self) -> None:
        more = len(self._keys) - self._newest.size
        if more > 0:
            more = max(more, self._newest.size)
            self._newest = np.concatenate([self._newest, np.full(more, -1, np.int64)])
            self._when = np.concatenate([self._when, np.full(more, NULL, np.int64)])

    def _keep(self, known: Table, limit: int | None) -> None:
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
        self._kept = known.take(rows) if rows.size else None
        self._newest[alive] = place

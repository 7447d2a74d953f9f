"""Windows over the same calendar unit of past weeks: one cell for each key and unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bylaws.engine import calendar
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.rows import Array
from bylaws.engine.columns.spans import past_units, unit_starts
from bylaws.engine.spans import Same, Unit
from bylaws.policy.expressions import CalendarSame

_LOW = np.int64(0xFFFFFFFF)


class Weekly:
    """Counts and sums. The units that count are over when they are asked for, so that a batch may enter before it asks."""

    def __init__(self, width: int, over: CalendarSame, timezone: str) -> None:
        self._unit = Unit(over.unit, calendar.zone(timezone))
        self._same = Same(Unit(over.unit, calendar.zone(timezone)), over.weeks)
        self._keys = Keys(width + 1)
        self._cells = np.zeros((1 << 10, 3), np.int64)
        self._kept = 1 << 12

    def enter(self, keys: list[Array], places: Array, values: Array) -> None:
        """Entries in order; `values` NULL where the argument is null."""
        if not places.size:
            return
        starts = unit_starts(self._unit, places)
        numbers = self._keys.numbers([*keys, starts], add=True)
        if len(self._keys) > len(self._cells):
            cells = np.zeros((2 * len(self._keys), 3), np.int64)
            cells[: len(self._cells)] = self._cells
            self._cells = cells
        counted = (numbers != NULL) & (values != NULL)
        numbers, values = numbers[counted], values[counted]
        np.add.at(self._cells[:, 0], numbers, 1)
        np.add.at(self._cells[:, 1], numbers, values >> 32)
        np.add.at(self._cells[:, 2], numbers, values & _LOW)

    def ask(self, keys: list[Array], places: Array) -> Array:
        """(n, high, low) by entry, in order."""
        out = np.zeros((3, places.size), np.int64)
        if not places.size:
            return out
        starts = unit_starts(self._unit, places)
        for start in past_units(self._same, starts, places):
            numbers = self._keys.numbers([*keys, start], add=False)
            found = numbers != NULL
            out[:, found] += self._cells[numbers[found]].T
        self._expire(int(places[-1]))
        return out

    def texts(self, keys: Sequence[bool]) -> list[Array]:
        """The numbers of the texts in keys."""
        return self._keys.texts([*keys, False])

    def renumber(self, places: Array, keys: Sequence[bool]) -> None:
        """Give those texts their new numbers."""
        self._keys.renumber(places, [*keys, False])

    def _expire(self, place: int) -> None:
        count = len(self._keys)
        if count < self._kept:
            return
        alive = np.flatnonzero(self._keys.levels[-1].pairs[:count, 1] > self._same.bound(place))
        if alive.size < count:
            self._cells = np.concatenate([self._cells[alive], np.zeros((1 << 10, 3), np.int64)])
            self._keys.keep(alive)
        self._kept = max(1 << 12, 2 * alive.size)

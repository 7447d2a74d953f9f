"""Windows over the same calendar unit of past weeks: one cell for each key and unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from bylaws.engine import calendar
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.rows import Array
from bylaws.engine.columns.spans import unit_starts
from bylaws.engine.spans import Same, Unit, phase
from bylaws.policy.expressions import CalendarSame

_LOW = np.int64(0xFFFFFFFF)


class Weekly:
    """Counts and sums. The units that count are over when they are asked for, so that a batch may enter before it asks.

    Only units in which something entered are looked into, however many weeks there are. `_seen`: by phase of the week, their
    labels and starts in order.
    """

    def __init__(self, width: int, over: CalendarSame, timezone: str) -> None:
        self._unit = Unit(over.unit, calendar.zone(timezone))
        self._same = Same(Unit(over.unit, calendar.zone(timezone)), over.weeks)
        self._seen: dict[int, list[tuple[datetime, int]]] = {}
        self._keys = Keys(width + 1)
        self._cells = np.zeros((1 << 10, 3), np.int64)
        self._kept = 1 << 12

    def enter(self, keys: list[Array], places: Array, values: Array) -> None:
        """Entries in order; `values` NULL where the argument is null."""
        if not places.size:
            return
        starts = unit_starts(self._unit, places)
        self._see(starts, places)
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
        for start in self._past(starts, places):
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

    def _see(self, starts: Array, places: Array) -> None:
        """Take note of the units in which something enters."""
        for head in _heads(starts).tolist():
            label = self._same.label(int(places[head]))
            seen = [] if label is None else self._seen.setdefault(phase(label), [])
            if label is not None and (not seen or seen[-1][0] < label):
                seen.append((label, int(starts[head])))

    def _past(self, starts: Array, places: Array) -> list[Array]:
        """The starts of the units that count at each entry, as many arrays as there are at most; NULL where there is none more."""
        columns: list[Array] = []
        heads = _heads(starts)
        for head, beyond in zip(heads.tolist(), [*heads[1:].tolist(), places.size], strict=True):
            label = self._same.label(int(places[head]))
            seen = self._seen.get(phase(label), []) if label is not None else []
            counted = [start for past, start in seen if label is not None and self._same.counts(past, label)]
            columns += [np.full(places.size, NULL, np.int64) for _ in counted[len(columns) :]]
            for column, start in zip(columns, counted, strict=False):
                column[head:beyond] = start
        return columns

    def _expire(self, place: int) -> None:
        label = self._same.label(place)
        if label is not None:
            kept = {phase: [each for each in seen if not self._same.is_over(each[0], label)] for phase, seen in self._seen.items()}
            self._seen = {phase: seen for phase, seen in kept.items() if seen}
        count = len(self._keys)
        if count < self._kept:
            return
        alive = np.flatnonzero(self._keys.levels[-1].pairs[:count, 1] > self._same.bound(place))
        if alive.size < count:
            self._cells = np.concatenate([self._cells[alive], np.zeros((1 << 10, 3), np.int64)])
            self._keys.keep(alive)
        self._kept = max(1 << 12, 2 * alive.size)


def _heads(starts: Array) -> Array:
    """The first entry of each unit."""
    return np.flatnonzero(np.diff(starts, prepend=NULL))

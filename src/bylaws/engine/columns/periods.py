"""Calendar lengths over columns: each distinct length has a number."""

from __future__ import annotations

import numpy as np

from bylaws.engine import calendar
from bylaws.engine.columns.rows import UNDECIDED, VALUE, Column
from bylaws.events.types import INT64_MAX, INT64_MIN, Period


class Periods:
    def __init__(self, timezone: str) -> None:
        self._zone = calendar.zone(timezone)
        self._numbers: dict[Period, int] = {}
        self._all: list[Period] = []

    def number(self, period: Period) -> int:
        number = self._numbers.setdefault(period, len(self._all))
        if number == len(self._all):
            self._all.append(period)
        return number

    def moved(self, instants: Column, lengths: Column, sign: int) -> Column:
        """Instants so much later (`sign` 1) or earlier (-1); undecided where that cannot be told."""
        marks = np.maximum(instants.marks, lengths.marks)
        known = np.flatnonzero(marks == VALUE)
        moved = Column(np.zeros(marks.size, np.int64), marks)
        for number in np.unique(lengths.values[known]).tolist():
            entries = known[lengths.values[known] == number]
            distinct, place = np.unique(instants.values[entries], return_inverse=True)
            told = [self._later(each, self._all[number], sign) for each in distinct.tolist()]
            moved.values[entries] = np.array([0 if each is None else each for each in told], np.int64)[place]
            marks[entries[np.array([each is None for each in told], np.bool_)[place]]] = UNDECIDED
        return moved

    def _later(self, instant: int, period: Period, sign: int) -> int | None:
        try:
            later = calendar.add_period(instant, period, self._zone, sign)
        except (OverflowError, ValueError):
            return None
        return later if INT64_MIN <= later <= INT64_MAX else None

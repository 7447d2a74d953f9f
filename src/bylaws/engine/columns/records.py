"""Look-ups over columns: each key once, then the row that held at each event's time.

The lists here run ahead of the events of a batch: they are fed with the whole batch first, and rows are chosen by time. That is the
same as feeding them in the one order, as long as no event that feeds a list is late, and no rule on the very kind that feeds a list
reads it (see `plan`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.rows import ABSENT, MISSING, VALUE, Array, Column, Rows
from bylaws.engine.lists import Row, Table
from bylaws.events.columns.strings import Strings
from bylaws.events.types import Missing, Type

_UNKNOWN, _NO_ROW, _VARIES = -3, -1, -2


class Records:
    """Rows of lists by number, for good: the same row has the same number in every batch."""

    def __init__(self, lists: dict[str, Table], strings: Strings) -> None:
        self.lists = lists
        self._strings = strings
        self._rows: list[Row] = []
        self._numbers: dict[int, int] = {}
        self._columns: dict[str, tuple[Array, Array]] = {}
        self._keys: dict[tuple[str, int], Keys] = {}
        self._found: dict[tuple[str, int], Array] = {}

    def find(self, name: str, keys: Sequence[Column], types: Sequence[Type], rows: Rows) -> Column:
        """The number of the row that held under these keys at each event's time."""
        marks = np.maximum.reduce([key.marks for key in keys])
        table = self.lists[name]
        if not len(table):
            return Column(np.zeros(len(rows), np.int64), np.where(marks == VALUE, MISSING, marks).astype(np.uint8))
        known = marks == VALUE
        combined = self._keys.setdefault((name, len(keys)), Keys(len(keys)))
        numbers = combined.numbers([np.where(known, key.values, NULL) for key in keys], add=True)
        found = self._settled(table, combined, numbers, keys, types)
        chosen = np.where(known, found[np.where(known, numbers, 0)] if found.size else _NO_ROW, _NO_ROW)
        varying = np.flatnonzero(chosen == _VARIES)
        at = rows.at
        for entry in varying.tolist():
            key = self._key([int(each.values[entry]) for each in keys], types)
            chosen[entry] = self._number(table.look_up(key, int(at[entry])))
        return Column(chosen, np.where(known, np.where(chosen == _NO_ROW, ABSENT, VALUE), marks).astype(np.uint8))

    def column(self, records: Column, name: str, held: Callable[[object], int]) -> Column:
        """A column of the rows found."""
        values, marks = self._columns.get(name, (np.zeros(0, np.int64), np.zeros(0, np.uint8)))
        if values.size < len(self._rows):
            fresh = [row.get(name) for row in self._rows[values.size :]]
            values = np.concatenate([values, np.array([0 if _is_null(each) else held(each) for each in fresh], np.int64)])
            marks = np.concatenate([marks, np.array([_mark(each) for each in fresh], np.uint8)])
            self._columns[name] = values, marks
        found = records.marks == VALUE
        row = np.where(found, records.values, 0)
        if not values.size:
            return Column(row, records.marks)
        return Column(values[row], np.where(found, marks[row], records.marks).astype(np.uint8))

    def forget(self, name: str) -> None:
        """A list has new rows: keys are to be looked up again."""
        for each in [each for each in self._found if each[0] == name]:
            del self._found[each]

    def _settled(self, table: Table, combined: Keys, numbers: Array, keys: Sequence[Column], types: Sequence[Type]) -> Array:
        """By key number: a row's number, no row, or that it varies with time."""
        name = (table.declared.name, len(keys))
        found = self._found.get(name, np.zeros(0, np.int64))
        if found.size < len(combined):
            found = np.concatenate([found, np.full(len(combined) - found.size, _UNKNOWN, np.int64)])
        candidates = np.flatnonzero(numbers >= 0)
        candidates = candidates[found[numbers[candidates]] == _UNKNOWN]
        fresh, first = np.unique(numbers[candidates], return_index=True)
        entries = candidates[first]
        for number, entry in zip(fresh.tolist(), entries.tolist(), strict=True):
            key = self._key([int(each.values[entry]) for each in keys], types)
            steady, row = table.steady(key)
            found[number] = self._number(row) if steady else _VARIES
        self._found[name] = found
        return found

    def _key(self, values: list[int], types: Sequence[Type]) -> object:
        parts = tuple(
            self._strings.text(value) if kind.is_text else bool(value) if kind.name == "truth" else value
            for value, kind in zip(values, types, strict=True)
        )
        return parts[0] if len(parts) == 1 else parts

    def _number(self, row: Row | Missing | None) -> int:
        if row is None or isinstance(row, Missing):
            return _NO_ROW
        number = self._numbers.get(id(row))
        if number is None:
            # The row is kept, so that no other can come to lie where it lay.
            number = self._numbers[id(row)] = len(self._rows)
            self._rows.append(row)
        return number


def _is_null(value: object) -> bool:
    return value is None or isinstance(value, Missing)


def _mark(value: object) -> int:
    if isinstance(value, Missing):
        return MISSING
    return ABSENT if value is None else VALUE

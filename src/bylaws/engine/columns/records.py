"""Look-ups over columns: the row that held at each event's time.

The lists here run ahead of the events of a batch: they are fed with the whole batch first, and rows are chosen by time. That is the
same as feeding them in the one order, as long as batches are cut where it is not (see `Feeds.cuts`), and no rule on the very kind
that feeds a list reads it (see `plan`).

A list that events feed and that is looked up by equality finds its rows by itself (see `Told`). Of all others the keys are
numbered, and what is looked up is turned into such a number: by equality, or by the way in which the list finds the closest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
from msgspec import Struct, field

from bylaws.engine.columns.domains import Domains
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.networks import Networks
from bylaws.engine.columns.prefixes import Prefixes
from bylaws.engine.columns.rows import ABSENT, MISSING, VALUE, Array, Column, Items, Rows
from bylaws.engine.columns.told import Told, with_room
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.lists import Forgotten, Row, Table
from bylaws.engine.matching import Containment, LongestPrefix, Suffix
from bylaws.events.columns.strings import Strings
from bylaws.events.types import INT64_MAX, INT64_MIN, Missing

_UNKNOWN, _NO_ROW, _VARIES = -3, -1, -2
_MANY = 1 << 16

Finder = Prefixes | Networks | Domains
"""Takes in keys as a list files them, and finds the closest by text number."""


class _Index(Struct):
    """How a list is looked up in. `names` and `keys`: the list's own keys; `filed`: how many of them are taken in, after how many

    of its `sweeps`.

    `closest`: by text number the number of the closest key, -1 for none, or that it is not known yet. `found`: by key its row's
    number, no row, that it varies with time, or that it is not known yet.
    """

    table: Table
    keys: Keys
    finder: Finder | None
    names: list[object] = field(default_factory=list)
    closest: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    found: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    filed: int = 0
    sweeps: int = 0


class Records:
    """Rows of lists by number. The same row has the same number in every batch, unless they are forgotten in between."""

    def __init__(self, lists: Mapping[str, Table | Told], strings: Strings) -> None:
        self._lists = lists
        self._strings = strings
        self._rows: list[Row] = []
        self._since = np.zeros(1 << 10, np.int64)
        self._until = np.zeros(1 << 10, np.int64)
        self._numbers: dict[int, int] = {}
        self._told = 0
        self._columns: dict[str, tuple[Array, Array]] = {}
        self._arrays: dict[str, tuple[Array, Array, Array]] = {}
        self._indexes: dict[str, _Index] = {}

    def begin(self) -> None:
        """A batch begins, nothing has numbers of rows: they are forgotten when many are of rows that events told."""
        if self._told > _MANY:
            self.renumber()

    def find(self, name: str, keys: Sequence[Column], rows: Rows) -> Column:
        """The number of the row that held under these keys at each event's time. Raises Forgotten."""
        marks = np.maximum.reduce([key.marks for key in keys])
        table, at = self._lists[name], rows.at
        if not table.filled:
            return Column(np.zeros(len(rows), np.int64), np.where(marks == VALUE, MISSING, marks).astype(np.uint8))
        known = marks == VALUE
        if (at[known] < table.forgotten).any():
            raise Forgotten
        values = [np.where(known, key.values, NULL) for key in keys]
        chosen = table.find(values, at) if isinstance(table, Told) else self._chosen(table, values, at)
        return Column(chosen, np.where(known, np.where(chosen == _NO_ROW, ABSENT, VALUE), marks).astype(np.uint8))

    def renumber(self) -> None:
        """Texts have new numbers: what was looked up by the old ones is void. So are the numbers of rows; the batch is over."""
        self._columns.clear()
        self._arrays.clear()
        self._indexes.clear()
        self._numbers.clear()
        self._rows.clear()
        self._told = 0

    def column(self, list_: str, records: Column, name: str, held: Callable[[object], int]) -> Column:
        """A column of the rows found in a list."""
        table = self._lists[list_]
        if isinstance(table, Told):
            told = table.column(name, records.values)
            return Column(told.values, np.where(records.marks == VALUE, told.marks, records.marks))
        values, marks = self._columns.get(name, (np.zeros(0, np.int64), np.zeros(0, np.uint8)))
        if values.size < len(self._rows):
            fresh = [row.get(name) for row in self._rows[values.size :]]
            values = np.concatenate([values, self._all_held(fresh, held)])
            marks = np.concatenate([marks, np.array([_mark(each) for each in fresh], np.uint8)])
            self._columns[name] = values, marks
        found = records.marks == VALUE
        row = np.where(found, records.values, 0)
        if not values.size:
            return Column(row, records.marks)
        return Column(values[row], np.where(found, marks[row], records.marks).astype(np.uint8))

    def items(self, list_: str, records: Column, name: str) -> Items:
        """The elements of an array of texts that rows found in a list have. Raises Unsupported for rows that events told."""
        if isinstance(self._lists[list_], Told):
            raise Unsupported
        marks, heads, texts = self._arrays_of(name)
        found = records.marks == VALUE
        row = np.where(found, records.values, 0)
        if not marks.size:
            return Items(records.marks, row[:0], row[:0])
        sizes = np.where(found, heads[row + 1] - heads[row], 0)
        owner = np.repeat(np.arange(row.size), sizes)
        turn = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Items(np.where(found, marks[row], records.marks).astype(np.uint8), owner, texts[heads[row[owner]] + turn])

    def _arrays_of(self, name: str) -> tuple[Array, Array, Array]:
        """Of all rows: the marks of their arrays, where the elements of each begin, and the elements."""
        none = np.zeros(0, np.int64)
        marks, heads, texts = self._arrays.get(name, (none.astype(np.uint8), np.zeros(1, np.int64), none))
        if marks.size < len(self._rows):
            fresh = [row.get(name) for row in self._rows[marks.size :]]
            # Another list may have anything else under that name.
            arrays = [cast(tuple[str, ...], each) if _is_of_texts(each) else () for each in fresh]
            ends = np.cumsum([len(each) for each in arrays], dtype=np.int64)
            marks = np.concatenate([marks, np.array([_mark(each) for each in fresh], np.uint8)])
            heads = np.concatenate([heads, heads[-1] + ends])
            texts = np.concatenate([texts, self._strings.numbers([text for each in arrays for text in each])])
            self._arrays[name] = marks, heads, texts
        return marks, heads, texts

    def forget(self, name: str) -> None:
        """A list has new rows: its keys are to be looked up again."""
        index = self._indexes.get(name)
        if index is not None:
            index.found[:] = _UNKNOWN

    # Keys ---------------------------------------------------------------------------------------------------------------------

    def _chosen(self, table: Table, keys: list[Array], at: Array) -> Array:
        """By key and instant the number of the row that held, or that there is none."""
        index = self._index(table, len(keys))
        numbers = index.keys.numbers(keys, add=False) if index.finder is None else self._closest(index, index.finder, keys[0])
        known = np.maximum(numbers, 0)
        chosen = index.found[known]
        fresh = np.unique(numbers[(chosen == _UNKNOWN) & (numbers >= 0)])
        if fresh.size:
            index.found[fresh] = [self._settled(table, index.names[number]) for number in fresh.tolist()]
            chosen = index.found[known]
        chosen[numbers < 0] = _NO_ROW
        self._date(index, chosen, numbers, at)
        return chosen

    def _closest(self, index: _Index, finder: Finder, texts: Array) -> Array:
        """By text number (NULL: none) the number of the closest key, or -1."""
        index.closest = with_room(index.closest, self._strings.room, _UNKNOWN)
        known = np.maximum(texts, 0)
        fresh = known[index.closest[known] == _UNKNOWN]
        if fresh.size:
            index.closest[fresh] = finder.find(fresh, self._strings)
        return np.where(texts == NULL, np.int64(-1), index.closest[known])

    def _index(self, table: Table, width: int) -> _Index:
        name = table.declared.name
        index = self._indexes.get(name)
        if index is None or index.sweeps != table.sweeps:
            index = self._indexes[name] = _Index(table, Keys(width), _finder(table), sweeps=table.sweeps)
        if index.filed < len(table):
            self._file(index)
        return index

    def _file(self, index: _Index) -> None:
        """Take in the list's keys that are new."""
        keys = index.table.keys_from(index.filed)
        index.filed += len(keys)
        if index.finder is not None:
            index.names += index.finder.add(keys)
        else:
            parts = [key if isinstance(key, tuple) else (key,) for key in keys]
            columns = [self._all_held(column, self._held) for column in zip(*parts, strict=True)]
            index.keys.numbers(columns, add=True)
            index.names += keys
        index.closest[:] = _UNKNOWN
        index.found = np.full(len(index.names), _UNKNOWN, np.int64)

    def _settled(self, table: Table, key: object) -> int:
        only = table.only(key)
        if only is None:
            return _VARIES
        number = self._number(table, only.row)
        if number >= 0:
            self._since[number], self._until[number] = only.since, only.until
        return number

    def _date(self, index: _Index, chosen: Array, numbers: Array, at: Array) -> None:
        """Rows that do not hold at the event's time are none; where there are several, the list is asked."""
        dated = np.flatnonzero(chosen >= 0)
        if dated.size:
            rows = chosen[dated]
            chosen[dated[(at[dated] < self._since[rows]) | (at[dated] >= self._until[rows])]] = _NO_ROW
        for entry in np.flatnonzero(chosen == _VARIES).tolist():
            row = index.table.look_up(index.names[int(numbers[entry])], int(at[entry]))
            chosen[entry] = self._number(index.table, row)

    def _all_held(self, values: Sequence[object], held: Callable[[object], int]) -> Array:
        """Values as columns hold them; 0 for nulls."""
        if any(isinstance(each, str) for each in values):
            return self._strings.numbers([each if isinstance(each, str) else "" for each in values])
        return np.array([0 if _is_null(each) else held(each) for each in values], np.int64)

    def _held(self, part: object) -> int:
        return self._strings.number(part) if isinstance(part, str) else int(cast(int, part))

    def _number(self, table: Table, row: Row | Missing | None) -> int:
        if row is None or isinstance(row, Missing):
            return _NO_ROW
        number = self._numbers.get(id(row))
        if number is None:
            # The row is kept, so that no other can come to lie where it lay.
            number = self._numbers[id(row)] = len(self._rows)
            self._rows.append(row)
            self._told += table.declared.feed is not None
            if number == self._since.size:
                self._since, self._until = (np.concatenate([each, each]) for each in (self._since, self._until))
            self._since[number], self._until[number] = INT64_MIN, INT64_MAX
        return number


def _finder(table: Table) -> Finder | None:
    """How a list finds the closest key, unless it goes by equality."""
    if isinstance(table.matching, LongestPrefix):
        return Prefixes()
    if isinstance(table.matching, Containment):
        return Networks(table.matching)
    return Domains(table.matching) if isinstance(table.matching, Suffix) else None


def _is_of_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


def _is_null(value: object) -> bool:
    return value is None or isinstance(value, Missing)


def _mark(value: object) -> int:
    if isinstance(value, Missing):
        return MISSING
    return ABSENT if value is None else VALUE

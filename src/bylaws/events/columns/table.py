"""A batch of events as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from bylaws.events.columns import scan
from bylaws.events.columns.schema import TEXT, TRUTH, Layout
from bylaws.events.columns.strings import Strings, copy_bytes, copy_spans, heads_of
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.event import Event

Array = np.ndarray[Any, Any]

NEVER = -(2**63)

ARRAY, OBJECT = 2, 3
"""Marks in `nulls` besides 0 (a value) and 1 (none): an offset into the items; a value that only `events` holds."""


class Table(Struct):
    """Rows of events of all kinds, in no particular order until sorted.

    By row: `kind` (a number of the layout's kinds), `at`, `place` and `received` (microseconds; received NEVER if unknown),
    `source` (a text number), `key` and `raw` (hashes of identity and line), `ids` (the
    bytes between `starts`), `values[slot, row]` and `nulls[slot, row]`, `items` (elements of arrays: a count, then the numbers).
    `events`: rows that the ordinary reader decoded, by row.
    """

    kind: Array
    at: Array
    place: Array
    received: Array
    source: Array
    key: Array
    raw: Array
    ids: Array
    starts: Array
    values: Array
    nulls: Array
    items: Array
    events: dict[int, Event]

    def __len__(self) -> int:
        return int(self.kind.size)

    def id_of(self, row: int) -> str:
        return self.ids[self.starts[row] : self.starts[row + 1]].tobytes().decode("utf-8", "surrogatepass")

    def texts(self, layout: Layout) -> list[Array]:
        """The numbers of all texts that the rows hold."""
        found = [self.source, *(self.values[place, which] for which, place in self._texts(layout))]
        heads = self.values[self.nulls == ARRAY]
        return [*found, self.items[_elements(self.items, heads)]]

    def renumber(self, places: Array, layout: Layout) -> None:
        """Give all texts their new numbers."""
        self.source = places[self.source]
        for which, place in list(self._texts(layout)):
            self.values[place, which] = places[self.values[place, which]]
        elements = _elements(self.items, self.values[self.nulls == ARRAY])
        self.items[elements] = places[self.items[elements]]

    def _texts(self, layout: Layout) -> Iterator[tuple[Array, int]]:
        """By kind and text slot, the rows that have a value there."""
        for number in np.unique(self.kind).tolist():
            mine = np.flatnonzero(self.kind == number)
            for place, (_, form) in enumerate(layout.forms[layout.kinds[number]]):
                if form == TEXT:
                    yield mine[self.nulls[place, mine] == 0], place

    def first(self, count: int) -> Table:
        """The rows before number `count`, in the very arrays of this table."""
        columns = (self.kind, self.at, self.place, self.received, self.source, self.key, self.raw)
        kind, at, place, received, source, key, raw = (each[:count] for each in columns)
        values, nulls, starts = self.values[:, :count], self.nulls[:, :count], self.starts[: count + 1]
        events = {row: event for row, event in self.events.items() if row < count}
        return Table(kind, at, place, received, source, key, raw, self.ids, starts, values, nulls, self.items, events)

    def take(self, rows: Array) -> Table:
        """These rows, in this order."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        starts = heads_of(sizes)
        ids = np.empty(int(starts[-1]), np.uint8)
        copy_bytes(self.ids, self.starts[rows], sizes, ids, starts)
        events: dict[int, Event] = {}
        if self.events:
            back = np.full(len(self), -1, np.int64)
            back[rows] = np.arange(rows.size)
            events = {int(back[row]): event for row, event in self.events.items() if back[row] >= 0}
        kind, at, place, received = self.kind[rows], self.at[rows], self.place[rows], self.received[rows]
        source, key, raw = self.source[rows], self.key[rows], self.raw[rows]
        values, nulls = self.values.take(rows, axis=1), self.nulls.take(rows, axis=1)
        items = _gathered(self.items, values, nulls == ARRAY)
        return Table(kind, at, place, received, source, key, raw, ids, starts, values, nulls, items, events)


def _elements(items: Array, heads: Array) -> Array:
    """Where the elements of arrays lie."""
    sizes = items[heads] if heads.size else np.zeros(0, np.int64)
    first = np.cumsum(sizes) - sizes
    places: Array = np.repeat(heads + 1 - first, sizes) + np.arange(int(sizes.sum()))
    return places


def _gathered(items: Array, values: Array, arrays: Array) -> Array:
    """The elements that some offsets in `values` lead to, which are made to lead into the result."""
    begins = values[arrays]
    if not begins.size:
        return items[:0]
    sizes = items[begins] + 1
    starts = heads_of(sizes)
    gathered = np.empty(int(starts[-1]), np.int64)
    copy_spans(items, begins, sizes, gathered, starts)
    values[arrays] = starts[:-1]
    return gathered


def joined(tables: Sequence[Table]) -> Table:
    """The rows of several tables, one behind the other."""
    if len(tables) == 1:
        return tables[0]
    heads = np.cumsum([0, *(len(table) for table in tables)])
    bytes_ = np.cumsum([0, *(int(table.starts[-1]) for table in tables)])
    pools = np.cumsum([0, *(table.items.size for table in tables)])
    starts = [table.starts[:-1] + base for table, base in zip(tables, bytes_, strict=False)]
    events = {int(head) + row: event for head, table in zip(heads, tables, strict=False) for row, event in table.events.items()}
    values = []
    for table, base in zip(tables, pools, strict=False):
        values.append(_shifted(table, int(base)))

    def column(name: str) -> Array:
        return np.concatenate([getattr(table, name) for table in tables])

    return Table(
        column("kind"),
        column("at"),
        column("place"),
        column("received"),
        column("source"),
        column("key"),
        column("raw"),
        np.concatenate([table.ids[: table.starts[-1]] for table in tables]),
        np.concatenate([*starts, bytes_[-1:]]),
        np.concatenate(values, axis=1),
        np.concatenate([table.nulls for table in tables], axis=1),
        np.concatenate([table.items for table in tables]),
        events,
    )


def _shifted(table: Table, base: int) -> Array:
    """The values, with offsets into items that begin at `base`."""
    arrays = table.nulls == ARRAY
    if not base or not arrays.any():
        return table.values
    return table.values + np.where(arrays, base, 0)


def put(event: Event, row: int, table: Table, layout: Layout, strings: Strings) -> None:
    """Write a decoded event's fields into a row; elements of arrays are appended to the items."""
    for place, slot in enumerate(layout.slots[event.kind]):
        value = event.fields.get(slot.field.name)
        table.nulls[place, row] = 1 if value is None else 0
        if slot.how == scan.TEXT_ARRAY and isinstance(value, tuple):
            table.values[place, row], table.nulls[place, row] = table.items.size, ARRAY
            numbers = [len(value), *(strings.number(str(each)) for each in value)]
            table.items = np.concatenate([table.items, np.array(numbers, np.int64)])
        elif isinstance(value, str):
            table.values[place, row] = strings.number(value)
        elif isinstance(value, int):
            if value == NEVER:
                raise Unreadable("a number that stands for a null here")
            table.values[place, row] = int(value)
        elif value is not None:
            table.nulls[place, row] = OBJECT


def event_of(table: Table, row: int, layout: Layout, strings: Strings) -> Event:
    """A row as the event it stands for."""
    known = table.events.get(row)
    if known is not None:
        return known
    kind = layout.kinds[table.kind[row]]
    values, nulls, text = table.values[:, row].tolist(), table.nulls[:, row].tolist(), strings.text
    fields: dict[str, object] = {}
    for place, (name, form) in enumerate(layout.forms[kind]):
        mark = nulls[place]
        if mark == 0:
            value = values[place]
            fields[name] = text(value) if form == TEXT else value == 1 if form == TRUTH else value
        elif mark == ARRAY:
            fields[name] = texts_of(table.items, values[place], strings)
    if layout.timed[kind]:
        del fields["at"]
    at, place_, received = int(table.at[row]), int(table.place[row]), int(table.received[row])
    source, received_ = text(int(table.source[row])), None if received == NEVER else received
    return Event(kind, table.id_of(row), source, at, fields, received_, place_, place_ != at, "")


def texts_of(items: Array, head: int, strings: Strings) -> tuple[str, ...]:
    """The elements of an array of texts."""
    return tuple(strings.text(number) for number in items[head + 1 : head + 1 + int(items[head])].tolist())


def values_of(table: Table, rows: Array, kind: str, name: str, layout: Layout, strings: Strings) -> list[object]:
    """One field of many rows of a kind; None where it is null."""
    place = layout.place(kind, name)
    form = layout.forms[kind][place][1]
    values, nulls = table.values[place, rows].tolist(), table.nulls[place, rows].tolist()
    if OBJECT in nulls or ARRAY in nulls:
        return [_odd(table, row, name, mark, value, strings) for row, mark, value in zip(rows.tolist(), nulls, values, strict=True)]
    if form == TEXT:
        return [None if mark else strings.text(value) for value, mark in zip(values, nulls, strict=True)]
    if form == TRUTH:
        return [None if mark else value == 1 for value, mark in zip(values, nulls, strict=True)]
    return [None if mark else value for value, mark in zip(values, nulls, strict=True)]


def _odd(table: Table, row: int, name: str, mark: int, value: int, strings: Strings) -> object:
    if mark == ARRAY:
        return texts_of(table.items, value, strings)
    return table.events[row].fields.get(name) if row in table.events else None

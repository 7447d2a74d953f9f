"""What the reader of any format yields → tables: each record is decoded by itself, and many are written into columns together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from bylaws.events.columns import scan
from bylaws.events.columns.schema import Layout, Slot
from bylaws.events.columns.strings import Array, Strings, heads_of
from bylaws.events.columns.table import ARRAY, NEVER, OBJECT, Table
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.columns.wide import padded
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.record import Record, Reject, Remark

ROWS = 1 << 14
"""Events of a table."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class RecordReader:
    """Reads records into tables. `only`: as of a `BlockReader`; the events of these rows are kept as the decoder made them."""

    def __init__(self, layout: Layout, strings: Strings, decoder: Decoder, tally: Tally, only: Array | None = None) -> None:
        self._layout, self._strings, self._decoder, self._tally, self._only = layout, strings, decoder, tally, only

    def tables(self, items: Iterable[Record | Reject | Remark]) -> Iterator[Table]:
        """The tables of what readers yield, in its order."""
        events = self._events(items)
        while some := list(islice(events, ROWS)):
            table = table_of(some, self._layout, self._strings)
            if self._only is None:
                self._tally.note(table, self._layout)
                yield table
            else:
                yield _kept(table, some, self._only)

    def forget(self) -> None:
        """Texts have new numbers; nothing is known of them here."""

    def _events(self, items: Iterable[Record | Reject | Remark]) -> Iterator[Event]:
        tally, decode = self._tally, self._decoder.decode
        for item in items:
            if isinstance(item, Record):
                try:
                    event = decode(item)
                except Reject as reject:
                    tally.reject(reject)
                else:
                    yield event
            elif isinstance(item, Reject):
                tally.reject(item)
            else:
                tally.remark(item)


def table_of(events: Sequence[Event], layout: Layout, strings: Strings) -> Table:
    """Some decoded events as a table. Raises Unreadable for a number that stands for a null there."""
    numbers = {name: number for number, name in enumerate(layout.kinds)}
    ids = [event.id.encode("utf-8", "surrogatepass") for event in events]
    starts = heads_of(np.array([len(each) for each in ids], np.int64))
    pool = padded(b"".join(ids))
    source = strings.numbers([event.source for event in events])
    received = np.array([NEVER if event.received_at is None else event.received_at for event in events], np.int64)
    told = np.array([int(event.digest[:16], 16) for event in events], np.uint64)
    count = len(events)
    table = Table(
        kind=np.array([numbers[event.kind] for event in events], np.int16),
        at=np.array([event.at for event in events], np.int64),
        place=np.array([event.place for event in events], np.int64),
        received=received,
        source=source,
        key=scan.keys_of(pool, starts[:-1], starts[1:], strings.hashes[source], strings.seed),
        # What tells the same but was received at another time is another telling.
        raw=told ^ (received.view(np.uint64) * _SPREAD),
        ids=pool[: int(starts[-1])],
        starts=starts,
        values=np.zeros((layout.width, count), np.int64),
        nulls=np.ones((layout.width, count), np.uint8),
        items=np.zeros(0, np.int64),
        events={},
    )
    for number in np.unique(table.kind).tolist():
        rows = np.flatnonzero(table.kind == number)
        _write(table, rows, [events[row] for row in rows.tolist()], layout, strings)
    return table


def _write(table: Table, rows: Array, events: Sequence[Event], layout: Layout, strings: Strings) -> None:
    """Write the fields of events of one kind into their rows."""
    kind = events[0].kind
    for place, slot in enumerate(layout.slots[kind]):
        name = slot.field.name
        if name == "at" and layout.timed[kind]:
            table.values[place, rows], table.nulls[place, rows] = table.at[rows], 0
            continue
        values = [event.fields.get(name) for event in events]
        given = np.array([value is not None for value in values])
        if given.any():
            present = [value for value in values if value is not None]
            held, mark = _held(table, slot, present, strings)
            table.values[place, rows[given]], table.nulls[place, rows[given]] = held, mark
            if mark == OBJECT:
                table.events.update((row, event) for row, event in zip(rows.tolist(), events, strict=True) if name in event.fields)


def _held(table: Table, slot: Slot, values: Sequence[object], strings: Strings) -> tuple[Array | int, int]:
    """Values of one field as columns hold them, and how they are marked; elements of arrays are appended to the items."""
    first = values[0]
    if isinstance(first, str):
        return strings.numbers([str(value) for value in values]), 0
    if isinstance(first, int):
        numbers = np.array(values, np.int64)
        if (numbers == NEVER).any():
            raise Unreadable("a number that stands for a null here")
        return numbers, 0
    if slot.how == scan.TEXT_ARRAY and isinstance(first, tuple):
        return _appended(table, [value for value in values if isinstance(value, tuple)], strings), ARRAY
    return 0, OBJECT


def _appended(table: Table, arrays: Sequence[tuple[object, ...]], strings: Strings) -> Array:
    """Where arrays of texts begin among the items, to which they are appended: a count, then the texts' numbers."""
    heads = heads_of(np.array([len(each) + 1 for each in arrays], np.int64))
    items = np.empty(int(heads[-1]), np.int64)
    counts = np.zeros(items.size, np.bool_)
    counts[heads[:-1]] = True
    items[counts] = np.diff(heads) - 1
    items[~counts] = strings.numbers([str(text) for each in arrays for text in each])
    begin = table.items.size
    table.items = np.concatenate([table.items, items])
    return begin + heads[:-1]


def _kept(table: Table, events: Sequence[Event], only: Array) -> Table:
    """The rows that are wanted, with their events."""
    table.events = dict(enumerate(events))
    return table.take(np.flatnonzero(np.isin(table.raw, only)))

"""The state of windows: what they have counted under each key.

Every window takes entries in the order of events (`add`) and is asked for its value at a place that is never earlier than the
last entry's (`value`). Where a key has been silent for longer than the window reaches, its cell is forgotten. An entry whose
value is `Missing` is one that a number too great to be held keeps from being counted: while it is in the window, so is the fact.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from msgspec import Struct

from bylaws.engine.cells import CELLS, Cell, Measure, Summary, gathered
from bylaws.engine.frame import Frame
from bylaws.engine.parted import Parted
from bylaws.engine.spans import Same, Span, phase
from bylaws.engine.sweeping import Swept
from bylaws.events.types import INT64_MAX, Missing

SCAN_LIMIT: Final = 4096
"""How many of a key's latest events a window with `this.` looks at."""


Floor = Callable[[object], int]
"""By key, the instant behind which a window must not reach, though its length would let it."""


class Sliding(Swept):
    """A window that keeps one running cell a key, and the latest place of what is too great to be held."""

    HELD: ClassVar[tuple[str, ...]] = ("_cells", "_beyond", *Swept.HELD_OF_SWEPT)

    def __init__(self, measure: Measure, span: Span, floor: Floor | None = None) -> None:
        super().__init__()
        self._measure = measure
        self._span = span
        self._floor = floor
        self._make = CELLS[measure.agg]
        self._cells: Parted[object, Cell] = Parted()
        self._beyond: dict[object, int] = {}

    def add(self, key: object, place: int, value: object) -> None:
        if type(value) is Missing:
            self._beyond[key] = place
        else:
            self._count(key, place, value)
        self._entered(place)

    def _count(self, key: object, place: int, value: object) -> None:
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = self._make()
        else:
            cell.drop(self._span.bound(place))
        cell.add(place, value)

    def value(self, key: object, place: int) -> object:
        if key in self._beyond and self._beyond[key] > _bound(self._span, self._floor, key, place):
            return self._measure.beyond
        cell = self._cells.get(key)
        if cell is None:
            return self._measure.empty
        cell.drop(_bound(self._span, self._floor, key, place))
        return cell.value(self._measure)

    def _keys(self, part: int) -> list[object]:
        return [*self._cells.some(part), *(() if part else self._beyond)]

    def _forget(self, keys: Sequence[object], place: int) -> None:
        bound = self._span.bound(place)
        for key in keys:
            cell = self._cells.get(key)
            if cell is not None and ((newest := cell.newest()) is None or newest <= bound):
                del self._cells[key]
            if self._beyond and self._beyond.get(key, INT64_MAX) <= bound:
                del self._beyond[key]

    def _remaining(self) -> int:
        return len(self._cells) + len(self._beyond)


class Weekly(Swept):
    """A window over the same calendar unit of past weeks: under each key, and phase of the week, a summary for each unit."""

    HELD: ClassVar[tuple[str, ...]] = ("_units", *Swept.HELD_OF_SWEPT)

    def __init__(self, measure: Measure, span: Same) -> None:
        super().__init__()
        self._measure = measure
        self._span = span
        self._units: Parted[object, deque[tuple[datetime, Summary]]] = Parted()

    def add(self, key: object, place: int, value: object) -> None:
        label = self._span.label(place)
        if label is None:
            return
        place_of = (key, phase(label))
        units = self._units.get(place_of)
        if units is None:
            units = self._units[place_of] = deque()
        if not units or units[-1][0] != label:
            self._drop(units, label)
            units.append((label, Summary()))
        units[-1][1].add(self._measure.agg, value)
        self._entered(place)

    def value(self, key: object, place: int) -> object:
        joined, label = Summary(), self._span.label(place)
        if label is not None:
            for past, summary in self._units.get((key, phase(label))) or ():
                if self._span.counts(past, label):
                    joined.join(summary)
        return joined.value(self._measure)

    def _drop(self, units: deque[tuple[datetime, Summary]], label: datetime) -> None:
        while units and self._span.is_over(units[0][0], label):
            units.popleft()

    def _keys(self, part: int) -> list[object]:
        return self._units.some(part)

    def _forget(self, keys: Sequence[object], place: int) -> None:
        label = self._span.label(place)
        if label is None:
            return
        for key in keys:
            units = self._units[key]
            self._drop(units, label)
            if not units:
                del self._units[key]

    def _remaining(self) -> int:
        return len(self._units)


class Entry(Struct):
    """One event in a window. `token` tells events apart: an event has one, under `each` every element has its own.

    `value`: the aggregate's argument, or what `last` gives; `number`: counts the entries of one window; `unit`: the label of its
    calendar unit, where the window counts by units.
    """

    token: object
    place: int
    value: object
    frame: Frame | None = None
    number: int = 0
    unit: datetime | None = None

    def is_of(self, asker: Frame) -> bool:
        """Whether it is the asker's own."""
        return self.token is asker or self.token is asker.event


class Last(Swept):
    """The nearest entry before the one that asks: two entries a key are enough, the asker's own and the one before."""

    HELD: ClassVar[tuple[str, ...]] = ("_pairs", *Swept.HELD_OF_SWEPT)

    def __init__(self, span: Span, floor: Floor | None = None) -> None:
        super().__init__()
        self._span = span
        self._floor = floor
        self._pairs: Parted[object, tuple[Entry, Entry | None]] = Parted()

    def enter(self, keys: Iterable[object], entry: Entry) -> None:
        """Takes an entry in under each of its keys."""
        for key in keys:
            pair = self._pairs.get(key)
            if pair is None:
                self._pairs[key] = entry, None
            else:
                self._pairs[key] = entry, (pair[1] if pair[0].token is entry.token else pair[0])
        self._entered(entry.place)

    def value(self, key: object, place: int, asker: Frame) -> object:
        newest, before = self._pairs.get(key) or (None, None)
        found = before if newest is not None and newest.is_of(asker) else newest
        return None if found is None or found.place <= _bound(self._span, self._floor, key, place) else found.value

    def _keys(self, part: int) -> list[object]:
        return self._pairs.some(part)

    def _forget(self, keys: Sequence[object], place: int) -> None:
        bound = self._span.bound(place)
        for key in keys:
            if self._pairs[key][0].place <= bound:
                del self._pairs[key]

    def _remaining(self) -> int:
        return len(self._pairs)


class Kept(Swept):
    """A window that keeps its entries and counts them anew when asked.

    For windows with `this.`, for keys that are arrays on the asking side, and where the events behind a fact are to be told.
    `limit`: how many of a key's latest entries are kept; None for all within the window.
    """

    HELD: ClassVar[tuple[str, ...]] = ("_entries", "_cut", "_number", *Swept.HELD_OF_SWEPT)

    def __init__(self, measure: Measure, span: Span, limit: int | None = None, floor: Floor | None = None) -> None:
        super().__init__()
        self._measure = measure
        self._span = span
        self._floor = floor
        self._limit = limit
        self._entries: Parted[object, deque[Entry]] = Parted()
        self._cut: dict[object, int] = {}
        self._number = 0

    def enter(self, keys: Iterable[object], entry: Entry) -> None:
        """Takes an entry in under each of its keys."""
        self._number += 1
        entry.number = self._number
        if isinstance(self._span, Same):
            entry.unit = self._span.label(entry.place)
        for key in keys:
            self._add(key, entry)

    def _add(self, key: object, entry: Entry) -> None:
        entries = self._entries.get(key)
        if entries is None:
            entries = self._entries[key] = deque()
        self._drop(entries, entry.place)
        if self._limit is not None and len(entries) >= self._limit:
            self._cut[key] = entries.popleft().place
        entries.append(entry)
        self._entered(entry.place)

    def within(self, keys: Sequence[object], place: int) -> tuple[list[Entry], bool]:
        """The entries under any of the keys, each once and in order; and whether some were beyond the limit."""
        bounds = {key: _bound(self._span, self._floor, key, place) for key in keys}
        beyond = any(self._cut.get(key, bound) > bound for key, bound in bounds.items())
        found = [entry for key, bound in bounds.items() for entry in self._entries.get(key) or () if entry.place > bound]
        if len(keys) > 1:
            found = _each_once(found)
            if self._limit is not None and len(found) > self._limit:
                found, beyond = found[-self._limit :], True
        if isinstance(self._span, Same):
            now = self._span.label(place)
            found = [each for each in found if now is not None and each.unit is not None and self._span.counts(each.unit, now)]
        return found, beyond

    def gathered(self, values: Iterable[object]) -> object:
        return gathered(self._measure, values)

    def _drop(self, entries: deque[Entry], place: int) -> None:
        bound = self._span.bound(place)
        while entries and entries[0].place <= bound:
            entries.popleft()

    def _keys(self, part: int) -> list[object]:
        return self._entries.some(part)

    def _forget(self, keys: Sequence[object], place: int) -> None:
        for key in keys:
            self._drop(self._entries[key], place)
            if not self._entries[key]:
                del self._entries[key]
                self._cut.pop(key, None)

    def _remaining(self) -> int:
        return len(self._entries)


def _bound(span: Span, floor: Floor | None, key: object, place: int) -> int:
    bound = span.bound(place)
    return bound if floor is None else max(bound, floor(key) - 1)


def _each_once(entries: list[Entry]) -> list[Entry]:
    """Entries found under several keys, in the order in which they came in."""
    return sorted({entry.number: entry for entry in entries}.values(), key=lambda entry: entry.number)


State = Sliding | Weekly | Last | Kept

"""Window facts of a batch: groups of windows advanced together, read as columns and as single values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.engine.cells import Measure
from bylaws.engine.columns import exact
from bylaws.engine.columns.groups import Aggregate, Group, Operations, Side
from bylaws.engine.columns.rows import ABSENT, BEYOND, UNDECIDED, VALUE, Array, Column
from bylaws.engine.columns.spans import Reach
from bylaws.engine.columns.weekly import Weekly
from bylaws.policy.expressions import CalendarSame

_LOW = np.int64(0xFFFFFFFF)
_CELLS_READ = {"count": 1, "distinct": 1, "min": 2, "max": 2, "sum": 3, "avg": 3, "deviation": 7}


class Fact(Struct, frozen=True):
    """One window of a group: its number (see `Shapes`), measure, argument's place among the group's arguments (-1), and span."""

    number: int
    measure: Measure
    argument: int
    over: Reach


class Counted(Struct):
    """The cells of some facts over the entries that asked, and by entry whether its key was null (its mark) and known.

    `beyond`: of some facts the entries for which a number too great to be held is in the window.
    """

    cells: Array
    marks: Array
    first: dict[int, int]
    facts: dict[int, Fact]
    beyond: dict[int, Array] = field(default_factory=dict)

    def column(self, number: int) -> Column:
        """A fact as a column. What cannot be told here is undecided."""
        column = self._held(number)
        if number not in self.beyond:
            return column
        beyond = (self.marks == VALUE) & self.beyond[number]
        return Column(column.values, np.where(beyond, BEYOND, column.marks).astype(np.uint8))

    def _held(self, number: int) -> Column:
        fact, cell = self.facts[number], self.cells[self.first[number] :]
        match fact.measure.agg:
            case "count" | "distinct":
                return Column(cell[0], self.marks)
            case "min" | "max":
                return Column(cell[0], np.where((self.marks == VALUE) & (cell[1] == 0), ABSENT, self.marks).astype(np.uint8))
            case "deviation":
                return Column(cell[0], np.where(self.marks == VALUE, UNDECIDED, self.marks).astype(np.uint8))
        high = cell[1] + (cell[2] >> 32)
        beyond = (high >= 2**31) | (high < -(2**31))
        total = (high << 32) + (cell[2] & _LOW)
        marks = np.where((self.marks == VALUE) & beyond, UNDECIDED, self.marks).astype(np.uint8)
        if fact.measure.agg == "sum":
            return Column(total, marks)
        count = cell[0]
        mean, undecided = np.zeros(total.size, np.int64), np.zeros(total.size, np.bool_)
        up, down = np.full(total.size, fact.measure.up, np.int64), np.maximum(count, 1) * fact.measure.down
        exact.multiply_divide(total, up, down, mean, undecided)
        marks[(marks == VALUE) & undecided] = UNDECIDED
        marks[(self.marks == VALUE) & (count == 0)] = ABSENT
        return Column(mean, marks)

    def values(self, number: int, entries: Array) -> list[object]:
        """A fact of some entries whose keys are not null, exactly, as the step executor has it."""
        values, measure = self._exactly(number, entries), self.facts[number].measure
        if number in self.beyond:
            for place in np.flatnonzero(self.beyond[number][entries]).tolist():
                values[place] = measure.beyond
        return values

    def _exactly(self, number: int, entries: Array) -> list[object]:
        first, measure = self.first[number], self.facts[number].measure
        cells = self.cells[first : first + _CELLS_READ[measure.agg], entries].tolist()
        match measure.agg:
            case "count" | "distinct":
                return cast(list[object], cells[0])
            case "min" | "max":
                return [value if there else None for value, there in zip(*cells, strict=True)]
            case "sum":
                return [measure.total((high << 32) + low) for _, high, low in zip(*cells, strict=True)]
            case "avg":
                return [measure.mean(count, (high << 32) + low) for count, high, low in zip(*cells, strict=True)]
            case _:
                return [
                    measure.spread(count, (high << 32) + low, (one << 96) + (two << 64) + (three << 32) + four)
                    for count, high, low, one, two, three, four in zip(*cells, strict=True)
                ]


class FactGroup(Struct):
    """Windows that count the same events by the same keys, asked by the same entries.

    `_beyond`: by place of an argument what counts the numbers too great to be held, from the first of them on.
    """

    key: Hashable
    width: int
    facts: list[Fact] = field(default_factory=list)
    arguments: list[Hashable] = field(default_factory=list)
    _group: Group | None = None
    _weekly: dict[int, Weekly] = field(default_factory=dict)
    _beyond: dict[int, FactGroup] = field(default_factory=dict)

    @property
    def spans(self) -> list[Reach]:
        """The spans of the sliding windows, each once."""
        return list(dict.fromkeys(fact.over for fact in self.facts if not isinstance(fact.over, CalendarSame)))

    def count(self, operations: Operations, limits: list[Array], marks: Array, timezone: str) -> Counted:
        """Advance by a batch. `limits`: by span; `marks`: by asking entry the mark of its key."""
        sliding = [fact for fact in self.facts if not isinstance(fact.over, CalendarSame)]
        columns: list[Array] = []
        first: dict[int, int] = {}
        if sliding:
            group = self._sliding(sliding)
            columns.append(group.advance(operations, np.stack(limits), marks.size))
            first |= {fact.number: cell for fact, cell in zip(sliding, group.cells, strict=True)}
        for fact in self.facts:
            if isinstance(fact.over, CalendarSame):
                first[fact.number] = sum(len(each) for each in columns)
                columns.append(self._past(fact, operations, marks.size, timezone))
        cells = columns[0] if len(columns) == 1 else np.concatenate(columns)
        beyond = self._count_beyond(operations, limits, marks, timezone)
        return Counted(cells, marks, first, {fact.number: fact for fact in self.facts}, beyond)

    def _count_beyond(self, operations: Operations, limits: list[Array], marks: Array, timezone: str) -> dict[int, Array]:
        for argument in operations.beyond:
            if argument not in self._beyond:
                counts = [Fact(fact.number, Measure("count", 1, 1, ""), -1, fact.over) for fact in self.facts]
                self._beyond[argument] = FactGroup(self.key, self.width, counts)
        found: dict[int, Array] = {}
        for argument, group in self._beyond.items():
            takes = operations.beyond.get(argument, np.zeros(operations.places.size, np.bool_))
            entering = replace(operations, enters=Side(operations.enters.columns, takes), arguments=[], beyond={})
            counted = group.count(entering, limits, marks, timezone)
            numbers = [fact.number for fact in self.facts if fact.argument == argument]
            found |= {number: counted.cells[counted.first[number]] > 0 for number in numbers}
        return found

    def texts(self, keys: Sequence[bool], arguments: Sequence[bool]) -> list[Array]:
        """The numbers of the texts that the state holds; `keys` and `arguments` tell which are texts."""
        found = [] if self._group is None else self._group.texts(keys, arguments)
        found += [each for weekly in self._weekly.values() for each in weekly.texts(keys)]
        return found + [each for group in self._beyond.values() for each in group.texts(keys, ())]

    def renumber(self, places: Array, keys: Sequence[bool], arguments: Sequence[bool]) -> None:
        """Give those texts their new numbers."""
        if self._group is not None:
            self._group.renumber(places, keys, arguments)
        for weekly in self._weekly.values():
            weekly.renumber(places, keys)
        for group in self._beyond.values():
            group.renumber(places, keys, ())

    @property
    def bytes(self) -> int:
        return sum(each.bytes for each in (self._group, *self._beyond.values()) if each is not None)

    def _sliding(self, facts: list[Fact]) -> Group:
        if self._group is None:
            spans = self.spans
            aggregates = tuple(Aggregate(fact.measure.agg, spans.index(fact.over), fact.argument) for fact in facts)
            self._group = Group(self.width, len(spans), aggregates)
        return self._group

    def _past(self, fact: Fact, operations: Operations, size: int, timezone: str) -> Array:
        assert isinstance(fact.over, CalendarSame)
        weekly = self._weekly.get(fact.number)
        if weekly is None:
            weekly = self._weekly[fact.number] = Weekly(self.width, fact.over, timezone)
        enters, asks = operations.enters, operations.asks
        values = operations.arguments[fact.argument] if fact.argument >= 0 else np.zeros(operations.places.size, np.int64)
        weekly.enter([key[enters.takes] for key in enters.columns], operations.places[enters.takes], values[enters.takes])
        found = weekly.ask([key[asks.takes] for key in asks.columns], operations.places[asks.takes])
        out = np.zeros((3, size), np.int64)
        out[:, operations.asker[asks.takes]] = found
        return out

"""A list that events feed, its rows in columns.

The rows of a key are a chain from the one that begins last back, and the row that held at an instant is the first of them that had
begun by then, unless it had ended. A row is made as the step executor has it only when it is asked for.
Rows that ended long ago are forgotten, the last of a chain first, for the next row of a key ends the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from bylaws.engine.columns.keys import Keys
from bylaws.engine.columns.rows import ABSENT, UNDECIDED, VALUE, Array, Column, Rows
from bylaws.engine.lists import Forgotten, Row
from bylaws.engine.matching import Equality, matching_for
from bylaws.events.columns import table as columns
from bylaws.events.columns.schema import TEXT, TRUTH, Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import ARRAY
from bylaws.events.types import INT64_MIN, Missing
from bylaws.policy.program import ListDecl, Program

_MARKS = np.array([VALUE, ABSENT, UNDECIDED, UNDECIDED], np.uint8)
"""By what a table has in `nulls`; a row lacks what its event lacks."""
_CACHED = 1 << 14
_LEAST = 1 << 12
"""Up to so many rows none is forgotten."""


class Told:
    """`names`: the fields of the feeding events that are kept; `reach`, `filled` and `forgotten` as of `bylaws.engine.lists.Table`.

    By row: when it begins and ends, and the row of its key before it (-1: none), in `_spans`; a field each in `_values` and
    `_nulls`, as a batch's table has them. `_latest`: by key the newest row. `_odd`: values that columns do not hold, by place of
    the field and row.
    """

    def __init__(
        self, declared: ListDecl, names: tuple[str, ...], layout: Layout, strings: Strings, reach: int | None = None
    ) -> None:
        assert declared.feed is not None
        self.filled, self.forgotten = False, INT64_MIN
        self._reach = reach
        self._layout, self._strings, self._kind = layout, strings, declared.feed.kind
        self._places = {name: place for place, name in enumerate(names)}
        forms = dict(layout.forms[self._kind])
        self._forms = [forms[name] for name in names]
        self._texts = [kind.is_text for _, kind in declared.keys]
        own = {name for name, _ in declared.columns}
        self._times = tuple(name for name in ("at", "since") if name == "at" or name not in own)
        self._nothing = Missing((f"list {declared.name}",))
        self._keys = Keys(len(declared.keys))
        self._latest = np.full(1 << 10, -1, np.int64)
        self._spans = np.zeros((3, 1 << 10), np.int64)
        self._values = np.zeros((len(names), 1 << 10), np.int64)
        self._nulls = np.zeros((len(names), 1 << 10), np.uint8)
        self._odd: dict[tuple[int, int], object] = {}
        self._size, self._many = 0, _LEAST
        self._asked: dict[object, int] = {}
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        """How many rows are kept."""
        return self._size

    def tell(self, rows: Rows, keys: list[Array], until: Array) -> None:
        """Take in what some events of a sorted batch tell, in order: their keys, no one null, and when the rows end.

        Late ones must come first. Raises Forgotten for one that begins when rows are forgotten.
        """
        if self._reach is not None and self._size >= self._many:
            self._forget(int(rows.table.place[0]) - self._reach)
        if (rows.at < self.forgotten).any():
            raise Forgotten
        self.filled = self.filled or len(rows) > 0
        first, beyond = self._size, self._size + len(rows)
        numbers = self._keys.numbers(keys, add=True)
        self._latest = with_room(self._latest, len(self._keys), -1)
        self._spans = with_room(self._spans, beyond)
        self._values, self._nulls = with_room(self._values, beyond), with_room(self._nulls, beyond)
        self._spans[:2, first:beyond] = rows.at, until
        late = int((rows.place != rows.at).sum())
        for row, number in enumerate(numbers[:late].tolist(), first):
            self._insert(row, number)
        self._spans[2, first + late : beyond] = self._chained(numbers[late:], first + late)
        for name, place in self._places.items():
            there = self._layout.place(self._kind, name)
            nulls = rows.table.nulls[there, rows.index]
            self._values[place, first:beyond] = rows.table.values[there, rows.index]
            self._nulls[place, first:beyond] = nulls
            odd = np.flatnonzero(nulls >= ARRAY)
            if odd.size:
                told = columns.values_of(rows.table, rows.index[odd], self._kind, name, self._layout, self._strings)
                self._odd |= {(place, first + entry): value for entry, value in zip(odd.tolist(), told, strict=True)}
        self._size = beyond

    def find(self, keys: list[Array], at: Array) -> Array:
        """By key (NULL: none) and instant the number of the row that held then; -1 if none did."""
        since, until, before = self._spans
        numbers = self._keys.numbers(keys, add=False)
        rows = np.where(numbers >= 0, self._latest[np.maximum(numbers, 0)], -1)
        later = np.flatnonzero((rows >= 0) & (since[rows] > at))
        while later.size:
            rows[later] = before[rows[later]]
            later = later[(rows[later] >= 0) & (since[rows[later]] > at[later])]
        rows[until[rows] <= at] = -1
        return rows

    def column(self, name: str, rows: Array) -> Column:
        """A field of some rows."""
        place = self._places.get(name)
        if place is not None:
            return Column(self._values[place, rows], _MARKS[self._nulls[place, rows]])
        return Column(self._spans[0, rows], np.full(rows.size, VALUE if name in self._times else ABSENT, np.uint8))

    def look_up(self, key: object, at: int) -> Row | Missing | None:
        """As `bylaws.engine.lists.Table` has it."""
        if not self.filled:
            return self._nothing
        if at < self.forgotten:
            raise Forgotten
        number = self._number(key)
        row = int(self._latest[number]) if number >= 0 else -1
        while row >= 0 and self._spans[0, row] > at:
            row = int(self._spans[2, row])
        return None if row < 0 or self._spans[1, row] <= at else self._row(row)

    def has(self, key: object, at: int) -> bool:
        return type(self.look_up(key, at)) is dict

    def texts(self) -> Iterator[Array]:
        """The numbers of all texts that the rows hold."""
        yield from self._keys.texts(self._texts)
        for place, held in self._of_texts():
            yield self._values[place, held]

    def renumber(self, places: Array) -> None:
        """Give those texts their new numbers."""
        self._keys.renumber(places, self._texts)
        for place, held in self._of_texts():
            self._values[place, held] = places[self._values[place, held]]

    def _forget(self, horizon: int) -> None:
        """Let go of the rows that ended up to an instant, and of keys that then have none."""
        size, keys = self._size, len(self._keys)
        since, until, before = self._spans[:, :size]
        ends, later = until.copy(), np.flatnonzero(before >= 0)
        ends[before[later]] = np.minimum(ends[before[later]], since[later])
        over = np.maximum(since, ends) <= horizon
        alive = np.flatnonzero(~over)
        self.forgotten = max(self.forgotten, int(ends[over].max(initial=INT64_MIN)))
        # A row before the first (-1) stays none.
        places = np.full(size + 1, -1, np.int64)
        places[alive] = np.arange(alive.size)
        self._spans = np.stack([since[alive], until[alive], places[before[alive]]])
        self._values, self._nulls = self._values[:, alive], self._nulls[:, alive]
        self._odd = {(place, int(places[row])): value for (place, row), value in self._odd.items() if places[row] >= 0}
        latest = places[self._latest[:keys]]
        kept = np.flatnonzero(latest >= 0)
        self._keys.keep(kept)
        self._latest = latest[kept]
        self._asked.clear()
        self._made.clear()
        self._size, self._many = alive.size, alive.size + max(_LEAST, alive.size // 4)

    def _of_texts(self) -> Iterator[tuple[int, Array]]:
        """The places of fields that are texts, and the rows that have a value there."""
        for place, form in enumerate(self._forms):
            if form == TEXT:
                yield place, np.flatnonzero(self._nulls[place, : self._size] == 0)

    def _chained(self, numbers: Array, first: int) -> Array:
        """By new row the row of its key before it; the newest of each key becomes that."""
        order = np.argsort(numbers, kind="stable")
        sorted_ = numbers[order]
        follows = np.diff(sorted_, prepend=-1) == 0
        before = np.empty(numbers.size, np.int64)
        before[order] = np.where(follows, np.roll(order, 1) + first, self._latest[sorted_])
        last = np.append(~follows[1:], True)[: numbers.size]
        self._latest[sorted_[last]] = order[last] + first
        return before

    def _insert(self, row: int, number: int) -> None:
        """Put a row into the chain of its key, before those that begin later."""
        since, _, before = self._spans
        behind, follows = int(self._latest[number]), -1
        while behind >= 0 and since[behind] > since[row]:
            behind, follows = int(before[behind]), behind
        before[row] = behind
        if follows < 0:
            self._latest[number] = row
        else:
            before[follows] = row

    def _number(self, key: object) -> int:
        found = self._asked.get(key)
        if found is None:
            parts = key if isinstance(key, tuple) else (key,)
            held = [self._strings.number(each) if isinstance(each, str) else int(each) for each in parts]
            found = int(self._keys.numbers([np.array([each], np.int64) for each in held], add=False)[0])
            if found >= 0:
                if len(self._asked) >= _CACHED:
                    self._asked.clear()
                self._asked[key] = found
        return found

    def _row(self, row: int) -> Row:
        made = self._made.get(row)
        if made is None:
            if len(self._made) >= _CACHED:
                self._made.clear()
            told = {name: self._value(place, row) for name, place in self._places.items() if self._nulls[place, row] != 1}
            made = self._made[row] = told | dict.fromkeys(self._times, int(self._spans[0, row]))
        return made

    def _value(self, place: int, row: int) -> object:
        if self._nulls[place, row]:
            return self._odd[place, row]
        value = int(self._values[place, row])
        form = self._forms[place]
        return self._strings.text(value) if form == TEXT else value == 1 if form == TRUTH else value


def told_lists(
    program: Program, fields: Mapping[str, frozenset[str]], layout: Layout, strings: Strings, reach: int | None = None
) -> dict[str, Told]:
    """The lists that events of the layout's kinds feed and that are looked up by equality. `fields`: what is read, by list."""
    found = {}
    for name, declared in program.lists.items():
        if declared.feed is not None and declared.feed.kind in layout.kinds and isinstance(matching_for(declared.keys), Equality):
            held = {slot.field.name for slot in layout.slots[declared.feed.kind]}
            found[name] = Told(declared, tuple(sorted((fields[name] & held) - {"at"})), layout, strings, reach)
    return found


def with_room(array: Array, size: int, fill: int = 0) -> Array:
    """The array with a last axis of at least that size."""
    room = array.shape[-1]
    if size <= room:
        return array
    grown = np.full((*array.shape[:-1], max(size, 2 * room)), fill, array.dtype)
    grown[..., :room] = array
    return grown

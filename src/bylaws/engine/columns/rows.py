"""The events of one kind in a batch, and columns of values over them."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct, field

from bylaws.events.columns.table import ARRAY, Table

Array = np.ndarray[Any, Any]

VALUE, ABSENT, MISSING, BEYOND, UNDECIDED = 0, 1, 2, 3, 4
"""Marks: a value; a null of an absent row or empty window; a null of a missing field; one of a number too great to be held (and

perhaps a missing field); to be found out event by event.
"""


class Column(Struct):
    """Held values (texts by number, truths as 0 and 1, look-ups by the number of their row) and marks."""

    values: Array
    marks: Array

    @property
    def true(self) -> Array:
        verdict: Array = (self.marks == VALUE) & (self.values != 0)
        return verdict


def plain(values: Array) -> Column:
    return Column(values, np.zeros(values.size, np.uint8))


class Found(Struct, frozen=True):
    """What a `last` found: by entry the row of a table (-1: none), and the mark of its key."""

    table: Table
    rows: Array
    marks: Array


class Items(Struct, frozen=True):
    """The elements of arrays: by array its mark; by element which array's it is, in order, and its text by number."""

    marks: Array
    owner: Array
    elements: Array


class Rows(Struct):
    """Events of `kind`, as row numbers `index` of the batch's sorted table; under `each`, one entry an element.

    `elements`: the elements' texts by number; `turn`: their place among their event's; `variable`: their name. `this`: inside a
    window, the entries that ask, and by entry which of them does. `memo`: columns by expression's number; `guesses`: those of
    lets of which parts may be unsupported. `last`: what each `last` found, by its number. `whole`: the entries of which these are
    some, and which.
    """

    kind: str
    table: Table
    index: Array
    elements: Array | None = None
    turn: Array | None = None
    variable: str = ""
    this: tuple[Rows, Array] | None = None
    whole: tuple[Rows, Array] | None = None
    memo: dict[int, Column] = field(default_factory=dict)
    guesses: dict[int, Column] = field(default_factory=dict)
    last: dict[int, Found] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.index.size)

    @property
    def at(self) -> Array:
        return self.table.at[self.index]

    @property
    def place(self) -> Array:
        return self.table.place[self.index]

    @property
    def narrowings(self) -> int:
        """How many times entries were taken of entries to come to these."""
        return 0 if self.whole is None else 1 + self.whole[0].narrowings

    def some(self, which: Array) -> Rows:
        """Those entries that `which` marks or numbers."""
        return Rows(
            self.kind,
            self.table,
            self.index[which],
            None if self.elements is None else self.elements[which],
            None if self.turn is None else self.turn[which],
            self.variable,
            None if self.this is None else (self.this[0], self.this[1][which]),
            (self, which),
        )

    def each(self, items: Items, variable: str) -> Rows:
        """An entry for each element of the arrays that the entries have."""
        rows = self.some(items.owner)
        rows.elements, rows.variable = items.elements, variable
        return rows

    def known(self, number: int) -> Column | None:
        """A column that was computed on these entries, or on more of which they are some."""
        found = self.memo.get(number)
        if found is None and self.whole is not None:
            rows, which = self.whole
            wider = rows.known(number)
            if wider is not None:
                found = self.memo[number] = Column(wider.values[which], wider.marks[which])
        return found

    def found_last(self, number: int) -> Found | None:
        """What a `last` found for these entries."""
        found = self.last.get(number)
        if found is None and self.whole is not None:
            rows, which = self.whole
            wider = rows.found_last(number)
            found = None if wider is None else Found(wider.table, wider.rows[which], wider.marks[which])
        return found


def spread(rows: Rows, place: int) -> tuple[Array, Array, Array]:
    """The elements of the array field at a `place` of the table: whose they are, their turn, and their texts by number."""
    table = rows.table
    has = np.flatnonzero(table.nulls[place, rows.index] == ARRAY)
    heads = table.values[place, rows.index[has]]
    sizes = table.items[heads] if heads.size else np.zeros(0, np.int64)
    owner = np.repeat(has, sizes)
    turn = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    elements = table.items[np.repeat(heads, sizes) + 1 + turn] if owner.size else np.zeros(0, np.int64)
    return owner, turn, elements

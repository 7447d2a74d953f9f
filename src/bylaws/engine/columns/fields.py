"""The fields of events, as columns of entries. A null is a missing field; `Unsupported` where no column holds a field."""

from __future__ import annotations

import numpy as np

from bylaws.engine.columns.rows import MISSING, UNDECIDED, VALUE, Column, Items, Rows, plain, spread
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.events.columns import scan
from bylaws.events.columns.schema import Layout

_MARKS = np.array([VALUE, MISSING, VALUE, UNDECIDED], np.uint8)
"""By what a table has in `nulls`."""


class Fields:
    """Where the fields of each kind lie."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def column(self, name: str, rows: Rows) -> Column:
        """A field on every entry."""
        if name in ("at", "received_at", "id", "source"):
            if name != "at":
                raise Unsupported
            return plain(rows.at)
        try:
            place = self._layout.place(rows.kind, name)
        except KeyError:
            raise Unsupported from None
        return Column(rows.table.values[place].take(rows.index), _MARKS.take(rows.table.nulls[place].take(rows.index)))

    def items(self, name: str, rows: Rows) -> Items:
        """The elements of a field that is an array of texts."""
        marks, place = self.column(name, rows).marks, self._layout.place(rows.kind, name)
        if self._layout.slots[rows.kind][place].how != scan.TEXT_ARRAY:
            raise Unsupported
        owner, _, elements = spread(rows, place)
        return Items(marks, owner, elements)

    def lengths(self, name: str, rows: Rows) -> Column:
        """How many elements an array of texts has."""
        items = self.items(name, rows)
        return Column(np.bincount(items.owner, minlength=len(rows)), items.marks)

    def holding(self, name: str, item: Column, rows: Rows, negated: bool) -> Column:
        """Whether an array of texts holds an item, or that it does not."""
        items = self.items(name, rows)
        held = np.zeros(len(rows), np.bool_)
        held[items.owner[items.elements == item.values[items.owner]]] = True
        return Column((held != negated).astype(np.int64), np.maximum(items.marks, item.marks))

"""Lists fed with whole batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.records import Records
from bylaws.engine.columns.rows import VALUE, Array, Column, Rows
from bylaws.engine.columns.told import Told
from bylaws.engine.lists import Table
from bylaws.engine.needs import columns_read, leaning_lists, lists_read
from bylaws.engine.scope import kind_scope
from bylaws.events.columns import table as columns
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.types import INT64_MAX
from bylaws.policy.program import ListDecl, Program


class Feeds:
    """Feeds the lists among `lists` that events feed, ahead of the events' being judged: see `Records`."""

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Table | Told],
        layout: Layout,
        strings: Strings,
        evaluator: Evaluator,
        records: Records,
    ) -> None:
        self._lists, self._layout, self._strings = lists, layout, strings
        self._evaluator, self._records = evaluator, records
        self._fields = columns_read(program)
        ahead = lists.keys() - leaning_lists(program)
        declared = [each for each in program.lists.values() if each.feed is not None and each.name in ahead]
        self._fed = [each for each in declared if _kind(each) in layout.kinds]
        self._feeding = np.isin(layout.kinds, [_kind(each) for each in self._fed])
        self._readers = self._readers_of(program)

    def cuts(self, table: columns.Table) -> list[int]:
        """Where a sorted batch must be cut: at rows that nothing may run ahead of, but the very first.

        That is the first row that gives a list data, for what looks into a list before it has data at all misses it; every row
        that is late, for it begins to hold before it is told; and a row that is told at an instant at which another kind that
        feeds a list was judged by this one.
        """
        empty = (each for each in self._fed if not self._lists[each.name].filled)
        heads = (rows.index[:1] for each in empty if (rows := self._telling(each, table)) is not None)
        feeding = np.flatnonzero(self._feeding[table.kind])
        late = feeding[table.place[feeding] != table.at[feeding]]
        cuts = np.unique(np.concatenate([late, *heads, *self._behind_readers(table)]))
        return [cut for cut in cuts.tolist() if cut]

    def feed(self, table: columns.Table) -> None:
        """Take in the rows that a sorted batch tells. Raises Forgotten for a late one whose time is."""
        self._records.begin()
        for declared in self._fed:
            rows = self._telling(declared, table)
            if rows is not None and len(rows):
                self._feed(declared, rows)

    def _readers_of(self, program: Program) -> dict[int, Array]:
        """By kind that feeds lists, which other kinds read them; kinds by number."""
        kinds, found = self._layout.kinds, dict[int, set[int]]()
        fed = {each.name: _kind(each) for each in self._fed}
        for kind, name in lists_read(program):
            if kind in kinds and fed.get(name, kind) != kind:
                found.setdefault(kinds.index(fed[name]), set()).add(kinds.index(kind))
        return {kind: np.isin(np.arange(len(kinds)), list(readers)) for kind, readers in found.items()}

    def _behind_readers(self, table: columns.Table) -> Iterator[Array]:
        """The rows of each kind that stand behind one which reads what they tell, at the same instant: both feed lists."""
        for kind, readers in self._readers.items():
            telling = np.flatnonzero(table.kind == kind)
            if not telling.size:
                continue
            reading = np.flatnonzero(readers[table.kind])
            before = np.searchsorted(reading, telling)
            telling, before = telling[before > 0], before[before > 0] - 1
            yield telling[table.place[reading[before]] == table.place[telling]]

    def _telling(self, declared: ListDecl, table: columns.Table) -> Rows | None:
        """The events that tell a row: those that pass the feed's filter and have a key."""
        feed = declared.feed
        assert feed is not None
        rows = Rows(feed.kind, table, np.flatnonzero(table.kind == self._layout.kinds.index(feed.kind)))
        if not len(rows):
            return None
        if feed.where is not None:
            rows = rows.some(np.flatnonzero(self._evaluator.settled(feed.where, kind_scope(feed.kind), rows).true))
        return rows.some(np.flatnonzero(np.maximum.reduce([key.marks for key in self._keys(declared, rows)]) == VALUE))

    def _keys(self, declared: ListDecl, rows: Rows) -> list[Column]:
        return [self._evaluator.settled_field(name, rows) for name, _ in declared.keys]

    def _feed(self, declared: ListDecl, rows: Rows) -> None:
        feed = declared.feed
        assert feed is not None
        until = None if feed.until is None else self._evaluator.settled(feed.until, kind_scope(feed.kind), rows)
        ends = np.full(len(rows), INT64_MAX, np.int64) if until is None else np.where(until.marks == VALUE, until.values, INT64_MAX)
        list_ = self._lists[declared.name]
        if isinstance(list_, Told):
            list_.tell(rows, [key.values for key in self._keys(declared, rows)], ends)
            return
        for row, at, end in zip(self._rows(declared, rows), rows.at.tolist(), ends.tolist(), strict=True):
            list_.take(row, at, end, int(rows.table.place[0]))
        self._records.forget(declared.name)

    def _rows(self, declared: ListDecl, rows: Rows) -> Iterator[dict[str, object]]:
        """The rows of the list that events make, with what is read of them."""
        held = {slot.field.name for slot in self._layout.slots[rows.kind]}
        names = [name for name in sorted(self._fields[declared.name] & held) if name != "at"]
        told = [columns.values_of(rows.table, rows.index, rows.kind, name, self._layout, self._strings) for name in names]
        times = ["at"] if any(name == "since" for name, _ in declared.columns) else ["at", "since"]
        for values, at in zip(zip(*told, strict=True), rows.at.tolist(), strict=True):
            row = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            yield {**row, **dict.fromkeys(times, at)}


def _kind(declared: ListDecl) -> str:
    """The kind of event that feeds a list."""
    assert declared.feed is not None
    return declared.feed.kind

"""A whole run over columns: events in, findings out.

Raises `Unsorted` when the inputs must be sorted first, and `Unreadable` when they want the ordinary reader after all; then nothing
of the run counts, and it begins anew, there step by step. Raises `Forgotten` when an event looks further back into a list than
lists go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from typing import Generic, Protocol, TypeVar

import numpy as np
from msgspec.structs import replace

from bylaws.engine.batch import Batches
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.needs import fields_read
from bylaws.engine.unsettled import Telling
from bylaws.events.columns.merge import Merge
from bylaws.events.columns.schema import Layout, layout
from bylaws.events.columns.sorting import Sorting
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.readers import json_lines
from bylaws.policy.program import Program

CROWDED = 1 << 19
"""Distinct texts from which on those that are no longer held are forgotten."""
MORE = 1 << 18
"""How many texts must have come since then before it is done again; at least a quarter of what was held."""
CROWDED_BYTES, MORE_BYTES = 1 << 27, 1 << 26
"""The same of their bytes: bodies of messages are long."""


Source = TypeVar("Source", contravariant=True)


class Reader(Protocol[Source]):
    """Reads sources of one sort into tables."""

    def tables(self, source: Source, /) -> Iterator[Table]:
        """The tables of a source."""

    def forget(self) -> None:
        """Texts have new numbers: what is known of them is void."""


Reading = Callable[[Layout, Strings, Decoder, Tally, Array | None], Reader[Source]]
"""Makes a reader; the last: the hashes of what alone is wanted, or None for all."""


class ColumnRun(Generic[Source]):
    """`lists`: the rows of the lists that files fill; `reading`: makes the reader of the sources; `reach` and `telling`: as of a

    `Stepper`.
    """

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Sequence[Row]],
        decoder: Decoder,
        tally: Tally,
        reading: Reading[Source],
        reach: int | None = None,
        telling: Telling = Telling(),
    ) -> None:
        self._make_reader = reading
        self._strings = Strings()
        self._crowded, self._crowded_bytes = CROWDED, CROWDED_BYTES
        self._layout = self._laid_out(program, decoder)
        self._decoder, self.tally = decoder, tally
        self._feeding = {each.feed.kind for each in program.lists.values() if each.feed}
        self.batches = Batches(program, lists, self._layout, self._strings, reach, telling)

    def _laid_out(self, program: Program, decoder: Decoder) -> Layout:
        """Columns for what the policy reads."""
        return layout(decoder.catalogue, fields_read(program), json_lines.FIELDS)

    def findings(self, sources: Sequence[Source], until: int | None = None) -> Iterator[list[Finding]]:
        """The findings of each batch. Events that stand at `until` (microseconds) or later are left out.

        Raises Unsorted for inputs out of order, and for those that tell of one event in several ways.
        """
        reader = self._reading(self.tally)
        merge = Merge(self._layout, self._strings, self._feeding, 0, self.tally)
        for table in merge.batches([reader.tables(source) for source in sources]):
            yield self._judged(table, until)
            self._let_go(merge.pending)

    def sorted_findings(self, opened: Callable[[], Sequence[Source]], until: int | None = None) -> Iterator[list[Finding]]:
        """The same of any inputs, sorted first. They are opened again where they tell of one event in several ways.

        Raises DiskBoundError.
        """
        with closing(Sorting(self._layout, self._strings, self._feeding, self.tally, self._let_go)) as sorting:
            for table in _chained(self._reading(self.tally), opened()):
                sorting.take(table)
            contested = sorting.contested()
            if contested.size:
                for table in _chained(self._reading(Tally(), contested), opened()):
                    sorting.doubt(table)
            for table in sorting.batches():
                yield self._judged(table, until)

    def _reading(self, tally: Tally, only: Array | None = None) -> Reader[Source]:
        # What is read once more is not counted again.
        decoder = self._decoder if only is None else replace(self._decoder, ignored=Counter())
        self._reader = self._make_reader(self._layout, self._strings, decoder, tally, only)
        return self._reader

    def _judged(self, table: Table, until: int | None) -> list[Finding]:
        return self.batches.push(table if until is None else _before(table, until))

    def _let_go(self, tables: Sequence[Table]) -> None:
        """When there are many texts, forget those that neither state nor tables hold any more: most are seen once."""
        strings = self._strings
        if len(strings) <= self._crowded and strings.size <= self._crowded_bytes:
            return
        held = np.zeros(len(strings), np.bool_)
        for numbers in self.batches.texts():
            held[numbers] = True
        for table in tables:
            for numbers in table.texts(self._layout):
                held[numbers] = True
        alive = np.flatnonzero(held)
        places = strings.keep(alive)
        self.batches.renumber(places)
        for table in tables:
            table.renumber(places, self._layout)
        self._reader.forget()
        self._crowded = max(CROWDED, alive.size + max(MORE, alive.size // 4))
        self._crowded_bytes = max(CROWDED_BYTES, strings.size + max(MORE_BYTES, strings.size // 4))


def _chained(reader: Reader[Source], sources: Sequence[Source]) -> Iterator[Table]:
    """The tables of one source behind those of the other."""
    return chain.from_iterable(map(reader.tables, sources))


def _before(table: Table, until: int) -> Table:
    return table.take(np.flatnonzero(table.place < until))

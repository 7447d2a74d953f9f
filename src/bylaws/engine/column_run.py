"""A whole run over columns: events in, findings out.

Raises `Unsorted` when the inputs must be sorted first, and `Unreadable` when they want the ordinary reader after all; then nothing
of the run counts, and it begins anew, there step by step. Raises `Forgotten` when an event looks further back into a list than
lists go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Generic

import numpy as np

from bylaws.engine.batch import Batches
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.needs import fields_read
from bylaws.engine.unsettled import Telling
from bylaws.events.columns.batching import Batching, Forgetting, Reading, Source
from bylaws.events.columns.beside import Elsewhere, beside
from bylaws.events.columns.schema import Layout, layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.readers import json_lines
from bylaws.policy.program import Program


class ColumnRun(Generic[Source]):
    """`lists`: the rows of the lists that files fill; `reading`: makes the reader of the sources; `reach` and `telling`: as of a

    `Stepper`. `is_beside`: a process of its own reads them. `seen` is told of each batch before it is judged.
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
        is_beside: bool = False,
    ) -> None:
        columns = self._laid_out(program, decoder)
        strings = Strings()
        self.tally = tally
        self.batches = Batches(program, lists, columns, strings, reach, telling)
        self._forgetting = Forgetting(columns, strings, self.batches)
        self._beside = Forgetting(columns, Strings()) if is_beside else None
        feeding = {each.feed.kind for each in program.lists.values() if each.feed}
        self._batching = Batching(reading, feeding, decoder, tally, self._beside or self._forgetting)
        self._decoder = decoder
        self.seen: Callable[[Table, Layout, Strings], None] = _unseen

    def _laid_out(self, program: Program, decoder: Decoder) -> Layout:
        """Columns for what the policy reads."""
        return layout(decoder.catalogue, fields_read(program), json_lines.FIELDS)

    def findings(self, sources: Sequence[Source], until: int | None = None) -> Iterator[list[Finding]]:
        """The findings of each batch. Events that stand at `until` (microseconds) or later are left out.

        Raises Unsorted for inputs out of order, and for those that tell of one event in several ways.
        """
        return self._found(self._batching.batches(sources), until)

    def sorted_findings(self, opened: Callable[[], Sequence[Source]], until: int | None = None) -> Iterator[list[Finding]]:
        """The same of any inputs, sorted first. They are opened again where they tell of one event in several ways.

        Raises DiskBoundError.
        """
        return self._found(self._batching.sorted_batches(opened), until)

    def _found(self, tables: Iterator[Table], until: int | None) -> Iterator[list[Finding]]:
        if self._beside is None:
            yield from self._judged(tables, until)
            return
        columns, here, there = self._forgetting.layout, self._forgetting.strings, self._beside.strings
        with closing(beside(Elsewhere(tables, columns, there, self._decoder, self.tally), here)) as received:
            for found in self._judged(received, until):
                yield found
                self._forgetting.let_go(())

    def _judged(self, tables: Iterable[Table], until: int | None) -> Iterator[list[Finding]]:
        for each in tables:
            table = each if until is None else _before(each, until)
            self.seen(table, self._forgetting.layout, self._forgetting.strings)
            yield self.batches.push(table)


def _unseen(_table: Table, _columns: Layout, _strings: Strings) -> None:
    """Nobody wants to know."""


def _before(table: Table, until: int) -> Table:
    return table.take(np.flatnonzero(table.place < until))

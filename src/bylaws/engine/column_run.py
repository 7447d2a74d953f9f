"""A whole run over columns: JSON lines in, findings out.

Raises `Unreadable` when the inputs want the ordinary reader after all; then nothing of the run counts, and the step executor does
it from the beginning. Raises `Forgotten` when an event looks further back into a list than lists go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bylaws.engine.batch import Batches
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.needs import fields_read
from bylaws.events.columns.blocks import BlockReader, Tally
from bylaws.events.columns.merge import Merge
from bylaws.events.columns.schema import layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table
from bylaws.events.decode import Decoder
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.policy.program import Program

CROWDED = 1 << 18
"""Distinct texts from which on those that are no longer held are forgotten."""
MORE = 1 << 17
"""How many texts must have come since then before it is done again; at least a quarter of what was held."""


class ColumnRun:
    """`lists`: the rows of the lists that files fill; `decoder`: for what the scanner leaves to the ordinary reader; `reach`: as of

    a `Stepper`.
    """

    def __init__(
        self, program: Program, lists: Mapping[str, Sequence[Row]], decoder: Decoder, tally: Tally, reach: int | None = None
    ) -> None:
        self._strings = Strings()
        self._crowded = CROWDED
        self._layout = layout(decoder.catalogue, fields_read(program), json_lines.FIELDS)
        self._decoder, self.tally = decoder, tally
        self._feeding = {each.feed.kind for each in program.lists.values() if each.feed}
        self.batches = Batches(program, lists, self._layout, self._strings, reach)

    def findings(self, streams: Sequence[Stream], until: int | None = None) -> Iterator[list[Finding]]:
        """The findings of each batch. Events that stand at `until` (microseconds) or later are left out."""
        reader = BlockReader(self._layout, self._strings, self._decoder, self.tally)
        merge = Merge(self._layout, self._strings, self._feeding, 0, self.tally)
        for table in merge.batches([reader.tables(stream) for stream in streams]):
            yield self.batches.push(table if until is None else _before(table, until))
            if len(self._strings) > self._crowded:
                self._forget(merge, reader)

    def _forget(self, merge: Merge, reader: BlockReader) -> None:
        """Let go of texts that no state holds any more: most are seen once."""
        held = np.zeros(len(self._strings), np.bool_)
        for numbers in self.batches.texts():
            held[numbers] = True
        for table in merge.pending:
            for numbers in table.texts(self._layout):
                held[numbers] = True
        alive = np.flatnonzero(held)
        places = self._strings.keep(alive)
        self.batches.renumber(places)
        for table in merge.pending:
            table.renumber(places, self._layout)
        reader.forget()
        self._crowded = max(CROWDED, alive.size + max(MORE, alive.size // 4))


def _before(table: Table, until: int) -> Table:
    return table.take(np.flatnonzero(table.place < until))

"""Events as one table, and what the columns compute of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import pytest

from bylaws.engine.columns.distinct import Distinct
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.grants import Grants
from bylaws.engine.columns.records import Records
from bylaws.engine.columns.rows import Rows
from bylaws.engine.compile import Compiler, World
from bylaws.engine.functions import implementations
from bylaws.engine.lists import tables
from bylaws.engine.needs import fields_read
from bylaws.engine.permits import Permits
from bylaws.engine.scope import Shapes
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.merge import Merge
from bylaws.events.columns.schema import Layout, layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table, joined
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.policy.program import Program

from .running import Lists, lines_of


@dataclass(slots=True)
class Tabled:
    """A policy's events in columns. `lists`: the rows of the lists that files fill; `permits`: those told of before."""

    program: Program
    lists: Lists = field(default_factory=dict)
    strings: Strings = field(default_factory=Strings)
    permits: Permits = field(default_factory=Permits)

    @property
    def layout(self) -> Layout:
        return layout(self.program.kinds, fields_read(self.program), json_lines.FIELDS)

    def table(self, events: Iterable[Mapping[str, object]]) -> Table:
        """The events in order, in one table."""
        decoder, tally = Decoder(self.program.kinds, self.program.currency), Tally(lambda reject: pytest.fail(str(reject)))
        reader = BlockReader(self.layout, self.strings, decoder, tally)
        return joined(list(Merge(self.layout, self.strings, set(), 0, tally).batches([reader.tables(_stream(events))])))

    def compiler(self) -> Compiler:
        """The step executor's own; it is asked for no window."""
        world = World(
            self.program.parameters,
            tables(self.program.lists.values(), self.lists),
            self.permits,
            implementations(self.program.timezone),
            self.program.kinds,
            self.program.timezone,
        )
        return Compiler(world, Shapes(), lambda window, _scope: pytest.fail(window.span.text))

    def evaluator(self) -> Evaluator:
        compiler = self.compiler()
        distinct = Distinct(self.program, compiler, compiler.shapes, self.layout, self.strings)
        records = Records(tables(self.program.lists.values(), self.lists), self.strings)
        grants = Grants(self.program, self.permits, self.layout, self.strings)
        return Evaluator(self.program, compiler.shapes, self.layout, self.strings, distinct, records, grants)


def _stream(events: Iterable[Mapping[str, object]]) -> Stream:
    return Stream.of("test", BytesIO(lines_of(events)))


def rows_of(kind: str, table: Table, layout_: Layout) -> Rows:
    """The events of a kind, as expressions over columns take them."""
    return Rows(kind, table, np.flatnonzero(table.kind == layout_.kinds.index(kind)))

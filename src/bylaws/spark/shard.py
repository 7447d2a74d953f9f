"""On the executors: the events of one shard in order, judged by the engine as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from bylaws.engine.column_run import ColumnRun
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.step import Stepper
from bylaws.engine.unmet import asking
from bylaws.engine.unsettled import Telling
from bylaws.events.catalogue import Catalogue
from bylaws.events.columns.records import ROWS, table_of
from bylaws.events.columns.schema import Layout, layout
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.readers import json_lines
from bylaws.policy.program import Program
from bylaws.spark.groups import Group
from bylaws.spark.merging import Key, keys_of


class Judging(Struct, frozen=True):
    """What judging a shard needs besides its group and its events.

    `catalogue`: the kinds with the fields that are read; `watermark`: when the clock stands at the end (None: nothing is due);
    `steps`: whether all is judged event by event.
    """

    catalogue: Catalogue
    lists: Mapping[str, Sequence[Row]]
    feeding: frozenset[str]
    telling: Telling
    watermark: int | None
    steps: bool


class Judged(Struct):
    """What one shard says.

    `met`: those of its rules and duties for which there was an event; `filled`: the lists that an event told a row.
    """

    findings: list[tuple[Key, Finding]]
    met: frozenset[str]
    filled: frozenset[str]
    debts: list[OpenDebt]
    kindless: int


class SortedRun(ColumnRun[Iterable[Event]]):
    """A run over columns whose events are in order already, each there once."""

    def _laid_out(self, program: Program, decoder: Decoder) -> Layout:
        """All that was understood, for a finding carries its event's fields whichever rules are judged here."""
        del program
        reads = {name: frozenset(each.name for each in kind.fields) for name, kind in decoder.catalogue.kinds.items()}
        return layout(decoder.catalogue, reads, json_lines.FIELDS)

    def sorted_already(self, events: Iterable[Event]) -> Iterator[list[Finding]]:
        """The findings of each batch."""
        return self._found(self._batching.ready(events), None)


class _Tables:
    """Reads events into tables."""

    def __init__(self, layout: Layout, strings: Strings, decoder: Decoder, tally: Tally, only: Array | None = None) -> None:
        del decoder, tally, only  # the events are decoded, and counted elsewhere
        self._layout, self._strings = layout, strings

    def tables(self, source: Iterable[Event]) -> Iterator[Table]:
        some: list[Event] = []
        for event in source:
            some.append(event)
            if len(some) == ROWS:
                yield table_of(some, self._layout, self._strings)
                some = []
        if some:
            yield table_of(some, self._layout, self._strings)

    def forget(self) -> None:
        """Nothing is known of texts here."""


def judged(group: Group, judging: Judging, events: Iterable[Event]) -> Judged:
    """Judges the events of a shard, which are in order."""
    findings: list[Finding] = []
    lists = {name: rows for name, rows in judging.lists.items() if name in group.program.lists}
    if group.over_columns and not judging.steps:
        decoder = Decoder(judging.catalogue, group.program.currency)
        run = SortedRun(group.program, lists, decoder, Tally(), _Tables, None, judging.telling)
        for found in run.sorted_already(events):
            findings += found
        stepper, unmet, unfilled = run.batches.stepper, run.batches.unmet, run.batches.unfilled
    else:
        stepper = Stepper(group.program, lists, telling=judging.telling)
        for event in events:
            findings += stepper.push(event)
        unmet, unfilled = stepper.unmet, stepper.unfilled
    if judging.watermark is not None:
        findings += stepper.finish(judging.watermark)
    asked = {name for kinds in asking(group.program, group.told.__contains__).values() for name in kinds}
    fed = {name for name, each in group.program.lists.items() if each.feed is not None}
    keys = keys_of(group.program, findings, judging.feeding)
    return Judged(
        [(key, each) for key, each in zip(keys, findings, strict=True) if each.rule in group.told],
        frozenset(asked - unmet),
        frozenset(fed - unfilled),
        [each for each in stepper.open_debts if each.duty in group.told],
        stepper.kindless,
    )

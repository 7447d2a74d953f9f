"""On the executors: the events of one shard in order, judged by the engine as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from bylaws.engine.asks import Want, asks_of
from bylaws.engine.column_run import ColumnRun
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.permits import Granted
from bylaws.engine.snapshot import restore
from bylaws.engine.step import Stepper
from bylaws.engine.unmet import Unmet
from bylaws.engine.unsettled import ALL, Telling
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
from bylaws.spark.facts import Facts, Given, Split
from bylaws.spark.groups import Group
from bylaws.spark.hearing import Waiting, with_copies, with_firsts
from bylaws.spark.merging import Key, keys_of


class Judging(Struct, frozen=True):
    """What judging a shard needs besides its group and its events.

    `catalogue`: the kinds with the fields that are read; `watermark`: when the clock stands at the end (None: nothing is due);
    `steps`: whether all is judged event by event. `heard`: by what a group tells of, the events that were heard of first.
    """

    catalogue: Catalogue
    lists: Mapping[str, Sequence[Row]]
    feeding: frozenset[str]
    telling: Telling
    watermark: int | None
    steps: bool
    heard: Mapping[frozenset[str], Sequence[bytes]]


class Judged(Struct):
    """What one shard says.

    `met`: what an event met of all that its rules and duties ask; `filled`: the lists that an event told a row.
    """

    findings: list[tuple[Key, Finding]]
    met: frozenset[Want]
    filled: frozenset[str]
    debts: list[OpenDebt]
    kindless: int
    granted: Granted


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


class Judgement:
    """Judges the events of a shard, which are in order, as they come."""

    def __init__(self, group: Group, judging: Judging) -> None:
        self.group, self._judging = group, judging
        self._lists = {name: rows for name, rows in judging.lists.items() if name in group.program.lists}
        # A probe leaves nothing out: what it tells of may yet be the rule's.
        self._telling = Telling(most=ALL) if group.probing else judging.telling
        self._unmet: frozenset[Want] = frozenset()
        self._unfilled: frozenset[str] = frozenset()
        self._stepper: Stepper | None = None
        self._state = b""
        self.stood: Sequence[Finding] = ()
        """The findings that might change when this began: they may be let go of before it ends."""

    def go_on(self, state: bytes) -> None:
        """Begins where another stood whose stepper was saved."""
        self._state = state

    @property
    def stepper(self) -> Stepper:
        """The stepper that has judged, or still does."""
        assert self._stepper is not None
        return self._stepper

    def _begun(self, stepper: Stepper) -> Stepper:
        if self._state:
            restore(stepper, self._state)
        self.stood = list(stepper.standing())
        self._stepper = stepper
        return stepper

    def found(self, told: Iterable[Event | Facts]) -> Iterator[list[Finding]]:
        """The findings as they are made; they may still change until the last is."""
        firsts = self._judging.heard.get(self.group.told, ())
        if self.group.split is not None:
            yield from self._joined(self.group.split, told, firsts)
        else:
            events = with_firsts((each for each in told if isinstance(each, Event)), firsts, self._judging.feeding)
            yield from self._over_columns(events) if self._goes_over_columns else self._in_steps(events)
        if self._judging.watermark is not None:
            yield self.stepper.finish(self._judging.watermark)

    @property
    def _goes_over_columns(self) -> bool:
        return self.group.over_columns and not self._judging.steps

    def _over_columns(self, events: Iterable[Event]) -> Iterator[list[Finding]]:
        program = self.group.program
        decoder = Decoder(with_copies(self._judging.catalogue), program.currency)
        run = SortedRun(program, self._lists, decoder, Tally(), _Tables, None, self._telling)
        self._stepper = run.batches.stepper
        yield from run.sorted_already(events)
        self._unmet, self._unfilled = run.batches.unmet, run.batches.unfilled

    def _in_steps(self, events: Iterable[Event]) -> Iterator[list[Finding]]:
        stepper = self._begun(Stepper(self.group.program, self._lists, telling=self._telling))
        for event in events:
            yield stepper.push(event)
        self._unmet, self._unfilled = stepper.unmet, stepper.unfilled

    def _joined(self, split: Split, told: Iterable[Event | Facts], firsts: Sequence[bytes]) -> Iterator[list[Finding]]:
        """An event and what was found of it come one behind the other."""
        program, rule = self.group.program, split.rule.name
        stepper = self._begun(Stepper(program, self._lists, telling=self._telling, precomputed={rule}))
        unmet, given = Unmet(program, lambda name: name == rule, stepper.world), Given(split, stepper.plan)
        heard = Waiting(firsts, self._judging.feeding)
        for _, some in groupby(told, key=_identity):
            facts = list[Facts]()
            events = list[Event]()
            for each in some:
                (facts if isinstance(each, Facts) else events).append(each)  # type: ignore[arg-type]
            for event in events:
                for first in heard.upto(event):
                    yield stepper.push(first)
                unmet.see(event)
                yield stepper.push(event, given.facts(facts))
        self._unmet, self._unfilled = frozenset(unmet.left), stepper.unfilled

    def judged(self, findings: list[Finding]) -> Judged:
        """What there is to be said at the end, with all that was found."""
        program, told, stepper = self.group.program, self.group.told, self.stepper
        asked = {each.want for each in asks_of(program) if each.want.rule in told}
        fed = {name for name, each in program.lists.items() if each.feed is not None}
        keys = keys_of(program, findings, self._judging.feeding)
        return Judged(
            [(key, each) for key, each in zip(keys, findings, strict=True) if each.rule in told],
            frozenset(asked - self._unmet),
            frozenset(fed - self._unfilled),
            [each for each in stepper.open_debts if each.duty in told],
            stepper.kindless,
            stepper.granted,
        )


def _identity(told: Event | Facts) -> tuple[str, str]:
    return (told.source, told.event) if isinstance(told, Facts) else (told.source, told.id)


def judged(group: Group, judging: Judging, told: Iterable[Event | Facts]) -> Judged:
    """Judges the events of a shard, which are in order."""
    judgement = Judgement(group, judging)
    return judgement.judged([finding for some in judgement.found(told) for finding in some])


def probed(group: Group, judging: Judging, events: Iterable[Event]) -> Iterator[Finding]:
    """What a probe has to tell of the events of a shard."""
    for some in Judgement(group, judging).found(events):
        yield from some

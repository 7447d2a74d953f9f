"""The batch executor: rules over columns where that is possible, the step executor for the rest, one answer.

Of each sorted batch the columns tell the values of windows and on which events a rule may find. Only those events, and the events
that rules, duties, lists and permits outside the columns need, are then pushed through the step executor, in order, with the
windows' values. So a finding is always made in one place, and the columns can never add to it or change it. What is certainly a
repeat under `once` is counted without being made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import cast

import numpy as np
from msgspec import Struct

from bylaws.engine.asks import Want
from bylaws.engine.columns.count import Asked, Candidates, Counter
from bylaws.engine.columns.distinct import Distinct
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.feeds import Feeds
from bylaws.engine.columns.grants import Grants
from bylaws.engine.columns.heard import Listener
from bylaws.engine.columns.plan import ColumnPlan, Planned, Planner
from bylaws.engine.columns.records import Records
from bylaws.engine.columns.repeats import Key, Sure, judged
from bylaws.engine.columns.rows import Array
from bylaws.engine.columns.stepped import Stepped
from bylaws.engine.columns.told import Told, told_lists
from bylaws.engine.columns.unmet import Unmet
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.compile import Compiler, World
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.lists import Row, Table, tables
from bylaws.engine.needs import columns_read, kept_for, leaning_lists, lists_of, lists_read, made_kinds
from bylaws.engine.nulls import unite
from bylaws.engine.once import Repeats
from bylaws.engine.permits import Permits
from bylaws.engine.plan import make_plan
from bylaws.engine.scope import Scope
from bylaws.engine.step import Facts, Stepper
from bylaws.engine.unsettled import Names, Telling
from bylaws.events.columns import table as columns
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.event import Event
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

FEW = 256
"""Up to so many candidates of a batch are judged whatever is missing: to find out takes longer."""


class _Further(Struct, frozen=True):
    """Unsettled findings of a rule that are only to be counted."""

    rule: str
    names: Names
    early: bool
    times: int


class Batches:
    """Runs one policy over sorted tables. `lists`: the rows of the lists that files fill, by name; `reach` and `telling`: as of a

    `Stepper`.
    """

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Sequence[Row]],
        layout: Layout,
        strings: Strings,
        reach: int | None = None,
        telling: Telling = Telling(),
    ) -> None:
        self.program, self._layout, self._strings = program, layout, strings
        self._since = telling.since
        kept = kept_for(program, reach)
        self._told = told_lists(program, columns_read(program), layout, strings, kept)
        self._ahead: dict[str, Table | Told] = {**tables(program.lists.values(), lists, kept), **self._told}
        plan, permits = make_plan(program), Permits(program.currency)
        shapes = plan.shapes
        world = World(
            program.parameters,
            self._ahead,
            permits,
            implementations(program.timezone),
            program.kinds,
            program.timezone,
        )
        self._compiler = Compiler(world, shapes, _no_window)
        distinct = self._distinct = Distinct(program, self._compiler, shapes, layout, strings)
        records = self._records = Records(self._ahead, strings)
        grants = Grants(program, permits, layout, strings)
        evaluator = Evaluator(program, shapes, layout, strings, distinct, records, grants)
        self.plan: ColumnPlan = Planner(program, shapes, layout, evaluator, empty(layout)).plan()
        self._counter = Counter(program, self.plan, layout, strings, evaluator)
        shared = self._shared = self._shared_lists()
        planned = frozenset(self.plan.rules) | frozenset(self.plan.duties)
        self.stepper = Stepper(
            program,
            lists,
            precomputed=planned,
            plan=plan,
            ahead=shared,
            permits=permits,
            reach=reach,
            telling=telling,
            hears=False,
        )
        self._listener = Listener(self.stepper.heard, layout, evaluator)
        self._stepped = Stepped(program, self.plan, shared, layout, evaluator, self.stepper.awaited)
        read = lists_of(program, planned) | frozenset(shared)
        self._unmet = Unmet(program, planned.__contains__, layout, evaluator, read, telling.since)
        self._feeds = Feeds(program, {name: self._ahead[name] for name in read}, layout, strings, evaluator, records)

    @property
    def unfilled(self) -> frozenset[str]:
        """The lists into which no event told a row, neither here nor in the step executor."""
        return frozenset(name for name in self.stepper.unfilled | self._shared.keys() if not self._ahead[name].filled)

    @property
    def unmet(self) -> frozenset[Want]:
        """What no event met, neither here nor in the step executor, of what rules and duties ask: see `bylaws.engine.unmet`."""
        return (self.stepper.unmet | self._unmet.left) - self._unmet.met - self.stepper.met

    def push(self, table: columns.Table) -> list[Finding]:
        """The findings of a sorted batch that follows all batches before. Raises Forgotten."""
        cuts = self._feeds.cuts(table)
        if not cuts:
            return self._judged(table)
        parts = (table.take(np.arange(*ends)) for ends in pairwise([0, *cuts, len(table)]))
        return [finding for part in parts for finding in self._judged(part)]

    def _judged(self, table: columns.Table) -> list[Finding]:
        # What falls due before the batch looks into lists as of then: before they are fed, which lets them forget.
        found = self.stepper.watermark(int(table.place[0])) if len(table) else []
        self._feeds.feed(table)
        self._listener.see(table)
        asked: dict[int, list[tuple[str, Asked, Sure | None]]] = {}
        further: list[_Further] = []
        for candidates in map(partial(self._told_of, further), self._counter.candidates(table)):
            which, sure = self._judging(candidates, int(table.place[0]))
            entries = self._counter.asked(candidates, which)
            self._complete(candidates.plan, entries, table)
            for entry, certain in zip(entries, sure, strict=True):
                asked.setdefault(entry.row, []).append((candidates.plan.name, entry, certain))
        stepped = self._stepped.of(table, self._counter.entries)
        self._unmet.see(self._counter.entries)
        rows = np.union1d(np.flatnonzero(stepped), np.fromiter(asked, np.int64, len(asked)))
        for row, place, anyway in zip(rows.tolist(), table.place[rows].tolist(), stepped[rows].tolist(), strict=True):
            self._listener.upto(row)
            facts, leading = self._facts(asked.get(row, ()), place)
            if facts or anyway:
                found += self.stepper.push(self._event(table, row), facts)
            for rule, key, followers in leading:
                counted = self.stepper.groups(rule).repeat(key, place, followers)
                assert counted, "what is sure to open a group has not opened one"
        self._listener.upto(len(table))
        for each in further:
            self.stepper.unsettled(each.rule).count(each.names, each.early, each.times)
        return found

    def _told_of(self, further: list[_Further], candidates: Candidates) -> Candidates:
        """The candidates but those whose findings are surely unsettled and not told; these are noted to be counted."""
        if candidates.entries.size <= FEW:
            return candidates
        kept, at = np.ones(candidates.entries.size, np.bool_), candidates.few.at
        unsettled = self.stepper.unsettled(candidates.plan.name)
        asked = np.ones(kept.size, np.bool_) if self._since is None else at >= self._since
        early = np.zeros(kept.size, np.bool_) if unsettled.effective is None else at < unsettled.effective
        for names, entries in self._counter.untold(candidates).entries.items():
            kept[entries[~asked[entries]]] = False
            for side in (True, False):
                mine = entries[asked[entries] & (early[entries] == side)]
                beyond = mine[unsettled.room(names, side) :]
                if beyond.size:
                    kept[beyond] = False
                    further.append(_Further(candidates.plan.name, names, side, beyond.size))
        return candidates if kept.all() else candidates.some(np.flatnonzero(kept))

    def _judging(self, candidates: Candidates, place: int) -> tuple[Array, Sequence[Sure | None]]:
        """Which candidates must be judged, and what is sure of them; what repeats an open group is counted.

        `place`: where the batch begins. Columns know nothing of doubt.
        """
        certain = self._counter.certain(candidates) if self.stepper.is_sure(candidates.plan.name, place) else None
        if certain is None:
            return np.arange(candidates.entries.size), [None] * candidates.entries.size
        chosen = judged(certain, candidates.few.place, self.stepper.groups(candidates.plan.name), self._strings)
        return np.array([entry for entry, _ in chosen], np.int64), [sure for _, sure in chosen]

    def _facts(self, asked: Sequence[tuple[str, Asked, Sure | None]], place: int) -> tuple[Facts, list[tuple[str, Key, Repeats]]]:
        """What the step executor is to judge of an event at `place`, and what leads repeats that are to be counted after it.

        What is a repeat itself is only counted.
        """
        facts: dict[str, list[tuple[int, Mapping[int, object]]]] = {}
        leading = []
        for rule, entry, sure in asked:
            if sure is None or not self.stepper.groups(rule).repeat(sure.key, place, Repeats(1, place, sure.severity)):
                facts.setdefault(rule, []).append((entry.element, entry.values))
                if sure is not None and sure.followers is not None:
                    leading.append((rule, sure.key, sure.followers))
        return facts, leading

    def texts(self) -> Iterator[columns.Array]:
        """The numbers of all texts that the state holds."""
        yield from self._counter.texts()
        for told in self._told.values():
            yield from told.texts()

    def renumber(self, places: columns.Array) -> None:
        """Texts have new numbers (by old number, -1 for those that are forgotten)."""
        self._counter.renumber(places)
        for told in self._told.values():
            told.renumber(places)
        self._records.renumber()
        self._distinct.renumber()

    def finish(self, watermark: int) -> list[Finding]:
        """The duties missed up to the watermark."""
        return self.stepper.finish(watermark)

    @property
    def open_debts(self) -> list[OpenDebt]:
        return self.stepper.open_debts

    def _event(self, table: columns.Table, row: int) -> Event:
        return columns.event_of(table, row, self._layout, self._strings)

    def _complete(self, plan: Planned, asked: Sequence[Asked], table: columns.Table) -> None:
        """Where a key is null, add the null that it makes of the window."""
        uses = {use.number: use for use in plan.uses}
        for entry in asked:
            values = entry.values
            if len(values) == len(uses):
                continue
            event = self._event(table, entry.row)
            for number, use in uses.items():
                if number not in values:
                    keys = [self._compiler.compile(key.ours, use.scope) for key in use.window.keys]
                    # A frame has room for what was compiled before it was made.
                    frame = self._frame(plan, entry.element, event, use.scope)
                    values[number] = unite(*(key(frame) for key in keys))

    def _frame(self, plan: Planned, element: int, event: Event, scope: Scope) -> Frame:
        elements: dict[str, object] = {}
        if plan.asking.field:
            elements[plan.asking.variable] = cast(tuple[object, ...], event.fields[plan.asking.field])[element]
        memo = self._compiler.space(scope).fresh()
        return Frame(event, event.fields, event.at, event.place, memo, element, elements)

    # Lists --------------------------------------------------------------------------------------------------------------------

    def _shared_lists(self) -> dict[str, Table | Told]:
        """Lists that may run ahead for the step executor too: nothing that judges the very kind that feeds one reads it, and no

        other list decides on its rows.
        """
        program = self.program
        fed = {each.name: each.feed.kind for each in program.lists.values() if each.feed is not None}
        strict = {name for name, kind in fed.items() if kind in made_kinds(program) or kind not in self._layout.kinds}
        strict |= {name for kind, name in lists_read(program) if fed.get(name) == kind} | leaning_lists(program)
        return {name: self._ahead[name] for name in fed if name not in strict}


def empty(layout: Layout) -> columns.Table:
    """A table without rows."""
    none = np.zeros(0, np.int64)
    hashes = np.zeros(0, np.uint64)
    return columns.Table(
        np.zeros(0, np.int16),
        none,
        none,
        none,
        none,
        hashes,
        hashes,
        np.zeros(0, np.uint8),
        np.zeros(1, np.int64),
        np.zeros((layout.width, 0), np.int64),
        np.zeros((layout.width, 0), np.uint8),
        none,
        {},
    )


def _no_window(_window: x.Window, _scope: Scope) -> Compute:
    raise Unsupported

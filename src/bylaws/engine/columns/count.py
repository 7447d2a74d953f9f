"""A batch counted: the windows' values, and the events on which rules may find."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from functools import partial
from typing import cast

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.columns.certainty import Certain, Certainty
from bylaws.engine.columns.entries import Entries
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.excuses import Excuses
from bylaws.engine.columns.facts import Counted
from bylaws.engine.columns.groups import Operations, Side, merged
from bylaws.engine.columns.latest import Latest
from bylaws.engine.columns.plan import ColumnPlan, DutyPlan, GroupPlan, LonePlan, Planned, RulePlan, Use, measure_of
from bylaws.engine.columns.rows import MISSING, VALUE, Array, Column, Found, Rows
from bylaws.engine.columns.scanned import Scan, Scanned
from bylaws.engine.columns.spans import limits
from bylaws.engine.columns.untold import Untold, Wants
from bylaws.engine.compile_windows import record_of
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table, event_of
from bylaws.policy import expressions as x
from bylaws.policy.program import Program


class Candidates(Struct, frozen=True):
    """Which of some `rows` a rule may find on, or a duty may open a debt; `few`: these entries by themselves."""

    plan: Planned
    rows: Rows
    entries: Array
    few: Rows

    def some(self, which: Array) -> Candidates:
        """Those that `which` numbers."""
        return Candidates(self.plan, self.rows, self.entries[which], self.few.some(which))


class Asked(Struct, frozen=True):
    """An entry that is to be judged: the event's row in the batch, the element, and by number the values of the windows whose

    keys are not null.
    """

    row: int
    element: int
    values: dict[int, object]


class Counter:
    """Counts batch after batch."""

    def __init__(self, program: Program, plan: ColumnPlan, layout: Layout, strings: Strings, evaluator: Evaluator) -> None:
        self._program, self._plan, self._layout, self._strings = program, plan, layout, strings
        self._evaluator = evaluator
        self.entries = Entries(layout, evaluator)
        excuses = Excuses(program)
        self._certainty, self._wants = Certainty(evaluator, excuses), Wants(evaluator, excuses)
        self._latest = {key: Latest(len(each.window.keys)) for key, each in plan.latest.items()}
        self._scanned = {key: Scanned(len(each.window.keys)) for key, each in plan.scanned.items()}
        self._answers: dict[Hashable, Counted | Found | Scan] = {}

    def candidates(self, table: Table) -> Iterator[Candidates]:
        """Of a sorted batch, by rule and duty."""
        self._begin(table)
        kinds = {self._layout.kinds[number] for number in np.unique(table.kind).tolist()}
        for key, latest in self._plan.latest.items():
            if _concerns(latest, kinds):
                self._answers[key] = self._last(table, self._latest[key], latest)
        for key, scanned in self._plan.scanned.items():
            if _concerns(scanned, kinds):
                self._answers[key] = self._scan(table, self._scanned[key], scanned)
        for key, group in self._plan.groups.items():
            if _concerns(group, kinds):
                self._answers[key] = self._count(group)
        for plan in self._plan.rules.values():
            if plan.asking.kind in kinds and len(rows := self._asking(plan)):
                yield _candidates(plan, rows, self._possible(plan, rows))
        for duty in self._plan.duties.values():
            if duty.asking.kind in kinds and len(rows := self._asking(duty)):
                yield _candidates(duty, rows, self._opening(duty, rows))

    def untold(self, candidates: Candidates) -> Untold:
        """Those whose findings are surely unsettled."""
        return self._wants.of(candidates.plan, candidates.few) if isinstance(candidates.plan, RulePlan) else Untold({})

    def certain(self, candidates: Candidates) -> Certain | None:
        """What is sure of their findings."""
        return self._certainty.of(candidates.plan, candidates.few) if isinstance(candidates.plan, RulePlan) else None

    def asked(self, candidates: Candidates, which: Array) -> list[Asked]:
        """Those of the candidates that are to be judged."""
        rows, entries = candidates.rows, candidates.entries[which]
        turns = np.zeros(entries.size, np.int64) if rows.turn is None else rows.turn[entries]
        parts = zip(rows.index[entries].tolist(), turns.tolist(), self._values(candidates.plan, entries), strict=True)
        return [Asked(*each) for each in parts]

    def texts(self) -> Iterator[Array]:
        """The numbers of all texts that outlast a batch."""
        for group in self._plan.groups.values():
            yield from group.facts.texts(*_are_texts(group.window, group.arguments))
        for window, state in self._lone():
            yield from state.texts(_are_texts(window, ())[0], self._layout)

    def renumber(self, places: Array) -> None:
        """Give those texts their new numbers; the batch is over."""
        self._begin(None)
        for group in self._plan.groups.values():
            group.facts.renumber(places, *_are_texts(group.window, group.arguments))
        for window, state in self._lone():
            state.renumber(places, _are_texts(window, ())[0], self._layout)

    def _lone(self) -> Iterator[tuple[x.Window, Latest | Scanned]]:
        yield from ((self._plan.latest[key].window, state) for key, state in self._latest.items())
        yield from ((self._plan.scanned[key].window, state) for key, state in self._scanned.items())

    def _begin(self, table: Table | None) -> None:
        self.entries.begin(table)
        self._answers = {}

    # Candidates ---------------------------------------------------------------------------------------------------------------

    def _asking(self, plan: Planned) -> Rows:
        """The entries judged, of which the windows' columns are known."""
        rows = self.entries.asking(plan.asking)
        for use in plan.uses:
            match self._answers[use.group]:
                case Found() as last:
                    rows.last[use.number] = last
                case Scan() as scan:
                    rows.memo[use.number] = scan.column()
                case Counted() as counted:
                    rows.memo[use.number] = counted.column(use.fact)
        return rows

    def _possible(self, plan: RulePlan, rows: Rows) -> Array:
        """On which entries a rule may find."""
        possible = self._evaluator.possible(plan.rule.when, plan.scope, rows)
        if plan.scope.where is not None:
            # Where a field is missing for `where`, an absent null of `when` leaves the finding unsettled too.
            missing = self._evaluator.settled(plan.scope.where, plan.scope, rows).marks >= MISSING
            if missing.any():
                possible |= missing & ~self._evaluator.refused(plan.rule.when, plan.scope, rows)
        return possible

    def _opening(self, plan: DutyPlan, rows: Rows) -> Array:
        """Which entries meet the condition of what opens a debt."""
        where = plan.scope.where
        return np.ones(len(rows), np.bool_) if where is None else self._evaluator.settled(where, plan.scope, rows).true

    def _values(self, plan: Planned, entries: Array) -> list[dict[int, object]]:
        found: list[dict[int, object]] = [{} for _ in range(entries.size)]
        for use in plan.uses if entries.size else ():
            known = np.flatnonzero(self._answers[use.group].marks[entries] == VALUE)
            for place, value in zip(known.tolist(), self._values_of(use, entries[known]), strict=True):
                found[place][use.number] = value
        return found

    def _values_of(self, use: Use, entries: Array) -> list[object]:
        match self._answers[use.group]:
            case Found() as last:
                return self._last_values(use, last, entries)
            case Scan() as scan:
                return scan.values(entries)
            case Counted() as counted:
                return counted.values(use.fact, entries)

    def _last_values(self, use: Use, last: Found, entries: Array) -> list[object]:
        """The events that `last` found, as records, or a field of them."""
        records = [
            None if row < 0 else record_of(event_of(last.table, row, self._layout, self._strings))
            for row in last.rows[entries].tolist()
        ]
        if isinstance(use.window.argument, x.FieldRef):
            name = use.window.argument.name
            return [None if record is None else record.get(name) for record in records]
        return cast(list[object], records)

    # Counting -----------------------------------------------------------------------------------------------------------------

    def _count(self, group: GroupPlan) -> Counted:
        window = group.window
        asking = self.entries.asking(group.asking)
        ours = [self.entries.key(key.ours, group.asking.scope, asking) for key in window.keys]
        marks = np.maximum.reduce([key.marks for key in ours])
        many = any(key.theirs.type.name == "array" for key in window.keys)
        operations = (self._together if window.own and not many else self._apart)(group, asking, ours, marks)
        timezone = self._program.timezone
        reaches = [limits(reach, operations.places, timezone) for reach in group.facts.spans]
        return group.facts.count(operations, reaches, marks, timezone)

    def _together(self, group: GroupPlan, rows: Rows, ours: list[Column], marks: Array) -> Operations:
        """The same entries enter and ask."""
        window, inner = group.window, group.inner
        theirs = [self.entries.key(key.theirs, inner, rows) for key in window.keys]
        same = all(one is two for one, two in zip(ours, theirs, strict=True))
        asks = Side([key.values for key in ours], marks == VALUE)
        entering = asks.takes if same else np.maximum.reduce([key.marks for key in theirs]) == VALUE
        columns = asks.columns if same else [key.values for key in theirs]
        passing, open_ = self.entries.passing(window, inner, rows)
        enters = Side(columns, entering & passing)
        arguments, beyond = self._arguments(group, rows, entering & open_)
        beyond = {place: each & entering & (passing | open_) for place, each in beyond.items()}
        return Operations(rows.place, enters, asks, arguments, np.arange(len(rows)), beyond)

    def _arguments(self, group: GroupPlan, rows: Rows, open_: Array) -> tuple[list[Array], dict[int, Array]]:
        """What some entries bring, and `Operations.beyond`; `open_`: those that a number too great keeps from being counted."""
        found = [self.entries.argument(each, group.inner, rows) for each in group.arguments]
        beyond = {-1: open_, **{place: open_ | great for place, (_, great) in enumerate(found)}}
        return [values for values, _ in found], {place: each for place, each in beyond.items() if each.any()}

    def _apart(self, group: GroupPlan, asking: Rows, ours: list[Column], marks: Array) -> Operations:
        """Entries of one sort enter, entries of another ask; an event enters before it asks."""
        window, inner = group.window, group.inner
        _, counted, open_ = self._counting(group, asking)
        owner, keys = self.entries.their_keys(window, inner, counted)
        brought, great = self._arguments(group, counted, open_)
        sides = Side(keys, ~open_[owner]), Side([key.values for key in ours], marks == VALUE)
        turns = counted.index[owner] * 2, asking.index * 2 + 1
        arguments, beyond = [each[owner] for each in brought], {place: each[owner] for place, each in great.items()}
        return merged(turns, (counted.place[owner], asking.place), sides, arguments, beyond)

    def _last(self, table: Table, latest: Latest, plan: LonePlan) -> Found:
        """By asking entry what was last."""
        window, inner = plan.window, plan.inner
        asking = self.entries.asking(plan.asking)
        passing, counted, _ = self._counting(plan, asking)
        ours = [self.entries.key(each.ours, plan.asking.scope, asking) for each in window.keys]
        theirs = [self.entries.key(each.theirs, inner, counted) for each in window.keys]
        marks = np.maximum.reduce([each.marks for each in ours])
        entering = np.maximum.reduce([each.marks for each in theirs]) == VALUE
        sides = Side([each.values for each in theirs], entering), Side([each.values for each in ours], marks == VALUE)
        # An event, and every element of one, asks before it enters, for it is never the one before itself.
        turns = (passing, np.arange(len(asking))) if window.own else (counted.index, asking.index)
        operations = merged((turns[0] * 2 + 1, turns[1] * 2), (counted.place, asking.place), sides, [counted.index])
        return latest.advance(table, operations, limits(plan.reach, operations.places, self._program.timezone), marks)

    def _scan(self, table: Table, scanned: Scanned, plan: LonePlan) -> Scan:
        """By asking entry what a window that reads `this` finds."""
        window, inner, timezone = plan.window, plan.inner, self._program.timezone
        asking = self.entries.asking(plan.asking)
        ours = [self.entries.key(key.ours, plan.asking.scope, asking) for key in window.keys]
        marks = np.maximum.reduce([key.marks for key in ours])
        _, counted, _ = self._counting(replace(plan, window=replace(window, filter=None)), asking)
        owner, keys = self.entries.their_keys(window, inner, counted)
        scanned.enter(table, counted.index[owner], keys)
        side = Side([key.values for key in ours], marks == VALUE)
        reach = scanned.reach(window.kind, asking, side, limits(plan.reach, asking.place, timezone))
        scan = Scan(reach, marks, partial(self.entries.counting, window, inner), measure_of(window))
        scanned.forget(int(limits(plan.reach, table.place[-1:], timezone)[0]))
        return scan

    def _counting(self, plan: GroupPlan | LonePlan, asking: Rows) -> tuple[Array, Rows, Array]:
        """The entries that a window counts, by number among those that it might count, and of which that is open."""
        possible = asking if plan.window.own else self.entries.all(plan.window.kind)
        passing, open_ = self.entries.passing(plan.window, plan.inner, possible)
        which = np.flatnonzero(passing | open_)
        return which, possible.some(which), open_[which]


def _candidates(plan: Planned, rows: Rows, which: Array) -> Candidates:
    entries = np.flatnonzero(which)
    return Candidates(plan, rows, entries, rows.some(entries))


def _concerns(plan: GroupPlan | LonePlan, kinds: Collection[str]) -> bool:
    """Whether events of these kinds enter a window or ask for it."""
    return plan.asking.kind in kinds or plan.window.kind in kinds


def _are_texts(window: x.Window, arguments: Sequence[x.Expr]) -> tuple[list[bool], list[bool]]:
    """Which keys of a window, and which arguments, are held as texts."""
    keys = [(key.theirs.type.of[0] if key.theirs.type.name == "array" else key.theirs.type).is_text for key in window.keys]
    return keys, [argument.type.is_text for argument in arguments]

"""A batch counted: the windows' values, and the events on which rules may find."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.facts import Counted, Operations
from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.latest import Latest
from bylaws.engine.columns.plan import ColumnPlan, GroupPlan, LatestPlan, RulePlan, Use
from bylaws.engine.columns.rows import MISSING, VALUE, Array, Column, Found, Rows
from bylaws.engine.columns.spans import limits
from bylaws.engine.compile_windows import record_of
from bylaws.engine.scope import Scope, Shapes, conjuncts, filters_of
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import ARRAY, Table, event_of
from bylaws.policy import expressions as x
from bylaws.policy.program import Program


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of a rule's rows on which it may find: the event's row in the batch, the element, and the entry."""

    plan: RulePlan
    row: int
    element: int
    entry: int


class Counter:
    """Counts batch after batch."""

    def __init__(
        self, program: Program, plan: ColumnPlan, shapes: Shapes, layout: Layout, strings: Strings, evaluator: Evaluator
    ) -> None:
        self._program, self._plan, self._shapes, self._layout = program, plan, shapes, layout
        self._strings, self._evaluator = strings, evaluator
        self._rows: dict[Hashable, Rows] = {}
        self._counted: dict[Hashable, Counted] = {}
        self._latest: dict[Hashable, Latest] = {}
        self._found: dict[Hashable, Found] = {}
        self._table: Table | None = None

    def candidates(self, table: Table) -> Iterator[Candidate]:
        """Of a sorted batch."""
        self._table, self._rows, self._counted, self._found = table, {}, {}, {}
        for key, latest in self._plan.latest.items():
            self._found[key] = self._last(key, latest)
        for group in self._plan.groups.values():
            self._counted[group.facts.key] = self._count(group)
        for plan in self._plan.rules.values():
            yield from self._of_rule(plan)

    def values(self, candidate: Candidate) -> dict[int, object]:
        """The values of the rule's windows whose keys are not null, by number."""
        found: dict[int, object] = {}
        for use in candidate.plan.uses:
            if use.fact < 0:
                self._add_last(use, candidate.entry, found)
                continue
            counted = self._counted[use.group]
            if counted.marks[candidate.entry] == VALUE:
                found[use.number] = counted.value(use.fact, candidate.entry)
        return found

    def texts(self) -> Iterator[Array]:
        """The numbers of all texts that outlast a batch."""
        for group in self._plan.groups.values():
            yield from group.facts.texts(*_are_texts(group.window, group.arguments))
        for key, latest in self._latest.items():
            yield from latest.texts(_are_texts(self._plan.latest[key].window, ())[0], self._layout)

    def renumber(self, places: Array) -> None:
        """Give those texts their new numbers; the batch is over."""
        self._table, self._rows, self._counted, self._found = None, {}, {}, {}
        for group in self._plan.groups.values():
            group.facts.renumber(places, *_are_texts(group.window, group.arguments))
        for key, latest in self._latest.items():
            latest.renumber(places, _are_texts(self._plan.latest[key].window, ())[0], self._layout)

    def _of_rule(self, plan: RulePlan) -> Iterator[Candidate]:
        rows = self._asking(plan.scope, plan.rule.stream.kind, plan.field)
        if not len(rows):
            return
        for use in plan.uses:
            if use.fact < 0:
                rows.last[use.number] = self._found[use.group]
                continue
            rows.memo[use.number] = self._counted[use.group].column(use.fact)
        possible = self._evaluator.possible(plan.rule.when, plan.scope, rows)
        if plan.scope.where is not None:
            # Where a field is missing for `where`, an absent null of `when` leaves the finding unsettled too.
            missing = self._evaluator.settled(plan.scope.where, plan.scope, rows).marks == MISSING
            if missing.any():
                possible |= missing & ~self._evaluator.refused(plan.rule.when, plan.scope, rows)
        for entry in np.flatnonzero(possible).tolist():
            turn = 0 if rows.turn is None else int(rows.turn[entry])
            yield Candidate(plan, int(rows.index[entry]), turn, entry)

    def _add_last(self, use: Use, entry: int, found: dict[int, object]) -> None:
        """The event that `last` found, as a record, or a field of it; unless the key is null."""
        last = self._found[use.group]
        row = int(last.rows[entry])
        if last.marks[entry] != VALUE:
            return
        record = None if row < 0 else record_of(event_of(last.table, row, self._layout, self._strings))
        if isinstance(use.window.argument, x.FieldRef):
            found[use.number] = None if record is None else record.get(use.window.argument.name)
        else:
            found[use.number] = record

    # Rows ---------------------------------------------------------------------------------------------------------------------

    def _all(self, kind: str, field: str, variable: str) -> Rows:
        """All events of a kind; all elements of a field of theirs."""
        key = ("all", kind, field, variable)
        if key not in self._rows:
            assert self._table is not None
            number = self._layout.kinds.index(kind)
            index = np.flatnonzero(self._table.kind == number)
            rows = Rows(kind, self._table, index)
            self._rows[key] = self._elements(rows, field, variable) if field else rows
        return self._rows[key]

    def _elements(self, rows: Rows, field: str, variable: str) -> Rows:
        owner, turn, elements = self._spread(rows, field)
        return Rows(rows.kind, rows.table, rows.index[owner], elements, turn, variable)

    def _spread(self, rows: Rows, field: str) -> tuple[Array, Array, Array]:
        """The elements of an array field: whose they are, their turn, and their texts by number."""
        place = self._layout.place(rows.kind, field)
        table = rows.table
        has = np.flatnonzero(table.nulls[place, rows.index] == ARRAY)
        heads = table.values[place, rows.index[has]]
        sizes = table.items[heads] if heads.size else np.zeros(0, np.int64)
        owner = np.repeat(has, sizes)
        turn = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        elements = table.items[np.repeat(heads, sizes) + 1 + turn] if owner.size else np.zeros(0, np.int64)
        return owner, turn, elements

    def _asking(self, scope: Scope, kind: str, field: str) -> Rows:
        """The entries that a rule judges: those whose `where` is not false; a null of both may leave a finding open."""
        variable = self._variable(scope, field)
        if scope.where is None:
            return self._all(kind, field, variable)
        key = ("where", kind, field, variable, tuple(self._shapes.of(each, scope) for each in conjuncts(scope.where)))
        if key not in self._rows:
            rows = self._all(kind, field, variable)
            column = self._evaluator.settled(scope.where, scope, rows)
            self._rows[key] = rows.some(np.flatnonzero(column.true | (column.marks != VALUE)))
        return self._rows[key]

    def _variable(self, scope: Scope, field: str) -> str:
        if not field:
            return ""
        each = self._program.rule(scope.owner).stream.each
        assert each is not None
        return each[0]

    def _passing(self, window: x.Window, scope: Scope, rows: Rows) -> Array:
        """Which entries a window counts."""
        inner = scope.inside(window)
        passing = np.ones(len(rows), np.bool_)
        for part in filters_of(window, scope):
            passing &= self._evaluator.settled(part, inner, rows).true
        return passing

    # Counting -----------------------------------------------------------------------------------------------------------------

    def _count(self, group: GroupPlan) -> Counted:
        window, scope = group.window, group.scope
        kind = self._program.rule(scope.owner).stream.kind
        asking = self._asking(scope, kind, group.field)
        ours = [self._key(key.ours, scope, asking) for key in window.keys]
        marks = np.maximum.reduce([key.marks for key in ours])
        many = any(key.theirs.type.name == "array" for key in window.keys)
        if window.own and not many:
            operations = self._together(group, asking, ours, marks)
        else:
            operations = self._apart(group, asking, ours, marks)
        timezone = self._program.timezone
        reaches = [limits(reach, operations.places, timezone) for reach in group.facts.spans]
        return group.facts.count(operations, reaches, (len(asking), marks), timezone)

    def _last(self, key: Hashable, plan: LatestPlan) -> Found:
        """By asking entry what was last."""
        window, scope, inner = plan.window, plan.scope, plan.scope.inside(plan.window)
        asking = self._asking(scope, self._program.rule(scope.owner).stream.kind, plan.field)
        counted = asking if window.own else self._all(window.kind, "", "")
        passing = np.flatnonzero(self._passing(window, scope, counted))
        counted = counted.some(passing)
        ours = [self._key(each.ours, scope, asking) for each in window.keys]
        theirs = [self._key(each.theirs, inner, counted) for each in window.keys]
        marks = np.maximum.reduce([each.marks for each in ours])
        entering = np.maximum.reduce([each.marks for each in theirs]) == VALUE
        # An event, and every element of one, asks before it enters, for it is never the one before itself.
        turns = (np.arange(len(asking)), passing) if window.own else (asking.index, counted.index)
        index = np.concatenate([turns[0] * 2, turns[1] * 2 + 1])
        order = np.argsort(index, kind="stable")
        nobody, nothing = np.full(len(counted), NULL, np.int64), np.full(len(asking), NULL, np.int64)
        places = np.concatenate([asking.place, counted.place])[order]
        found = self._latest.setdefault(key, Latest(len(window.keys)))
        assert self._table is not None
        row = found.advance(
            self._table,
            [np.concatenate([nothing, np.where(entering, each.values, NULL)])[order] for each in theirs],
            [np.concatenate([np.where(marks == VALUE, each.values, NULL), nobody])[order] for each in ours],
            (places, limits(plan.reach, places, self._program.timezone)),
            np.concatenate([asking.index, counted.index])[order],
        )
        back = np.empty(len(asking), np.int64)
        back[order[order < len(asking)]] = row[order < len(asking)]
        assert found.table is not None
        return Found(found.table, back, marks)

    def _together(self, group: GroupPlan, rows: Rows, ours: list[Column], marks: Array) -> Operations:
        """The same entries enter and ask."""
        window, inner = group.window, group.scope.inside(group.window)
        passing = self._passing(window, group.scope, rows)
        theirs = [self._key(key.theirs, inner, rows) for key in window.keys]
        entering = passing & (np.maximum.reduce([key.marks for key in theirs]) == VALUE)
        asking = marks == VALUE
        return Operations(
            rows.place,
            [np.where(entering, key.values, NULL) for key in theirs],
            [np.where(asking, key.values, NULL) for key in ours],
            [self._argument(each, inner, rows) for each in group.arguments],
            np.arange(len(rows)),
        )

    def _apart(self, group: GroupPlan, asking: Rows, ours: list[Column], marks: Array) -> Operations:
        """Entries of one sort enter, entries of another ask; an event enters before it asks."""
        window, inner = group.window, group.scope.inside(group.window)
        counted = asking if window.own else self._all(window.kind, "", "")
        counted = counted.some(np.flatnonzero(self._passing(window, group.scope, counted)))
        owner, keys = self._their_keys(window, inner, counted)
        arguments = [self._argument(each, inner, counted)[owner] for each in group.arguments]
        index = np.concatenate([counted.index[owner] * 2, asking.index * 2 + 1])
        order = np.argsort(index, kind="stable")
        none, size = np.full(len(asking), NULL, np.int64), owner.size
        known = marks == VALUE

        def arranged(first: Array, second: Array) -> Array:
            return np.concatenate([first, second])[order]

        return Operations(
            arranged(counted.place[owner], asking.place),
            [arranged(key, none) for key in keys],
            [arranged(np.full(size, NULL, np.int64), np.where(known, key.values, NULL)) for key in ours],
            [arranged(argument, none) for argument in arguments],
            arranged(np.full(size, -1, np.int64), np.arange(len(asking))),
        )

    def _their_keys(self, window: x.Window, inner: Scope, rows: Rows) -> tuple[Array, list[Array]]:
        """The entries with their keys, one for each element where a key is an array; entries with a null key left out."""
        owner = np.arange(len(rows))
        arrays: dict[int, Array] = {}
        for place, key in enumerate(window.keys):
            if isinstance(key.theirs, x.FieldRef) and key.theirs.type.name == "array":
                within, _, elements = self._spread(rows, key.theirs.name)
                owner, arrays = _crossed(owner, arrays, within, elements)
                arrays[place] = arrays.pop(-1)
        columns = []
        good = np.ones(owner.size, np.bool_)
        for place, key in enumerate(window.keys):
            if place in arrays:
                columns.append(arrays[place])
                continue
            column = self._key(key.theirs, inner, rows)
            good &= (column.marks == VALUE)[owner]
            columns.append(column.values[owner])
        return owner[good], [column[good] for column in columns]

    def _key(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        return self._evaluator.settled(node, scope, rows)

    def _argument(self, node: x.Expr, inner: Scope, rows: Rows) -> Array:
        column = self._evaluator.settled(node, inner, rows)
        return np.where(column.marks == VALUE, column.values, NULL)


def _are_texts(window: x.Window, arguments: Sequence[x.Expr]) -> tuple[list[bool], list[bool]]:
    """Which keys of a window, and which arguments, are held as texts."""
    keys = [(key.theirs.type.of[0] if key.theirs.type.name == "array" else key.theirs.type).is_text for key in window.keys]
    return keys, [argument.type.is_text for argument in arguments]


def _crossed(owner: Array, arrays: dict[int, Array], within: Array, elements: Array) -> tuple[Array, dict[int, Array]]:
    """Every pair of what there is of an entry and the distinct elements of its array; the elements under -1."""
    pairs = np.unique(np.stack([within, elements]), axis=1) if within.size else np.zeros((2, 0), np.int64)
    starts = np.searchsorted(pairs[0], owner)
    sizes = np.searchsorted(pairs[0], owner, side="right") - starts
    source = np.repeat(np.arange(owner.size), sizes)
    step = np.arange(source.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = {place: column[source] for place, column in arrays.items()}
    found[-1] = pairs[1][np.repeat(starts, sizes) + step]
    return owner[source], found

"""Which events of a batch the step executor must see, besides those on which rules over columns may find.

Of a kind that only duties read it need not see every event: one that certainly fails their conditions opens and pays no debt,
begins and ends no pause, and is in no window. Of a duty over columns it is told which events may open debts, and only what shows
the key of a debt can pay one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

import numpy as np
from msgspec import Struct

from bylaws.engine.columns.entries import Entries
from bylaws.engine.columns.evaluate import Evaluator, is_held
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.plan import Asking, ColumnPlan, DutyPlan
from bylaws.engine.columns.rows import UNDECIDED, VALUE, Array, Column, Rows
from bylaws.engine.needs import leaning_lists, made_kinds
from bylaws.engine.permits import GRANTED
from bylaws.engine.scope import Scope, conjuncts, filters_of, kind_scope, readings, scope_of, stream_of
from bylaws.engine.watched import Key, pairs_of
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table
from bylaws.events.types import TRUTH
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule, Watch
from bylaws.policy.walk import walk, windows

_BEYOND = (x.OfThis, x.Window, x.LetRef, x.ElementRef, x.Permitted)
"""What reads more than the event itself and lists."""


class _Payment(Struct, frozen=True):
    """What pays a duty's debts shows `theirs`, which equal `ours` of what opened them."""

    duty: str
    asking: Asking
    theirs: tuple[x.Expr, ...]
    ours: tuple[x.Expr, ...]


class _Wanted(Struct, frozen=True):
    """Of the events of a kind those are wanted that meet some conditions, which are read in `scope`; and, of payments, that show

    the key of a debt.
    """

    kind: str
    conditions: tuple[x.Expr, ...]
    scope: Scope
    payment: _Payment | None = None


class Stepped:
    """`shared`: the lists that run ahead for the step executor too. `awaited`: the keys under which debts of a duty stand there."""

    def __init__(
        self,
        program: Program,
        plan: ColumnPlan,
        shared: Container[str],
        layout: Layout,
        evaluator: Evaluator,
        awaited: Callable[[str], set[Key]],
    ) -> None:
        self._evaluator, self._awaited = evaluator, awaited
        whole = set(_whole(program, plan.rules, shared))
        some: list[_Wanted] = []
        for wanted in (each for duty in program.duties for each in _of_duty(program, duty, plan.duties.get(duty.name))):
            told = tuple(each for each in wanted.conditions if _is_told(program, each, wanted.kind))
            if not told and wanted.payment is None:
                whole.add(wanted.kind)
            elif wanted.kind in layout.kinds:
                some.append(_Wanted(wanted.kind, told, wanted.scope, wanted.payment))
        self._whole = np.isin(layout.kinds, list(whole))
        self._some = [each for each in some if each.kind not in whole]

    def of(self, table: Table, entries: Entries) -> Array:
        """By row of a sorted batch, whether its event must be seen. `entries`: of that batch, its rules judged."""
        seen: Array = self._whole[table.kind]
        for wanted in self._some:
            rows = entries.all(wanted.kind)
            if wanted.conditions:
                every = x.And(wanted.conditions, TRUTH, wanted.conditions[0].span)
                rows = rows.some(np.flatnonzero(self._evaluator.possible(every, wanted.scope, rows)))
            if len(rows) and wanted.payment is not None:
                rows = rows.some(np.flatnonzero(self._paying(wanted.payment, wanted.scope, rows, entries)))
            seen[rows.index] = True
        return seen

    def _paying(self, payment: _Payment, scope: Scope, rows: Rows, entries: Entries) -> Array:
        """Which events may show the key of a debt that is open, missed, or opened in this batch."""
        awaited = self._awaited(payment.duty)
        opening = entries.asking(payment.asking)
        ours = self._key(payment.ours, payment.asking.scope, opening)
        if len(awaited) > len(rows) or (_mark(ours) == UNDECIDED).any():
            return np.ones(len(rows), np.bool_)
        keys = Keys(len(ours))
        if awaited:
            keys.numbers([self._evaluator.held(part) for part in zip(*awaited, strict=True)], add=True)
        keys.numbers(_values(ours), add=True)
        theirs = self._key(payment.theirs, scope, rows)
        paying: Array = (keys.numbers(_values(theirs), add=False) != NULL) | (_mark(theirs) == UNDECIDED)
        return paying

    def _key(self, parts: tuple[x.Expr, ...], scope: Scope, rows: Rows) -> list[Column]:
        return [self._evaluator.tentative(part, scope, rows) for part in parts]


def _mark(columns: list[Column]) -> Array:
    marks: Array = np.maximum.reduce([column.marks for column in columns])
    return marks


def _values(columns: list[Column]) -> list[Array]:
    return [np.where(column.marks == VALUE, column.values, NULL) for column in columns]


def _whole(program: Program, columns: Container[str], shared: Container[str]) -> Iterator[str]:
    """The kinds that permits, lists, derivations and rules outside the columns need."""
    yield GRANTED
    yield from (each.feed.kind for each in program.lists.values() if each.feed is not None and each.name not in shared)
    judged: list[Rule | Derive] = [*program.derives, *(rule for rule in program.rules if rule.name not in columns)]
    for declared in judged:
        yield stream_of(declared).kind
        yield from (window.kind for window in _windows(program, declared))


def _of_duty(program: Program, duty: Duty, plan: DutyPlan | None) -> Iterator[_Wanted]:
    scope = scope_of(duty.name, duty.after, duty.subject)
    yield _watched(duty.expect, scope, None if plan is None else _payment(program, plan))
    for watch in (side for pause in duty.pauses for side in (pause.start, pause.stop)):
        yield _watched(watch, scope, None)
    if plan is None:
        yield _Wanted(duty.after.kind, tuple(conjuncts(duty.after.where)), scope)
        for window in _windows(program, duty):
            yield _Wanted(window.kind, filters_of(window, scope), scope.inside(window))


def _watched(watch: Watch, scope: Scope, payment: _Payment | None) -> _Wanted:
    return _Wanted(watch.kind, tuple(conjuncts(watch.where)), kind_scope(watch.kind, scope), payment)


def _payment(program: Program, plan: DutyPlan) -> _Payment | None:
    """None where keys are such that columns do not hold them, or not yet."""
    duty = plan.duty
    theirs, ours = zip(*pairs_of(duty.expect, duty, program.kinds), strict=True)
    late = any(_is_late(program, part, duty.expect.kind) for part in theirs)
    if late or not all(is_held(part.type) for part in (*theirs, *ours)):
        return None
    return _Payment(duty.name, plan.asking, theirs, ours)


def _windows(program: Program, declared: Rule | Derive | Duty) -> Iterator[x.Window]:
    name = "" if isinstance(declared, Derive) else declared.name
    lifting = tuple(each for each in program.exceptions if each.rule == name)
    yield from (window for node, _ in readings(declared, lifting) for window in windows(node))


def _is_told(program: Program, condition: x.Expr, kind: str) -> bool:
    """Whether a condition on an event can be told before any event of the batch is judged."""
    return not _is_late(program, condition, kind) and not any(isinstance(each, _BEYOND) for each in walk(condition))


def _is_late(program: Program, node: x.Expr, kind: str) -> bool:
    """Whether something read on events of a kind looks into a list that is only fed as events are judged."""
    made, leaning = made_kinds(program), leaning_lists(program)
    feeds = {name: each.feed.kind for name, each in program.lists.items() if each.feed is not None}
    named = {each.list for each in walk(node) if isinstance(each, x.LookUp | x.InList)}
    return any(name in leaning or feeds.get(name) in {kind, *made} for name in named)

"""Which events of a batch the step executor must see, besides those on which rules over columns may find.

Of a kind that only duties read it need not see every event: one that certainly fails their conditions opens and pays no debt,
begins and ends no pause, and is in no window.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.rows import Array, Rows
from bylaws.engine.needs import made_kinds
from bylaws.engine.permits import GRANTED
from bylaws.engine.scope import Scope, conjuncts, filters_of, kind_scope, readings, scope_of, stream_of
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table
from bylaws.events.types import TRUTH
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.policy.walk import walk, windows

Wanted = tuple[str, Iterable[x.Expr], Scope]
"""A kind, of whose events those are wanted that meet some conditions, and the scope in which these are read."""
_BEYOND = (x.OfThis, x.Window, x.LetRef, x.ElementRef, x.Permitted)
"""What reads more than the event itself and lists."""


class Stepped:
    """`columns`: the rules over columns, by name; `shared`: the lists that run ahead for the step executor too."""

    def __init__(
        self, program: Program, columns: Container[str], shared: Container[str], layout: Layout, evaluator: Evaluator
    ) -> None:
        self._evaluator = evaluator
        whole = set(_whole(program, columns, shared))
        some: dict[str, list[tuple[x.Expr, Scope]]] = {}
        for kind, conditions, scope in (each for duty in program.duties for each in _wanted(program, duty)):
            told = tuple(each for each in conditions if _is_told(program, each, kind))
            if not told:
                whole.add(kind)
            elif kind in layout.kinds:
                some.setdefault(kind, []).append((x.And(told, TRUTH, told[0].span), scope))
        self._whole = np.isin(layout.kinds, list(whole))
        self._some = {kind: each for kind, each in some.items() if kind not in whole}

    def of(self, table: Table, rows_of: Callable[[str], Rows]) -> Array:
        """By row of a sorted batch, whether its event must be seen. `rows_of`: all events of a kind in that batch."""
        seen: Array = self._whole[table.kind]
        for kind, wanted in self._some.items():
            rows = rows_of(kind)
            for condition, scope in wanted:
                seen[rows.index[self._evaluator.possible(condition, scope, rows)]] = True
        return seen


def _whole(program: Program, columns: Container[str], shared: Container[str]) -> Iterator[str]:
    """The kinds that permits, lists, derivations and rules outside the columns need."""
    yield GRANTED
    yield from (each.feed.kind for each in program.lists.values() if each.feed is not None and each.name not in shared)
    judged: list[Rule | Derive] = [*program.derives, *(rule for rule in program.rules if rule.name not in columns)]
    for declared in judged:
        yield stream_of(declared).kind
        yield from (window.kind for window in _windows(program, declared))


def _wanted(program: Program, duty: Duty) -> Iterator[Wanted]:
    scope = scope_of(duty.name, duty.after, duty.subject)
    yield duty.after.kind, conjuncts(duty.after.where), scope
    for watch in (duty.expect, *(side for pause in duty.pauses for side in (pause.start, pause.stop))):
        yield watch.kind, conjuncts(watch.where), kind_scope(watch.kind, scope)
    for window in _windows(program, duty):
        yield window.kind, filters_of(window, scope), scope.inside(window)


def _windows(program: Program, declared: Rule | Derive | Duty) -> Iterator[x.Window]:
    name = "" if isinstance(declared, Derive) else declared.name
    lifting = tuple(each for each in program.exceptions if each.rule == name)
    yield from (window for node, _ in readings(declared, lifting) for window in windows(node))


def _is_told(program: Program, condition: x.Expr, kind: str) -> bool:
    """Whether a condition on an event can be told before any event of the batch is judged."""
    made = made_kinds(program)
    feeds = {name: each.feed.kind for name, each in program.lists.items() if each.feed is not None}
    read = list(walk(condition))
    late = {feeds.get(each.list) for each in read if isinstance(each, x.LookUp | x.InList)} & {kind, *made}
    return not late and not any(isinstance(each, _BEYOND) for each in read)

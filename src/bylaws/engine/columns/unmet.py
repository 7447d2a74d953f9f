"""The same as `bylaws.engine.unmet` for whole batches."""

from __future__ import annotations

from collections.abc import Callable, Container

import numpy as np

from bylaws.engine.asks import Ask, Want, asks_of, together
from bylaws.engine.columns.entries import Entries
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.rows import VALUE, Rows
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.needs import leaning_lists, made_kinds
from bylaws.engine.scope import kind_scope
from bylaws.events.columns.schema import Layout
from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from bylaws.policy.walk import walk


class Unmet:
    """See there. `fed`: the lists that run ahead of the events here.

    What is asked of lists is told here of all rules and duties, where it can be: the step executor need not see every event.
    """

    def __init__(
        self,
        program: Program,
        wanted: Callable[[str], bool],
        layout: Layout,
        evaluator: Evaluator,
        fed: Container[str],
        since: int | None = None,
    ) -> None:
        self._evaluator, self._since = evaluator, since
        asks = [each for each in asks_of(program) if each.kind in layout.kinds]
        ahead = _Ahead(program, fed)
        told = [
            each for each in asks if (_is_here(each.want, wanted) or each.want.sort in ("asked", "found")) and ahead.tells(each)
        ]
        # What the step executor does not see whole, and columns cannot tell, may be met.
        self._may_be = {each.want for each in told if _is_here(each.want, wanted)}
        self._waiting = [(each, together(each.parts) if each.parts else None) for each in told]
        self.left: set[Want] = {each.want for each in told}
        self.met: set[Want] = set()

    def see(self, entries: Entries) -> None:
        """Takes in a batch, its rules judged."""
        met = {each.want for each, condition in self._waiting if self._is_met(each, condition, self._rows(each, entries))}
        if met:
            self.met |= met
            self.left -= met
            self._waiting = [each for each in self._waiting if each[0].want in self.left]

    def _rows(self, ask: Ask, entries: Entries) -> Rows:
        rows = entries.all(ask.kind)
        if self._since is None or not ask.want.is_timely or not len(rows):
            return rows
        return rows.some(np.flatnonzero(rows.at >= self._since))

    def _is_met(self, ask: Ask, condition: x.Expr | None, rows: Rows) -> bool:
        """`condition`: all parts as one, so that what is dear is only told of what passes all that is cheap."""
        scope = kind_scope(ask.kind)
        try:
            if condition is not None and len(rows):
                told = self._evaluator.settled(condition, scope, rows)
                passing = np.flatnonzero(told.true if ask.want.is_sure else (told.marks != VALUE) | (told.values != 0))
                if ask.row is None or not passing.size:
                    return passing.size > 0
                rows = rows if passing.size == len(rows) else rows.some(passing)
            if ask.row is not None and len(rows):
                found = self._evaluator.settled(ask.row, scope, rows)
                return bool((found.marks == VALUE).any() if isinstance(ask.row, x.LookUp) else found.true.any())
        except Unsupported:
            return ask.want in self._may_be and len(rows) > 0
        return len(rows) > 0


def _is_here(want: Want, wanted: Callable[[str], bool]) -> bool:
    """Whether it is told here alone: what pays is not pushed through the step executor where nobody waits for it."""
    return want.sort == "paid" or wanted(want.rule)


class _Ahead:
    """Whether lists tell here what they tell event by event."""

    def __init__(self, program: Program, fed: Container[str]) -> None:
        self._fed, self._leaning, self._made = fed, leaning_lists(program), made_kinds(program)
        self._feeds = {name: each.feed.kind for name, each in program.lists.items() if each.feed is not None}

    def tells(self, ask: Ask) -> bool:
        nodes = (node for part in (*ask.parts, ask.row) if part is not None for node in walk(part))
        named = {node.list for node in nodes if isinstance(node, x.LookUp | x.InList)}
        return all(self._tells(name, ask.kind) for name in named)

    def _tells(self, name: str, kind: str) -> bool:
        feed = self._feeds.get(name)
        return feed is None or (name in self._fed and name not in self._leaning and feed != kind and feed not in self._made)

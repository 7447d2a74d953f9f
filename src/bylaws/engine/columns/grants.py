"""Where it is certain over columns that nobody has a permit."""

from __future__ import annotations

from collections.abc import Callable, Set

import numpy as np

from bylaws.engine.columns.rows import UNDECIDED, VALUE, Array, Column, Rows
from bylaws.engine.compile import holders_of
from bylaws.engine.needs import made_kinds
from bylaws.engine.permits import GRANTED, Permits
from bylaws.engine.scope import Scope
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

Read = Callable[[x.Expr, Scope, Rows], Column]


class Grants:
    """`permits`: those told of before the batch."""

    def __init__(self, program: Program, permits: Permits, layout: Layout, strings: Strings) -> None:
        self._permits, self._layout, self._strings = permits, layout, strings
        self._granted = layout.kinds.index(GRANTED) if GRANTED in layout.kinds else -1
        self._derived = GRANTED in made_kinds(program)

    def column(self, node: x.Permitted, scope: Scope, rows: Rows, read: Read) -> Column:
        """False where no permit comes into question: there is none of the kind, or none of a holder, who is known.

        All else is undecided, also what comes after a permit in the batch.
        """
        refused = np.zeros(len(rows), np.bool_) if self._derived else rows.index < self._first(rows)
        if node.at is not None:
            refused &= read(node.at, scope, rows).marks == VALUE
        named = self._permits.named(node.kind)
        if named is not None:
            holders = self._holders(node, scope)
            refused &= all(each.type.is_text for each in holders)
            refused &= self._without(named, [read(each, scope, rows) for each in holders], len(rows))
        return Column(np.zeros(len(rows), np.int64), np.where(refused, VALUE, UNDECIDED).astype(np.uint8))

    def _first(self, rows: Rows) -> int:
        """The first row of the batch that gives a permit."""
        return int(np.append(np.flatnonzero(rows.table.kind == self._granted), len(rows.table))[0])

    def _holders(self, node: x.Permitted, scope: Scope) -> list[x.Expr]:
        """The holders that the events may know."""
        fields = {name for name, _ in self._layout.forms[scope.kind]}
        holders = holders_of(node, scope.subject)
        return [each for each in holders if not isinstance(each, x.FieldRef) or each.name in fields]

    def _without(self, named: Set[str], holders: list[Column], size: int) -> Array:
        """Where there is a holder, and none of them is `named`."""
        known, without = np.zeros(size, np.bool_), np.ones(size, np.bool_)
        for holder in holders:
            here = holder.marks == VALUE
            texts, which = np.unique(holder.values[here], return_inverse=True)
            without[here] &= ~np.array([text in named for text in self._strings.texts(texts)], np.bool_)[which]
            without &= holder.marks != UNDECIDED
            known |= here
        return known & without

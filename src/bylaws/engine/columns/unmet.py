"""The same as `bylaws.engine.unmet` for whole batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.rows import VALUE, Rows
from bylaws.engine.scope import kind_scope
from bylaws.engine.unmet import asking
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table
from bylaws.policy.program import Program


class Unmet:
    """See there. The conditions are such that columns can tell them."""

    def __init__(self, program: Program, wanted: Callable[[str], bool], layout: Layout, evaluator: Evaluator) -> None:
        self._layout, self._evaluator = layout, evaluator
        self._waiting = {kind: asked for kind, asked in asking(program, wanted).items() if kind in layout.kinds}

    def see(self, table: Table) -> None:
        """Takes in a batch. What is not known of an event may pass."""
        for kind, waiting in self._waiting.items():
            rows = Rows(kind, table, np.flatnonzero(table.kind == self._layout.kinds.index(kind))) if waiting else None
            if rows is None or not len(rows):
                continue
            scope = kind_scope(kind)
            for name, where in list(waiting.items()):
                told = [self._evaluator.settled(part, scope, rows) for part in where]
                if not np.logical_or.reduce([(each.marks == VALUE) & (each.values == 0) for each in told]).all():
                    del waiting[name]

    @property
    def names(self) -> frozenset[str]:
        """Those that are left."""
        return frozenset(name for waiting in self._waiting.values() for name in waiting)

"""Findings of which the columns can tell all that `once` asks: that they are settled, their key and their severity.

Such a finding, if it is only the repeat of another, need not be made.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from bylaws.engine.columns.evaluate import Evaluator, is_held
from bylaws.engine.columns.excuses import Excuses
from bylaws.engine.columns.plan import RulePlan
from bylaws.engine.columns.rows import ABSENT, UNDECIDED, VALUE, Array, Rows
from bylaws.events.types import Type
from bylaws.policy.program import SEVERITIES


class Certain(Struct, frozen=True):
    """What is sure of some entries' findings: which are surely settled, by part the key of `once`, and the severity's place among

    all severities.
    """

    sure: Array
    keys: list[Array]
    kinds: tuple[Type, ...]
    severities: Array


class Certainty:
    """Of all rules over columns."""

    def __init__(self, evaluator: Evaluator, excuses: Excuses) -> None:
        self._evaluator, self._excuses = evaluator, excuses

    def of(self, plan: RulePlan, rows: Rows) -> Certain | None:
        """Of some entries; None where nothing is sure, as for rules without `once`."""
        keys = () if plan.rule.once is None else plan.rule.once.keys or (plan.rule.subject,)
        if not len(rows) or not keys or not all(is_held(key.type) for key in keys):
            return None
        parts = [self._evaluator.tentative(key, plan.scope, rows) for key in keys]
        severities, told = self._severities(plan, rows)
        sure = self._settled(plan, rows) & told & (np.maximum.reduce([part.marks for part in parts]) == VALUE)
        if not sure.any():
            return None
        return Certain(sure, [part.values for part in parts], tuple(key.type for key in keys), severities)

    def _settled(self, plan: RulePlan, rows: Rows) -> Array:
        """Where the rule holds and nothing excuses it."""
        settled = np.ones(len(rows), np.bool_)
        for condition in (plan.scope.where, plan.rule.when):
            if condition is not None:
                settled &= self._evaluator.tentative(condition, plan.scope, rows).true
        for excuse in self._excuses.of(plan):
            column = self._evaluator.tentative(excuse.node, excuse.scope, rows)
            settled &= ((column.marks == VALUE) & (column.values == 0)) | (column.marks == ABSENT)
        return settled

    def _severities(self, plan: RulePlan, rows: Rows) -> tuple[Array, Array]:
        """The last line that holds, and where that is told."""
        levels, told = np.full(len(rows), SEVERITIES.index("medium")), np.ones(len(rows), np.bool_)
        for level, condition in plan.rule.severity:
            if condition is None:
                levels[:], told[:] = SEVERITIES.index(level), True
                continue
            column = self._evaluator.tentative(condition, plan.scope, rows)
            levels[column.true], told[column.true] = SEVERITIES.index(level), True
            told[column.marks == UNDECIDED] = False
        return levels, told

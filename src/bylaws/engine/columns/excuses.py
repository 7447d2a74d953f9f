"""What may excuse the findings of a rule."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bylaws.engine.columns.plan import RulePlan
from bylaws.engine.scope import Scope
from bylaws.policy import expressions as x
from bylaws.policy.program import Program, Rule


class Excusing(Struct, frozen=True):
    """A condition that excuses; `is_lifted`: there are exceptions to it, which can only take that away."""

    node: x.Expr
    scope: Scope
    is_lifted: bool


class Excuses:
    """Of all rules over columns; of each they are the same ones for every batch."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, list[Excusing]] = {}

    def of(self, plan: RulePlan) -> list[Excusing]:
        """What may excuse the rule itself."""
        if plan.name not in self._known:
            self._known[plan.name] = list(self._excusing(plan.rule, plan.scope))
        return self._known[plan.name]

    def _excusing(self, rule: Rule, scope: Scope) -> Iterator[Excusing]:
        yield from (Excusing(each, scope, False) for each in rule.unless)
        exceptions = [each for each in self._program.exceptions if each.rule == rule.name]
        lifted = {each.lifts for each in exceptions}
        for each in exceptions:
            if each.lifts == rule.name:
                yield Excusing(each.when, scope.with_lets(each.lets), each.name in lifted)

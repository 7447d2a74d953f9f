"""A finding judged again, for people who ask why."""

from __future__ import annotations

from msgspec import Struct

from bylaws.engine.explain import Explanation
from bylaws.engine.finding import Finding
from bylaws.events.types import Missing
from bylaws.policy.program import Duty, Program, Rule, Watch


class Retold(Struct, frozen=True):
    """The finding, the version of the policy that it is made under, and what was looked at."""

    program: Program
    finding: Finding
    looked_at: Explanation

    @property
    def maker(self) -> Rule | Duty:
        """The rule that makes the finding, or the duty that was not done."""
        makers: tuple[Rule | Duty, ...] = (*self.program.rules, *self.program.duties)
        return next(each for each in makers if each.name == self.finding.rule)


def expected(watch: Watch) -> str:
    """What a duty waits for, in its own words."""
    texts = [(theirs.span.text, ours.span.text) for theirs, ours in watch.keys]
    keys = ", ".join(theirs if theirs == ours else f"{theirs} = {ours}" for theirs, ours in texts)
    where = watch.where.span.words if watch.where else ""
    return watch.kind + (f" by {keys}" if keys else "") + (f" where {where}" if where else "")


def outcome(value: object) -> str:
    """Whether an exception or permit held, in words."""
    if isinstance(value, Missing):
        return f"unknown, {', '.join(value.names)} missing"
    return "holds" if value is True else "does not hold"

"""A finding judged again, for people who ask why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.explain import Explanation
from bylaws.engine.finding import Finding
from bylaws.events.numerals import instant
from bylaws.events.types import Missing
from bylaws.policy.program import Duty, Ladder, Program, Rule, Watch
from bylaws.study.as_json import finding_json
from bylaws.study.typed import types_of

GROWING: Final = ("severity", "repeats", "repeated_at", "raised", "further", "paid_late")
"""What later events may add to a finding."""


class Retold(Struct, frozen=True):
    """The finding as it stands at the end of its run, the version of the policy that it is made under, and what was looked at.

    `changed`: by its name in findings.jsonl, what is otherwise than it says there, for the events are not the same any more.
    """

    program: Program
    finding: Finding
    looked_at: Explanation
    changed: tuple[str, ...] = ()

    @property
    def maker(self) -> Rule | Duty:
        """The rule that makes the finding, or the duty that was not done."""
        makers: tuple[Rule | Duty, ...] = (*self.program.rules, *self.program.duties)
        return next(each for each in makers if each.name == self.finding.rule)

    @property
    def ladder(self) -> Ladder | None:
        """The ladder whose steps its rule names; None if it names none."""
        return self.program.ladders.get(self.finding.steps)


def changed(made: Finding, told: Mapping[str, Any], versions: Sequence[Program]) -> tuple[str, ...]:
    """What a finding that is made once more says otherwise than its line of findings.jsonl."""
    # As it is read back: a tuple is a list there.
    again = orjson.loads(orjson.dumps(finding_json(made, types_of(*versions), versions[-1].currency)))
    return tuple(name for name in again if name not in GROWING and name in told and again[name] != told[name])


def as_it_stands(made: Finding, told: Mapping[str, Any]) -> Finding:
    """A finding that is made once more, with what later events added to it by its line: none of them need be judged again."""
    grown = {name: told[name] for name in GROWING if name in told}
    for name in ("repeated_at", "paid_late"):
        if grown.get(name) is not None:
            grown[name] = instant(grown[name])
    return replace(made, **grown)


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

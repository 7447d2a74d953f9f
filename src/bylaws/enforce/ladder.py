"""Which rung of its ladder an incident reaches, and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bylaws.enforce.incident import Incident
from bylaws.enforce.lengths import Length, Lengths
from bylaws.engine.frame import Frame
from bylaws.engine.nulls import is_null
from bylaws.engine.unmet import plain_compiler
from bylaws.events.event import Event
from bylaws.policy.expressions import Expr
from bylaws.policy.measures import TWO_PEOPLE
from bylaws.policy.program import Ladder, Measure, Program, Rung

_KIND = "finding.made"


class Due(Struct, frozen=True):
    """A measure that a rung asks for, with its lengths as published then. See `program.Measure`."""

    measure: str
    target: str = ""
    lasts: Length | None = None
    within: Length | None = None
    approved_by: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_within: Length | None = None

    @property
    def waits(self) -> bool:
        """Whether a person must approve it before it is done."""
        return bool(self.approved_by) or self.measure in TWO_PEOPLE


class Climbed(Struct, frozen=True):
    """What answers an incident: the rung in words, which of the incidents that count it is (from 1), and the measures."""

    ladder: str
    rung: str
    count: int
    due: tuple[Due, ...]


class Ladders:
    """Climbs the ladders of one version of a policy."""

    def __init__(self, program: Program) -> None:
        self._ladders, self._lengths = program.ladders, Lengths(program)
        self._compile = plain_compiler(program)

    def climb(self, name: str, incident: Incident, earlier: Sequence[Incident]) -> Climbed | None:
        """What an incident asks for; None without such a ladder.

        `earlier`: the other incidents of its clause and subject that stand. Of the rungs that have a condition that does not hold,
        or ask for more incidents than there were within their look-back, none is reached; of the others the highest answers, and
        each `at once` besides. An earlier incident lies within a look-back if its last finding does.
        """
        ladder = self._ladders.get(name)
        if ladder is None:
            return None
        reached = [(rung, count) for rung, count in self._counted(ladder, incident, earlier) if self._holds(rung, incident)]
        at_once = [rung for rung, _ in reached if not rung.least]
        top = max((each for each in reached if each[0].least), key=lambda each: each[0].least, default=None)
        rungs = [*at_once, *([top[0]] if top else [])]
        words = " and ".join(_words(rung) for rung in rungs)
        due = dict.fromkeys(self._due(measure, incident.began) for rung in rungs for measure in rung.measures)
        return Climbed(name, words, top[1] if top else 1, tuple(due))

    def _counted(self, ladder: Ladder, incident: Incident, earlier: Sequence[Incident]) -> list[tuple[Rung, int]]:
        counted = []
        for rung in ladder.rungs:
            since = None
            if rung.lookback is not None:
                since = self._lengths.before(incident.began, self._lengths.of(rung.lookback, incident.began))
            others = (each for each in earlier if each.id != incident.id and each.began <= incident.began)
            count = 1 + sum(since is None or each.ended > since for each in others)
            if count >= rung.least:
                counted.append((rung, count))
        return counted

    def _holds(self, rung: Rung, incident: Incident) -> bool:
        if rung.condition is None:
            return True
        fields: dict[str, object] = {
            "subject": incident.subject.name,
            "severity": incident.severity,
            "clause": incident.clause,
            "rule": incident.findings[-1].rule,
            "deliberate": incident.deliberate,
            "risk": incident.risk,
            "repeats": incident.repeats,
        }
        event = Event(_KIND, incident.id, "", incident.began, fields)
        held = self._compile(rung.condition, _KIND)(Frame(event, fields, incident.began, incident.began, []))
        return not is_null(held) and bool(held)

    def _due(self, measure: Measure, at: int) -> Due:
        def length(node: Expr | None) -> Length | None:
            return None if node is None else self._lengths.of(node, at)

        return Due(
            measure.name,
            measure.target,
            length(measure.lasts),
            length(measure.within),
            measure.approved_by,
            measure.confirmed_by,
            length(measure.confirmed_within),
        )


def _words(rung: Rung) -> str:
    return f"{rung.ordinal} incident" if rung.least else "at once"

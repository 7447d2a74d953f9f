"""One event at a time, answered at once, on the same rules and the same state as any run.

An answer is provisional: events that are still under way may change what a replay finds. It is made of what the step executor
finds at that moment; docs/decisions/0013-decide.md gives the reasons for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.recent import Joined, Recent, Told
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import ALL, Telling
from bylaws.engine.ways import Held
from bylaws.events.event import Event
from bylaws.events.types import INT64_MIN, MILLION
from bylaws.policy.program import Program
from bylaws.policy.verdicts import Verdict, answers_of, graver

HOUR: Final = 3600 * MILLION
DAY: Final = 24 * HOUR
CONFLICT: Final = "this event was told of before, with other contents"
TOO_LATE: Final = "the event is too late to be judged"


class Decision(Struct):
    """What is answered to an event.

    `findings` are those that the event led to, `joined` those counted with earlier ones, `overdue` those of duties that were missed
    before it. `late`: it came after events of a later time, and is judged as if it happened now. `repeated`: it was answered
    before, and changes nothing; its findings are told again, under the same ids. `degraded`: why the verdict is only what the
    clauses say for when nothing is known (empty: it is not).
    """

    event: Event
    verdict: Verdict
    findings: Sequence[Finding] = ()
    joined: Sequence[Joined] = ()
    overdue: Sequence[Finding] = ()
    late: bool = False
    repeated: bool = False
    degraded: str = ""


class Decider:
    """Answers for one policy. `lists`: the rows of the lists that files fill; `horizon`: see `Recent`.

    `latest`: how long (microseconds) after its time an event is still judged, by which lists know what to forget; None: however
    late, and they forget nothing. `lost`: what broke the state; from then on every answer is degraded. `latest`: the place of the
    latest event (microseconds), or the least int64.
    """

    HELD: ClassVar[tuple[str, ...]] = ("latest",)

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Sequence[Row]] | None = None,
        horizon: int = HOUR,
        latest: int | None = DAY,
    ) -> None:
        self.program, self.lost = program, ""
        self._reach = latest
        self._joined: list[Joined] = []
        self._stepper = Stepper(program, lists, reach=latest, telling=Telling(most=ALL), joined=self._note)
        self._recent = Recent(horizon)
        self.latest = INT64_MIN
        self._answers = {clause.slug: answers_of(clause.attributes) for clause in program.clauses}
        self._fallback: dict[str, Verdict] = {}
        for rule in program.rules:
            own = self._answers[rule.clause].fallback
            self._fallback[rule.stream.kind] = graver(self._fallback.get(rule.stream.kind, "allow"), own)

    def decide(self, event: Event, answered: Verdict | None = None) -> Decision:
        """The answer to an event, which from then on counts for all that follow.

        `answered`: what was answered to it before the state was made anew, and will be if it is told of again.
        """
        if self.lost:
            return self.fallback(event, self.lost)
        known = self._recent.find(event.source, event.id)
        if known is not None:
            return _again(event, known) if known.digest == event.digest else self.fallback(event, CONFLICT)
        if event.place < self.latest:
            event = replace(event, place=self.latest, late=True)
        if self._reach is not None and event.place - event.at > self._reach:
            return self.fallback(event, TOO_LATE)
        self.latest = event.place
        try:
            decision = self._judged(event)
        except Exception as error:  # whatever it was, windows and lists may have taken in half of the event
            self.lost = f"the state was lost: {type(error).__name__}: {error}"
            return self.fallback(event, self.lost)
        self._recent.note(event.source, event.id, _told(decision, answered or decision.verdict), event.place)
        return decision

    def parts(self) -> Iterator[Held]:
        """All that learns from events, in an order that depends on the policy alone."""
        yield self
        yield self._recent
        yield from self._stepper.parts()

    def catch_up(self, events: Iterable[Event]) -> None:
        """Takes in events of the past, in the engine's order."""
        for event in events:
            self.decide(event)

    def watermark(self, instant: int) -> list[Finding]:
        """The clock stands at an instant (microseconds): the findings of duties missed before it. Earlier events are late now."""
        self.latest = max(self.latest, instant)
        return self._stepper.watermark(instant)

    def fallback(self, event: Event, why: str) -> Decision:
        """The answer where nothing is known: the gravest of the fallbacks of the clauses that judge such events."""
        return Decision(event, self.fallback_for(event.kind), late=event.late, degraded=why)

    def fallback_for(self, kind: str) -> Verdict:
        """The same by kind; of a kind that no rule judges, `allow`."""
        return self._fallback.get(kind, "allow")

    def _judged(self, event: Event) -> Decision:
        overdue = self._stepper.watermark(event.place)
        self._joined = []
        findings = self._stepper.push(event)
        verdict: Verdict = "allow"
        for finding in findings:
            verdict = graver(verdict, self._answer(finding))
        if not self._is_early(event):
            for each in self._joined:
                verdict = graver(verdict, self._answers[each.opening.clause].to(each.severity))
        return Decision(event, verdict, findings, self._joined, overdue, event.late)

    def _answer(self, finding: Finding) -> Verdict:
        """Nobody acts on what is excused, nor on what happened before the policy was in force."""
        if finding.state == "excused" or finding.hypothetical:
            return "allow"
        answers = self._answers[finding.clause]
        return answers.fallback if finding.state == "unsettled" else answers.to(finding.severity)

    def _is_early(self, event: Event) -> bool:
        return self.program.effective is not None and event.at < self.program.effective

    def _note(self, opening: Finding, severity: str) -> None:
        self._joined.append(Joined(opening, severity))


def _told(decision: Decision, verdict: Verdict) -> Told:
    """What is remembered of an answer. Findings are copied, for later ones that are counted with them change them."""
    findings, overdue = ([replace(each) for each in found] for found in (decision.findings, decision.overdue))
    return Told(decision.event.digest, verdict, findings or (), decision.joined or (), overdue or (), decision.late)


def _again(event: Event, told: Told) -> Decision:
    return Decision(event, told.verdict, told.findings, told.joined, told.overdue, told.late, repeated=True)

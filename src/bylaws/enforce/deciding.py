"""A case is decided: what it was, how grave, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bylaws.enforce import guards
from bylaws.enforce.case import Bound, Case, Decision, Degrees, Held, Notice, Request, Step, Verdict
from bylaws.enforce.changes import Change, Closed, Decided, changed
from bylaws.enforce.found import Found
from bylaws.enforce.incident import Incident
from bylaws.enforce.ladder import Climbed, Due
from bylaws.enforce.notices import prepared
from bylaws.enforce.people import RefusedError, Subject
from bylaws.enforce.situation import KEPT_OPEN, Situation
from bylaws.enforce.striking import strike
from bylaws.policy.measures import STOPS, TELLS, TWO_PEOPLE

DECIDERS = ("reviewer", "senior", "specialist", "counsel")


class Choice(Struct, frozen=True):
    """What somebody decided. `due`: by subject, what is to follow, aimed at what; None: what the ladder proposes."""

    verdict: Verdict
    reasons: str
    degrees: Degrees
    due: Mapping[Subject, Sequence[tuple[Due, Subject]]] | None = None
    permits: tuple[str, ...] = ()
    precedents: tuple[str, ...] = ()


def decide(case: Case, situation: Situation, choice: Choice) -> tuple[Change, ...]:
    """The decision of an open case. Where there was no violation its findings are struck, so that they count nowhere."""
    guards.case_is(case, "open")
    guards.has_reasons(choice.reasons, "a decision")
    guards.machine_may_decide(case, situation)
    if not situation.actor.is_machine:
        guards.holds_role(situation.actor, *DECIDERS)
    if not case.concerned:
        raise RefusedError("nobody-left", "no finding of the case stands, or everybody is left out of it", "close it")
    decision = _decision(case, situation, choice)
    guards.weighed(decision)
    if choice.verdict != "violation":
        decided = Decided(situation.now, decision.by, decision)
        struck = strike(changed(case, (decided,)), situation, decision.findings, f"{choice.verdict}: {choice.reasons}")
        return decided, *struck, Closed(situation.now, decision.by, choice.verdict)
    guards.was_bound(case, situation)
    steps = tuple(_steps(case, situation, choice, decision))
    requests = tuple(_requests(steps))
    return (Decided(situation.now, decision.by, decision, steps, requests, tuple(_notices(case, situation, decision, steps))),)


def _decision(case: Case, situation: Situation, choice: Choice) -> Decision:
    known = [(each.subject, situation.customer(each.subject)) for each in case.concerned]
    return Decision(
        id=f"{case.id}.{len(case.decisions) + 1}",
        at=situation.now,
        by=situation.actor.name,
        verdict=choice.verdict,
        reasons=choice.reasons,
        degrees=choice.degrees,
        subjects=tuple(subject for subject, _ in known),
        findings=tuple(found.id for party in case.concerned for found in party.standing),
        bound=tuple(Bound(subject, customer.bound, customer.bound_how) for subject, customer in known if customer.bound),
        permits=choice.permits,
        precedents=choice.precedents,
        by_machine=situation.actor.is_machine,
    )


def _steps(case: Case, situation: Situation, choice: Choice, decision: Decision) -> Iterator[Step]:
    concerned = {each.subject for each in case.concerned}
    wanted = [(subject, due, target) for subject, own in (choice.due or {}).items() for due, target in own]
    for number, (subject, due, target) in enumerate(wanted, 1):
        if subject not in concerned:
            raise RefusedError("not-concerned", f"{subject} is no party of the case, or left out of it")
        step = _step(f"{decision.id}.{number}", decision, subject, due, target)
        yield _weighed(case, step, situation)


def _step(id: str, decision: Decision, subject: Subject, due: Due, target: Subject) -> Step:
    needs = due.approved_by
    if due.measure in STOPS and not needs:
        needs = ("senior",) if due.measure in TWO_PEOPLE else ("reviewer",)
    return Step(
        id=id,
        decision=decision.id,
        subject=subject,
        measure=due.measure,
        target=target,
        state="proposed" if needs else "approved",
        lasts=due.lasts,
        within=due.within,
        needs=needs,
        confirm_by=due.confirmed_by,
        confirm_within=due.confirmed_within,
        keeps=KEPT_OPEN if due.measure in STOPS else (),
    )


def _weighed(case: Case, step: Step, situation: Situation) -> Step:
    """What a machine may not do by itself waits for a person, and says why."""
    try:
        guards.machine_acts_narrowly(step, situation)
        guards.ends_by_itself(step, situation)
        guards.warned_before(case, step, situation)
    except RefusedError as refused:
        if not situation.actor.is_machine:
            raise
        needs = step.needs or (("senior",) if step.measure in TWO_PEOPLE else ("reviewer",))
        return replace(step, state="proposed", needs=needs, why=refused.reason)
    return step


def _requests(steps: Iterable[Step]) -> Iterator[Request]:
    for step in steps:
        if step.measure in ("ask", "cure") and step.within is not None:
            yield Request(f"{step.id}.request", step.id, step.subject, step.within)


def _notices(case: Case, situation: Situation, decision: Decision, steps: Iterable[Step]) -> Iterator[Notice]:
    """One to each subject about what is done at once; what waits for consent is told when it is done."""
    sorts: dict[Subject, list[str]] = {}
    for step in steps:
        if step.state == "approved" and step.subject.is_customer:
            sorts.setdefault(step.subject, []).append(step.measure)
    for number, (subject, measures) in enumerate(sorts.items(), 1):
        yield prepared(case, situation, f"{decision.id}.n{number}", subject, sort_of(measures), decision.id)


def sort_of(measures: Sequence[str]) -> str:
    """Which text tells of some measures: that of what takes most."""
    order = (*TELLS, "throttle", "reroute", "hold", "hide", "remove", "block", "isolate", "revoke", "suspend", "terminate")
    return max(measures, key=lambda each: order.index(each) if each in order else -1)


class Proposal(Struct, frozen=True):
    """What a ladder asks for: by subject what is due and aimed at what, and the rung in words; and the degree test."""

    due: Mapping[Subject, Sequence[tuple[Due, Subject]]]
    rungs: Mapping[Subject, str]
    degrees: Degrees


def proposal(
    case: Case,
    incidents: Mapping[Subject, Sequence[Incident]],
    climb: Callable[[str, Incident, Sequence[Incident]], Climbed | None],
    aim: Callable[[Due, Incident], Subject],
) -> Proposal:
    """What the ladder asks for, for the last incident of each subject in this case.

    `incidents`: by subject all that stand, under the clause.
    """
    due: dict[Subject, list[tuple[Due, Subject]]] = {}
    rungs: dict[Subject, str] = {}
    count = 1
    for party in case.concerned:
        own = {each.id for each in party.standing}
        here = [each for each in incidents[party.subject] if own & {one.id for one in each.findings}]
        climbed = climb(_ladder(party.standing), here[-1], incidents[party.subject]) if here else None
        if climbed:
            due[party.subject] = [(each, aim(each, here[-1])) for each in climbed.due]
            rungs[party.subject] = climbed.rung
            count = max(count, climbed.count)
    return Proposal(due, rungs, _degrees(case, count))


def _ladder(findings: Sequence[Found]) -> str:
    return next((each.ladder for each in reversed(findings) if each.ladder), "")


def _degrees(case: Case, count: int) -> Degrees:
    """The degree test as far as a machine can make it: by what the rules saw, and by counting."""
    standing = [each for party in case.concerned for each in party.standing]
    deliberate = next((each.rule for each in standing if each.deliberate), "")
    risk = next((each.rule for each in standing if each.risk), "")
    return Degrees(
        Held(bool(deliberate), f"as {deliberate} tells" if deliberate else "no rule tells of it"),
        Held(count > 1, f"{count} incidents within the ladder's look-back" if count > 1 else "the first incident that counts"),
        Held(bool(risk), f"as {risk} tells" if risk else "no rule tells of it"),
    )

"""The life of a step: approved, carried out, confirmed, and taken back exactly."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.enforce import guards
from bylaws.enforce.case import Case, Step
from bylaws.enforce.changes import (
    Answered,
    Applied,
    Approved,
    Change,
    Confirmed,
    Failed,
    GlassBroken,
    Noticed,
    Ordered,
    Undoing,
    Undone,
    Withdrawn,
)
from bylaws.enforce.notices import prepared
from bylaws.enforce.people import RefusedError
from bylaws.enforce.situation import SECOND_APPROVAL, Situation
from bylaws.policy.measures import TELLS, TWO_PEOPLE

INTERIM = ("hold", "hide", "throttle", "reroute", "block", "isolate", "suspend", "revoke")
"""What somebody may do at night and have approved in the morning: all of it can be taken back."""


def step_of(case: Case, id: str) -> Step:
    step = next((each for each in case.steps if each.id == id), None)
    if step is None:
        raise RefusedError("unknown-step", f"case {case.id} has no step {id}")
    return step


def approve(case: Case, situation: Situation, id: str, role: str) -> tuple[Change, ...]:
    """Consent in a role; also afterwards, for a step that somebody hurried."""
    step = step_of(case, id)
    _is(step, "proposed", *(("approved", "pending", "active") if step.broken_glass else ()))
    guards.may_approve(case, step, situation.actor, role)
    if step.broken_glass and step.broken_glass.by == situation.actor.name:
        raise RefusedError("own-decision", f"{situation.actor.name} hurried it, and may not approve it too", "ask somebody else")
    return (Approved(situation.now, situation.actor.name, id, role),)


def break_glass(case: Case, situation: Situation, id: str, reason: str) -> tuple[Change, ...]:
    """A senior applies a step that waits for approval, which is then due within a stated time; without it the step ends."""
    step = step_of(case, id)
    _is(step, "proposed")
    guards.only_people(situation.actor, "break the glass")
    guards.holds_role(situation.actor, "senior")
    guards.has_reasons(reason, "breaking the glass")
    guards.did_not_judge(case, step, situation.actor)
    if not situation.actor.stepped_up:
        raise RefusedError("step-up", f"{situation.actor.name} has not proved again who it is", "sign in with the second factor")
    if step.measure not in INTERIM or step.measure in TWO_PEOPLE:
        raise RefusedError("not-interim", f"{step.measure} is no interim measure", "wait for those who approve it")
    within = SECOND_APPROVAL if step.confirm_within is None else step.confirm_within
    due = situation.lengths.after(situation.now, within)
    return (GlassBroken(situation.now, situation.actor.name, id, "senior", reason, due),)


def order(case: Case, situation: Situation, id: str) -> tuple[Change, ...]:
    """Hands an approved step to whoever carries it out, after a last look at what must never be."""
    guards.case_is(case, "decided", "appealed")
    step = step_of(case, id)
    _is(step, "approved")
    if not step.broken_glass:
        guards.two_people(case, step)
    guards.warned_before(case, step, situation)
    return (Ordered(situation.now, situation.actor.name, id),)


def applied(case: Case, situation: Situation, id: str, before: str) -> tuple[Change, ...]:
    """It was carried out: its time runs, and its subject is told if that has not been done."""
    step = step_of(case, id)
    _is(step, "pending")
    until = None if step.lasts is None else situation.lengths.after(situation.now, step.lasts)
    due = None if step.confirm_within is None else situation.lengths.after(situation.now, step.confirm_within)
    change = Applied(situation.now, situation.actor.name, id, before, until, due)
    told = any(each.decision == step.decision and each.subject == step.subject for each in case.notices)
    waited = bool(step.needs) or step.broken_glass is not None
    if not step.subject.is_customer or (told and not waited):
        return (change,)
    number = 1 + sum(each.decision == step.decision for each in case.notices)
    return change, Noticed(
        situation.now,
        situation.actor.name,
        prepared(case, situation, f"{step.decision}.n{number}", step.subject, step.measure, step.decision),
    )


def confirm(case: Case, situation: Situation, id: str) -> tuple[Change, ...]:
    """Somebody looked at what was done without asking, and stands by it."""
    step = step_of(case, id)
    _is(step, "pending", "active")
    guards.only_people(situation.actor, "confirm a step")
    if not step.confirm_by or step.confirmed:
        raise RefusedError("not-asked", f"{step.measure} of {step.target} waits for no confirmation")
    guards.holds_role(situation.actor, step.confirm_by)
    if case.decision(step.decision).by == situation.actor.name:
        raise RefusedError("own-decision", f"{situation.actor.name} decided it, and may not confirm it too", "ask somebody else")
    guards.did_not_judge(case, step, situation.actor)
    return (Confirmed(situation.now, situation.actor.name, id, step.confirm_by),)


def failed(case: Case, situation: Situation, id: str, reason: str) -> tuple[Change, ...]:
    """It could not be carried out, or not be taken back; nothing else changes."""
    _is(step_of(case, id), "pending", "undoing")
    return (Failed(situation.now, situation.actor.name, id, reason),)


def undo(case: Case, situation: Situation, id: str, reason: str, *, expired: bool = False) -> tuple[Change, ...]:
    """Takes a step back: what was done is undone, what waits is never done. A step that is gone already stays so."""
    step = step_of(case, id)
    if step.state in ("proposed", "approved"):
        return (Withdrawn(situation.now, situation.actor.name, id, reason),)
    if step.state in ("pending", "active"):
        return (Undoing(situation.now, situation.actor.name, id, reason, expired),)
    return ()


def undone(case: Case, situation: Situation, id: str) -> tuple[Change, ...]:
    """What there was before is there again, as whoever undid it tells."""
    step = step_of(case, id)
    _is(step, "undoing")
    return (Undone(situation.now, situation.actor.name, id, expired=step.until is not None and situation.now >= step.until),)


def overdue(case: Case, situation: Situation) -> Iterator[Change]:
    """What ends at this instant by itself.

    Steps whose time is over, those that nobody confirmed or approved in time, and requests that were not met in theirs.
    """
    now = situation.now
    for step in case.steps:
        if step.state not in ("pending", "active"):
            continue
        if step.until is not None and step.until <= now:
            yield from undo(case, situation, step.id, "its time is over", expired=True)
        elif step.confirm_due is not None and step.confirm_due <= now and not _stood_by(step):
            who = step.confirm_by or " and ".join(step.lacks)
            yield from undo(case, situation, step.id, f"no {who} stood by it in time")
    for request in case.requests:
        if request.due is not None and request.due <= now and request.done_at is None and not request.missed:
            yield Answered(now, situation.actor.name, request.id, missed=True)


def _stood_by(step: Step) -> bool:
    if step.broken_glass is not None:
        return not step.lacks
    return step.confirmed is not None or not step.confirm_by


def is_told(step: Step) -> bool:
    """Whether a step is done by telling its subject, and not by a connector."""
    return step.measure in TELLS


def _is(step: Step, *states: str) -> None:
    if step.state not in states:
        raise RefusedError("step-state", f"{step.measure} of {step.target} is {step.state}")

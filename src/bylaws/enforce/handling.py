"""What people do to a case besides deciding it: claim, exclude, advise, link, merge, split, close, reopen."""

from __future__ import annotations

from collections.abc import Collection

from bylaws.enforce import guards
from bylaws.enforce.case import Case
from bylaws.enforce.changes import (
    Advised,
    Change,
    Claimed,
    Closed,
    Excluded,
    Joined,
    Linked,
    MergedInto,
    NoticeMoved,
    Opened,
    Reopened,
    SplitOff,
    changed,
)
from bylaws.enforce.people import RefusedError, Subject
from bylaws.enforce.situation import Situation
from bylaws.enforce.steps import undo


def claim(case: Case, situation: Situation) -> tuple[Change, ...]:
    """Takes a case, so that others see who works on it."""
    guards.case_is(case, "open", "decided", "appealed")
    guards.only_people(situation.actor, "claim a case")
    if case.claimed_by and case.claimed_by != situation.actor.name and "senior" not in situation.actor.roles:
        raise RefusedError("claimed", f"{case.claimed_by} works on it", "ask them to release it, or a senior to take it over")
    return (Claimed(situation.now, situation.actor.name, situation.actor.name),)


def release(case: Case, situation: Situation) -> tuple[Change, ...]:
    return (Claimed(situation.now, situation.actor.name, ""),) if case.claimed_by else ()


def exclude(case: Case, situation: Situation, subject: Subject, reason: str) -> tuple[Change, ...]:
    """Leaves one subject out of what is decided, such as an honest one in a wave; without a reason, takes it in again."""
    guards.case_is(case, "open")
    party = case.party(subject)
    if party is None:
        raise RefusedError("no-party", f"{subject} is no party of case {case.id}")
    return (Excluded(situation.now, situation.actor.name, subject, reason),) if party.excluded != reason else ()


def advise(case: Case, situation: Situation, role: str, advice: str) -> tuple[Change, ...]:
    """Advice that is waited for; what was held back for want of it goes out."""
    guards.only_people(situation.actor, "advise")
    guards.holds_role(situation.actor, role)
    guards.has_reasons(advice, "advice")
    advised = Advised(situation.now, situation.actor.name, role, advice)
    after = changed(case, (advised,))
    held = [each for each in case.notices if each.state == "held" and not guards.untold(after, situation, each.subject)]
    return advised, *(NoticeMoved(advised.at, advised.by, each.id, "queued") for each in held)


def link(case: Case, situation: Situation, other: str) -> tuple[Change, ...]:
    if other == case.id:
        raise RefusedError("itself", "a case is not linked to itself")
    return () if other in case.linked else (Linked(situation.now, situation.actor.name, other),)


def merge(case: Case, other: Case, situation: Situation) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes of a case that takes in another, and of that other."""
    for each in (case, other):
        guards.case_is(each, "open")
    if case.id == other.id:
        raise RefusedError("itself", "a case is not merged into itself")
    if (case.clause, case.law) != (other.clause, other.law):
        raise RefusedError("other-clause", "only cases of one clause and version of the policy are decided together", "link them")
    now, by = situation.now, situation.actor.name
    return (Joined(now, by, tuple(other.findings)), Linked(now, by, other.id)), (MergedInto(now, by, case.id),)


def split(
    case: Case, situation: Situation, subjects: Collection[Subject], id: str
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes of a case from which subjects go into one of their own, and those of that new one."""
    guards.case_is(case, "open")
    going = [each for each in case.parties if each.subject in subjects]
    if not going or len(going) == len(case.parties):
        raise RefusedError("nothing-left", "some subjects go, and some stay")
    now, by = situation.now, situation.actor.name
    parted = tuple(each.subject for each in going)
    findings = tuple(each for party in going for each in party.findings)
    return (
        (SplitOff(now, by, id, parted), Linked(now, by, id)),
        (Opened(now, by, id, case.clause, case.law), Joined(now, by, findings), Linked(now, by, case.id)),
    )


def close(case: Case, situation: Situation, reason: str) -> tuple[Change, ...]:
    """Ends the work on a case. Steps that run until a given time go on; what waits for consent is withdrawn."""
    guards.case_is(case, "open", "decided")
    guards.has_reasons(reason, "closing a case")
    waiting = [each.id for each in case.steps if each.state in ("proposed", "approved")]
    endless = [each for each in case.steps if each.state == "pending"]
    if endless:
        raise RefusedError(
            "under-way", f"{endless[0].measure} of {endless[0].target} is being carried out", "wait until it is done"
        )
    taken = [change for each in waiting for change in undo(case, situation, each, reason)]
    return *taken, Closed(situation.now, situation.actor.name, reason)


def reopen(case: Case, situation: Situation, reason: str) -> tuple[Change, ...]:
    """Work on it begins again; what was decided stands until it is decided anew."""
    guards.case_is(case, "closed", "decided")
    guards.has_reasons(reason, "reopening a case")
    if not case.concerned:
        raise RefusedError("nobody-left", "no finding of the case stands")
    return (Reopened(situation.now, situation.actor.name, reason),)

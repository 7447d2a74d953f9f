"""What can happen to a case, and the case that follows from it. Each change is one entry of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Literal, TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import replace

from bylaws.enforce.case import Appeal, Approval, Case, Decision, Notice, Party, Request, Step
from bylaws.enforce.found import Found, Law
from bylaws.enforce.people import Subject


class _Change(Struct, frozen=True, omit_defaults=True, tag_field="change"):
    """`at`: when, microseconds. `by`: who."""

    at: int
    by: str


class Opened(_Change, frozen=True, omit_defaults=True, tag="opened"):
    case: str
    clause: str
    law: Law
    cluster: str = ""


class Joined(_Change, frozen=True, omit_defaults=True, tag="joined"):
    """Further findings, about whomever."""

    findings: tuple[Found, ...]


class Struck(_Change, frozen=True, omit_defaults=True, tag="struck"):
    """Findings that stand no longer."""

    findings: tuple[str, ...]
    reason: str


class Excluded(_Change, frozen=True, omit_defaults=True, tag="excluded"):
    """Nothing is decided about a subject, for a reason; without one, something is again."""

    subject: Subject
    reason: str


class Claimed(_Change, frozen=True, omit_defaults=True, tag="claimed"):
    """Somebody works on it; nobody if `who` is empty."""

    who: str


class Advised(_Change, frozen=True, omit_defaults=True, tag="advised"):
    """Whoever holds a role gave the advice that was waited for."""

    role: str
    advice: str


class Decided(_Change, frozen=True, omit_defaults=True, tag="decided"):
    """`steps` and `requests` are what it asks for, `notices` what is told of it."""

    decision: Decision
    steps: tuple[Step, ...] = ()
    requests: tuple[Request, ...] = ()
    notices: tuple[Notice, ...] = ()


class Approved(_Change, frozen=True, omit_defaults=True, tag="approved"):
    step: str
    role: str


class Confirmed(_Change, frozen=True, omit_defaults=True, tag="confirmed"):
    step: str
    role: str


class GlassBroken(_Change, frozen=True, omit_defaults=True, tag="glass-broken"):
    """A step was approved without those who must; they are to do so until `due`."""

    step: str
    role: str
    reason: str
    due: int


class Ordered(_Change, frozen=True, omit_defaults=True, tag="ordered"):
    """A step went to whoever carries it out."""

    step: str


class Applied(_Change, frozen=True, omit_defaults=True, tag="applied"):
    """A step was carried out; `before` is what there was."""

    step: str
    before: str = ""
    until: int | None = None
    confirm_due: int | None = None


class Failed(_Change, frozen=True, omit_defaults=True, tag="failed"):
    """A step could not be carried out, or not be undone."""

    step: str
    reason: str


class Undoing(_Change, frozen=True, omit_defaults=True, tag="undoing"):
    """A step is to be taken back."""

    step: str
    reason: str
    expired: bool = False


class Undone(_Change, frozen=True, omit_defaults=True, tag="undone"):
    """What there was before a step is there again."""

    step: str
    expired: bool = False


class Withdrawn(_Change, frozen=True, omit_defaults=True, tag="withdrawn"):
    """A step that was not carried out yet will not be."""

    step: str
    reason: str


class Noticed(_Change, frozen=True, omit_defaults=True, tag="noticed"):
    """Something is to be told."""

    notice: Notice


class NoticeMoved(_Change, frozen=True, omit_defaults=True, tag="notice-moved"):
    """A notice was released, sent, delivered, came back, or was withdrawn."""

    notice: str
    state: Literal["queued", "sent", "delivered", "bounced", "withdrawn"]
    why: str = ""
    dues: dict[str, int] = {}
    """Of requests whose clock starts with the delivery: until when."""


class Answered(_Change, frozen=True, omit_defaults=True, tag="answered"):
    """A request was met, or, where it is `missed`, was not in time."""

    request: str
    answer: str = ""
    missed: bool = False


class Extended(_Change, frozen=True, omit_defaults=True, tag="extended"):
    """A request may be met until later, for a reason."""

    request: str
    due: int
    reason: str


class Appealed(_Change, frozen=True, omit_defaults=True, tag="appealed"):
    appeal: Appeal


class AppealAnswered(_Change, frozen=True, omit_defaults=True, tag="appeal-answered"):
    appeal: str
    outcome: Literal["upheld", "changed", "overturned", "refused"]
    reasons: str


class Closed(_Change, frozen=True, omit_defaults=True, tag="closed"):
    reason: str


class Reopened(_Change, frozen=True, omit_defaults=True, tag="reopened"):
    reason: str


class Linked(_Change, frozen=True, omit_defaults=True, tag="linked"):
    """It has to do with another case."""

    case: str


class MergedInto(_Change, frozen=True, omit_defaults=True, tag="merged-into"):
    """Its findings went to another case."""

    case: str


class SplitOff(_Change, frozen=True, omit_defaults=True, tag="split-off"):
    """Some of its subjects went to a case of their own."""

    case: str
    subjects: tuple[Subject, ...]


Change = (
    Opened
    | Joined
    | Struck
    | Excluded
    | Claimed
    | Advised
    | Decided
    | Approved
    | Confirmed
    | GlassBroken
    | Ordered
    | Applied
    | Failed
    | Undoing
    | Undone
    | Withdrawn
    | Noticed
    | NoticeMoved
    | Answered
    | Extended
    | Appealed
    | AppealAnswered
    | Closed
    | Reopened
    | Linked
    | MergedInto
    | SplitOff
)


def case_of(changes: Sequence[Change]) -> Case:
    """The case that its changes lead to, the first of which opened it."""
    first, *rest = changes
    if not isinstance(first, Opened):
        raise TypeError("a case begins by being opened")
    case = Case(first.case, first.clause, first.law, first.at, number=1, cluster=first.cluster)
    return changed(case, rest)


def changed(case: Case, changes: Iterable[Change]) -> Case:
    """The case after some more changes."""
    return reduce(_after, changes, case)


def _after(case: Case, change: Change) -> Case:
    return replace(_made(case, change), number=case.number + 1)


def _made(case: Case, change: Change) -> Case:
    match change:
        case Opened():
            raise TypeError("a case is opened once")
        case Joined() | Struck() | Excluded() | SplitOff():
            return replace(case, parties=_parties(case.parties, change))
        case Claimed():
            return replace(case, claimed_by=change.who)
        case Advised():
            return replace(case, advised={**case.advised, change.role: change.at})
        case Decided():
            return _decided(case, change)
        case Approved() | Confirmed() | GlassBroken() | Ordered() | Applied() | Failed() | Undoing() | Undone() | Withdrawn():
            return replace(case, steps=_with(case.steps, change.step, lambda step: _stepped(step, change)))
        case Noticed():
            return replace(case, notices=(*case.notices, change.notice))
        case NoticeMoved():
            return _notice_moved(case, change)
        case Answered() | Extended():
            return replace(case, requests=_with(case.requests, change.request, lambda held: _requested(held, change)))
        case Appealed():
            return replace(case, state="appealed", appeals=(*case.appeals, change.appeal))
        case AppealAnswered():
            return _appeal_answered(case, change)
        case Closed():
            return replace(case, state="closed", closed_because=change.reason, claimed_by="")
        case Reopened():
            return replace(case, state="open", closed_because="")
        case Linked():
            return replace(case, linked=(*case.linked, change.case))
        case MergedInto():
            return replace(case, state="merged", into=change.case, claimed_by="")
        case _:
            assert_never(change)


def _parties(parties: tuple[Party, ...], change: Joined | Struck | Excluded | SplitOff) -> tuple[Party, ...]:
    match change:
        case Joined():
            return _joined(parties, change.findings)
        case Struck():
            gone = set(change.findings)
            return tuple(_struck(each, gone, change.reason) for each in parties)
        case Excluded():
            return tuple(replace(each, excluded=change.reason) if each.subject == change.subject else each for each in parties)
        case SplitOff():
            return tuple(each for each in parties if each.subject not in change.subjects)


def _joined(parties: tuple[Party, ...], findings: Iterable[Found]) -> tuple[Party, ...]:
    """A finding that comes again, with repeats that it did not have, takes the place of the one before."""
    held = {each.subject: {found.id: found for found in each.findings} for each in parties}
    for each in findings:
        held.setdefault(each.subject, {})[each.id] = each
    known = {each.subject: each for each in parties}
    return tuple(
        replace(known[subject], findings=tuple(own.values())) if subject in known else Party(subject, tuple(own.values()))
        for subject, own in held.items()
    )


def _struck(party: Party, gone: set[str], reason: str) -> Party:
    own = {each.id: reason for each in party.findings if each.id in gone}
    return replace(party, struck={**own, **party.struck}) if own else party


def _decided(case: Case, change: Decided) -> Case:
    return replace(
        case,
        state="decided",
        decisions=(*case.decisions, change.decision),
        steps=(*case.steps, *change.steps),
        requests=(*case.requests, *change.requests),
        notices=(*case.notices, *change.notices),
    )


StepChange = Approved | Confirmed | GlassBroken | Ordered | Applied | Failed | Undoing | Undone | Withdrawn


def _stepped(step: Step, change: StepChange) -> Step:
    match change:
        case Approved():
            step = replace(step, approvals=(*step.approvals, Approval(change.by, change.role, change.at)))
            return replace(step, state="approved") if step.state == "proposed" and not step.lacks else step
        case Confirmed():
            return replace(step, confirmed=Approval(change.by, change.role, change.at))
        case GlassBroken():
            glass = Approval(change.by, change.role, change.at)
            return replace(step, state="approved", broken_glass=glass, confirm_due=change.due, why=change.reason)
        case Ordered():
            return replace(step, state="pending")
        case Applied():
            due = change.confirm_due if step.confirm_due is None else step.confirm_due
            return replace(
                step, state="active", applied_at=change.at, before=change.before, until=change.until, confirm_due=due, why=""
            )
        case Failed():
            # What could not be taken back is still there: it is tried again until it is gone.
            return replace(step, state="undoing" if step.state == "undoing" else "failed", why=change.reason)
        case Undoing():
            return replace(step, state="undoing", why=change.reason)
        case Undone():
            return replace(step, state="expired" if change.expired else "undone")
        case Withdrawn():
            return replace(step, state="withdrawn", why=change.reason)


def _notice_moved(case: Case, change: NoticeMoved) -> Case:
    at = change.at if change.state == "delivered" else None

    def moved(notice: Notice) -> Notice:
        return replace(notice, state=change.state, why=change.why, delivered_at=at or notice.delivered_at)

    requests = tuple(replace(each, due=change.dues[each.id]) if each.id in change.dues else each for each in case.requests)
    return replace(case, notices=_with(case.notices, change.notice, moved), requests=requests)


def _requested(request: Request, change: Answered | Extended) -> Request:
    if isinstance(change, Extended):
        return replace(request, due=change.due, missed=False)
    if change.missed:
        return replace(request, missed=True)
    return replace(request, done_at=change.at, answer=change.answer)


def _appeal_answered(case: Case, change: AppealAnswered) -> Case:
    def answered(appeal: Appeal) -> Appeal:
        return replace(appeal, state=change.outcome, reviewer=change.by, reasons=change.reasons, answered_at=change.at)

    appeals = _with(case.appeals, change.appeal, answered)
    still = any(each.state == "filed" for each in appeals)
    return replace(case, appeals=appeals, state="appealed" if still else "decided")


P = TypeVar("P", Step, Notice, Request, Appeal)


def _with(parts: tuple[P, ...], id: str, made: Callable[[P], P]) -> tuple[P, ...]:
    """The parts, one of them replaced. Raises KeyError if there is none of that id."""
    if all(each.id != id for each in parts):
        raise KeyError(id)
    return tuple(made(each) if each.id == id else each for each in parts)

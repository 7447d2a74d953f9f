"""What becomes of a notice, and the clocks that start when it arrives."""

from __future__ import annotations

from typing import Literal

from bylaws.enforce import guards
from bylaws.enforce.case import Case, Notice
from bylaws.enforce.changes import Applied, Change, NoticeMoved, Ordered
from bylaws.enforce.people import RefusedError, Subject
from bylaws.enforce.situation import Situation
from bylaws.policy.measures import TELLS

Moved = Literal["sent", "delivered", "bounced", "withdrawn"]
_FROM = {"sent": ("queued",), "delivered": ("queued", "sent"), "bounced": ("queued", "sent"), "withdrawn": ("held", "queued")}


def prepared(case: Case, situation: Situation, id: str, subject: Subject, sort: str, decision: str) -> Notice:
    """A notice, held back where something forbids to tell yet."""
    why = guards.untold(case, situation, subject)
    return Notice(id, subject, sort, decision, situation.now, "held" if why else "queued", why=why)


def moved(case: Case, situation: Situation, id: str, to: Moved, why: str = "") -> tuple[Change, ...]:
    """It was sent, arrived, or came back.

    With its arrival a warning, until then only said, has been given, and the time begins in which the customer is to answer.
    """
    notice = next((each for each in case.notices if each.id == id), None)
    if notice is None:
        raise RefusedError("unknown-notice", f"case {case.id} has no notice {id}")
    if notice.state not in _FROM[to]:
        raise RefusedError("notice-state", f"the notice is {notice.state}")
    now, by = situation.now, situation.actor.name
    if to != "delivered":
        return (NoticeMoved(now, by, id, to, why),)
    told = [each for each in case.steps_of(notice.decision, notice.subject) if each.measure in TELLS]
    ids = {each.id for each in told}
    dues = {each.id: situation.lengths.after(now, each.within) for each in case.requests if each.step in ids and each.due is None}
    given = [
        change for each in told if each.state == "approved" for change in (Ordered(now, by, each.id), Applied(now, by, each.id))
    ]
    pending = [Applied(now, by, each.id) for each in told if each.state == "pending"]
    return NoticeMoved(now, by, id, "delivered", why, dues), *given, *pending

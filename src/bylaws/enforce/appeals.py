"""A decision is contested, and judged by somebody who had no hand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from bylaws.enforce import guards
from bylaws.enforce.case import Appeal, Case
from bylaws.enforce.changes import AppealAnswered, Appealed, Change, Noticed
from bylaws.enforce.notices import prepared
from bylaws.enforce.people import RefusedError, Subject
from bylaws.enforce.situation import APPEAL_WINDOW, DAY, Situation
from bylaws.enforce.steps import undo
from bylaws.enforce.striking import strike

Outcome = Literal["upheld", "changed", "overturned", "refused"]


def appeal(case: Case, situation: Situation, subject: Subject, decision: str, text: str) -> tuple[Change, ...]:
    """Contests a decision about a subject, by it or by whom it affects (the actor), within the window after it was told."""
    guards.case_is(case, "decided", "appealed", "closed")
    guards.has_reasons(text, "an appeal")
    made = next((each for each in case.decisions if each.id == decision), None)
    if made is None or subject not in made.subjects:
        raise RefusedError("unknown-decision", f"nothing of that sort was decided about {subject}")
    if any(each.state == "filed" and each.subject == subject and each.decision == decision for each in case.appeals):
        raise RefusedError("appealed", "this decision is being looked at already", "add to the appeal by replying to it")
    told = [each.delivered_at for each in case.notices if each.decision == decision and each.subject == subject]
    since = max((each for each in told if each is not None), default=situation.now)
    if situation.now - since > APPEAL_WINDOW:
        raise RefusedError("too-late", f"the decision was told more than {APPEAL_WINDOW // DAY} days ago")
    id = f"{case.id}.a{len(case.appeals) + 1}"
    made_appeal = Appeal(id, situation.now, situation.actor.name, subject, decision, text)
    return Appealed(situation.now, situation.actor.name, made_appeal), _told(case, situation, made_appeal, "appeal-received")


def answer(
    case: Case, situation: Situation, id: str, outcome: Outcome, reasons: str, lifted: Sequence[str] = ()
) -> tuple[Change, ...]:
    """Judges an appeal. Overturned: the findings are struck, and every step taken back. Changed: the steps `lifted` are."""
    held = next((each for each in case.appeals if each.id == id), None)
    if held is None or held.state != "filed":
        raise RefusedError("unknown-appeal", f"case {case.id} has no open appeal {id}")
    guards.may_judge_appeal(case, held, situation.actor)
    guards.has_reasons(reasons, "the answer to an appeal")
    if (outcome == "changed") != bool(lifted):
        raise RefusedError("nothing-changed", "an appeal changes something if, and only if, a step is lifted", "name the steps")
    answered = AppealAnswered(situation.now, situation.actor.name, id, outcome, reasons)
    return answered, *_effects(case, situation, held, outcome, lifted), _told(case, situation, held, "appeal-outcome")


def _effects(case: Case, situation: Situation, held: Appeal, outcome: Outcome, lifted: Sequence[str]) -> Iterator[Change]:
    if outcome == "overturned":
        own = set(case.decision(held.decision).findings)
        party = case.party(held.subject)
        ids = [each.id for each in party.standing if each.id in own] if party else []
        if ids:
            yield from strike(case, situation, ids, f"overturned on appeal {held.id}")
        else:  # they were struck before, and what rested on others is taken back too
            lifted = [each.id for each in case.steps_of(held.decision, held.subject)]
    for step in lifted:
        if all(each.id != step for each in case.steps_of(held.decision, held.subject)):
            raise RefusedError("unknown-step", f"{step} is no step of the decision that is contested")
        yield from undo(case, situation, step, f"changed on appeal {held.id}")


def _told(case: Case, situation: Situation, held: Appeal, sort: str) -> Noticed:
    number = 1 + sum(each.decision == held.decision for each in case.notices)
    made = prepared(case, situation, f"{held.decision}.n{number}", held.subject, sort, held.decision)
    return Noticed(situation.now, situation.actor.name, made)

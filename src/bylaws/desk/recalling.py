"""A rule that was wrong is recalled: its findings are struck, what rested on them is taken back, and what cannot be is told."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from bylaws.desk.desk import Desk
from bylaws.enforce import guards, striking
from bylaws.enforce.case import Case
from bylaws.enforce.changes import changed
from bylaws.enforce.people import Actor
from bylaws.policy.measures import RESTRICTS, TELLS


class Recalled(Struct):
    """What a recall does, or did. `told`: customers who were told already, and are to be told that it was wrong.

    `left`: steps that stay, for their decisions rest on findings of other rules too. `lasting`: what was done that no undo takes
    back, such as a bill or a report to others.
    """

    rule: str
    findings: int = 0
    cases: int = 0
    steps: int = 0
    withdrawn: int = 0
    told: list[str] = []
    left: list[str] = []
    lasting: list[str] = []


def recall(
    desk: Desk,
    actor: Actor,
    rule: str,
    reason: str,
    *,
    digest: str = "",
    since: int = 0,
    advance: Callable[[int], None] | None = None,
) -> Recalled:
    """Recalls the findings of a rule, made under the policy of this digest (empty: any), since an instant (microseconds).

    Raises RefusedError for want of a reason or a role. Each case is one transaction: who interrupts it and recalls again goes on.
    """
    guards.only_people(actor, "recall a rule")
    guards.holds_role(actor, "senior", "approver")
    guards.has_reasons(reason, "a recall")
    done = Recalled(rule)
    for id, findings in _findings(desk, rule, digest, since).items():
        before = _case(desk, id)
        after = desk.do(id, actor, lambda case, situation, own=findings: striking.strike(case, situation, own, reason))  # type: ignore[misc]
        _counted(done, before, after, len(findings))
        if advance:
            advance(1)
    return done


def preview(desk: Desk, actor: Actor, rule: str, *, digest: str = "", since: int = 0) -> Recalled:
    """What a recall would do; nothing is done."""
    told = Recalled(rule)
    for id, findings in _findings(desk, rule, digest, since).items():
        with desk.store.begin() as transaction:
            case = transaction.case(id)
            assert case is not None
            situation = desk.situation(transaction, case, actor)
        after = changed(case, striking.strike(case, situation, findings, "as a preview"))
        _counted(told, case, after, len(findings))
    return told


def _findings(desk: Desk, rule: str, digest: str, since: int) -> dict[str, list[str]]:
    with desk.store.begin() as transaction:
        return transaction.of_rule(rule, digest, since)


def _case(desk: Desk, id: str) -> Case:
    with desk.store.begin() as transaction:
        case = transaction.case(id)
    assert case is not None
    return case


def _counted(told: Recalled, before: Case, after: Case, findings: int) -> None:
    told.findings += findings
    told.cases += 1
    stood = {each.id: each for each in before.steps}
    struck = {each.subject for each in after.parties if set(each.struck) - set(_struck(before, each.subject))}
    for step in after.steps:
        if step.state != stood[step.id].state:
            told.steps += step.state in ("undoing", "undone")
            told.withdrawn += step.state == "withdrawn"
        elif step.subject in struck and step.is_in_effect:
            if step.measure in RESTRICTS:
                told.left.append(step.id)
            elif step.measure not in TELLS:
                told.lasting.append(f"{step.measure} of {step.target}")
    delivered = {str(each.subject) for each in before.notices if each.state in ("sent", "delivered") and each.subject in struck}
    told.told = sorted({*told.told, *delivered})


def _struck(case: Case, subject: object) -> dict[str, str]:
    return next((each.struck for each in case.parties if each.subject == subject), {})

"""What may never be, whoever asks: each a rule of its own, refused with its name and the reason.

tests/enforce/test_invariants.py holds them over random histories.
"""

from __future__ import annotations

from bylaws.enforce.case import Appeal, Case, Decision, Step
from bylaws.enforce.people import Actor, RefusedError, Subject
from bylaws.enforce.situation import Situation
from bylaws.policy.measures import RESTRICTS, STOPS, TWO_PEOPLE

NARROW = frozenset(("hold", "hide", "throttle", "reroute", "block"))
"""What a machine may do to a customer whose service others live by."""
WIDE = frozenset(("account", "tenant", "user", "subscription"))
"""Targets that are a customer's whole use."""


def only_people(actor: Actor, what: str) -> None:
    if actor.is_machine:
        raise RefusedError("people-only", f"a machine may not {what}", "have a person do it")


def holds_role(actor: Actor, *roles: str) -> None:
    """One of the roles is enough; none named: anybody will do."""
    if roles and not set(roles) & set(actor.roles):
        raise RefusedError("role", f"{actor.name} is no {' or '.join(roles)}", f"ask a {roles[0]}")


def case_is(case: Case, *states: str) -> None:
    if case.state not in states:
        where = f"it went into case {case.into}" if case.state == "merged" else f"the case is {case.state}"
        raise RefusedError("case-state", where, "reopen it first" if case.state == "closed" else "")


def has_reasons(reasons: str, what: str) -> None:
    if not reasons.strip():
        raise RefusedError("reasons", f"{what} needs a reason", "say why in words that the customer may read")


def machine_may_decide(case: Case, situation: Situation) -> None:
    """A machine decides on what is sure, under a clause with a clear line, where its rule was let."""
    if not situation.actor.is_machine:
        return
    if not situation.acts:
        raise RefusedError("rule-mode", "the rule is not in the mode `enforce`", "a person decides")
    if situation.nature.vague:
        raise RefusedError("vague-clause", f"clause {case.clause} is for people to weigh", "a person decides")
    if any(each.hypothetical for party in case.concerned for each in party.standing):
        raise RefusedError("hypothetical", "a finding is of before the policy was in force", "a person decides")
    for party in case.concerned:
        if situation.customer(party.subject).hijacked:
            raise RefusedError("hijacked", f"{party.subject} shows marks of being used by somebody else", "a person decides")


def was_bound(case: Case, situation: Situation) -> None:
    """No decision under a version that the customer was not bound by."""
    for party in case.concerned:
        bound = situation.customer(party.subject).bound
        if party.subject.is_customer and bound != case.law.version:
            by = f"version {bound}" if bound else "no version that we know of"
            reason = f"the findings are made under version {case.law.version}, and {party.subject} was then bound by {by}"
            raise RefusedError("not-bound", reason, "judge the conduct under the version that bound it, or close the case")


def warned_before(case: Case, step: Step, situation: Situation) -> None:
    """No suspension without an earlier warning that arrived, or a clause for emergencies."""
    if step.measure not in STOPS or situation.nature.emergency or not step.subject.is_customer:
        return
    own = [
        each.delivered_at
        for each in case.notices
        if each.subject == step.subject and each.state == "delivered" and each.decision != step.decision
    ]
    if not own and all(clause != case.clause for clause, _ in situation.customer(step.subject).warned):
        raise RefusedError(
            "unwarned",
            f"no warning about {case.clause} ever reached {step.subject}, and the clause is none for emergencies",
            "warn first, or choose a measure that ends nothing",
        )


def machine_acts_narrowly(step: Step, situation: Situation) -> None:
    """Customers that others depend on get only narrow automatic steps; no machine ends anything for good."""
    if not situation.actor.is_machine or step.measure not in RESTRICTS:
        return
    if step.measure in TWO_PEOPLE:
        raise RefusedError("people-only", f"a machine may not {step.measure}", "two people decide")
    known = situation.customer(step.subject)
    if known.established or known.life_critical:
        wide = step.measure not in NARROW or (step.measure in ("block", "hold") and step.target.sort in WIDE)
        if wide:
            why = "others' lives hang on it" if known.life_critical else "it is an established customer"
            raise RefusedError("narrow-only", f"{step.measure} of {step.target} is too wide for a machine: {why}", "ask a person")


def ends_by_itself(step: Step, situation: Situation) -> None:
    """What a machine does without anybody's consent has an end."""
    if situation.actor.is_machine and step.measure in RESTRICTS and step.lasts is None and not step.needs:
        raise RefusedError("endless", f"{step.measure} of {step.target} has no end", "say `for` how long in the ladder")


def may_approve(case: Case, step: Step, actor: Actor, role: str) -> None:
    """Consent is a person's, of the role asked for, who did not decide; each consents in one role only."""
    only_people(actor, "approve")
    holds_role(actor, role)
    if role not in step.needs:
        raise RefusedError("not-asked", f"{step.measure} needs no approval by a {role}", f"it needs {_roles(step)}")
    if role in {each.role for each in step.approvals}:
        raise RefusedError("approved", f"a {role} has approved it already")
    if case.decision(step.decision).by == actor.name:
        raise RefusedError("own-decision", f"{actor.name} decided it, and may not approve it too", "ask somebody else")
    if actor.name in {each.by for each in step.approvals}:
        raise RefusedError("own-approval", f"{actor.name} has approved it in another role", "ask somebody else")
    did_not_judge(case, step, actor)


def did_not_judge(case: Case, step: Step, actor: Actor) -> None:
    """Whoever judged what is said against a decision takes no part in it afterwards."""
    if any(each.decision == step.decision and each.reviewer == actor.name for each in case.appeals):
        raise RefusedError("own-judgement", f"{actor.name} judged an appeal against it", "ask somebody else")


def _roles(step: Step) -> str:
    return f"approval by {' and '.join(step.needs)}" if step.needs else "none"


def two_people(case: Case, step: Step) -> None:
    """Ends for good are two people's."""
    decision = case.decision(step.decision)
    people = {each.by for each in step.approvals} | (set() if decision.by_machine else {decision.by})
    if step.measure in TWO_PEOPLE and len(people) < 2:
        raise RefusedError("two-people", f"{step.measure} takes two people, and only {len(people)} stood up for it")


def may_judge_appeal(case: Case, appeal: Appeal, actor: Actor) -> None:
    """Whoever had a hand in a decision does not judge what is said against it."""
    only_people(actor, "judge an appeal")
    holds_role(actor, "reviewer", "senior", "counsel")
    if actor.name in case.people_of(appeal.decision):
        raise RefusedError("own-decision", f"{actor.name} decided or approved what is contested", "ask somebody else")


def untold(case: Case, situation: Situation, subject: Subject) -> str:
    """Why a subject is not told yet: advice is waited for, or nobody would hear it but a thief. Empty: it is."""
    rule = situation.notice
    if rule is not None and rule.when == "after advice" and rule.by not in case.advised:
        return f"waits for advice by {rule.by}"
    if situation.customer(subject).hijacked:
        return "its mailbox may be in other hands: tell by another way"
    return ""


def weighed(decision: Decision) -> None:
    """The degree test is made, and each part of it has a reason."""
    for name in ("deliberate", "repeated", "risk"):
        if not getattr(decision.degrees, name).why.strip():
            raise RefusedError("degree-test", f"`{name}` was not weighed", "say for each degree whether it holds, and why")

"""Whatever is asked of a case, by whomever and in whatever order, what must never be never is.

The machine below tries everything at random, keeps a record of its own of what happened, and looks for what is forbidden in that
record; it knows nothing of how the core forbids it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bylaws.enforce import appeals, deciding, handling, notices, steps, striking
from bylaws.enforce.case import Case, Step
from bylaws.enforce.changes import Applied, Change, Joined, Opened, case_of, changed
from bylaws.enforce.ladder import Due
from bylaws.enforce.people import MACHINE, Actor, RefusedError, Subject
from bylaws.enforce.situation import KEPT_OPEN, Customer, Nature, Situation
from bylaws.policy.program import NoticeRule
from tests.enforce.making import A1, A2, ANNA, BEN, BOUND, CLEO, DAN, DAY, HOUR, LAW, NOW, WEIGHED, found, situation

ACTORS = (MACHINE, ANNA, BEN, CLEO, DAN, Actor("eve", ()), Actor("fay", ("senior",)))
DUES = (
    Due("warn"),
    Due("cure", within=3 * DAY),
    Due("throttle", lasts=DAY),
    Due("throttle"),
    Due("hold", lasts=4 * HOUR, confirmed_by="reviewer", confirmed_within=4 * HOUR),
    Due("isolate", "host", lasts=DAY),
    Due("suspend", lasts=7 * DAY, approved_by=("reviewer",)),
    Due("suspend"),
    Due("terminate", approved_by=("reviewer", "counsel")),
    Due("terminate"),
    Due("block", "range", lasts=DAY, approved_by=("reviewer",)),
)
CUSTOMERS = (
    BOUND,
    BOUND,
    BOUND,
    Customer(),
    Customer(bound=LAW.version, established=True),
    Customer(bound=LAW.version, hijacked=True),
)
NATURES = (Nature(), Nature(), Nature(emergency=True), Nature(vague=True))
STOPS = ("suspend", "terminate")
DICE = st.randoms(use_true_random=False)
VERDICTS = st.sampled_from(("violation",) * 4 + ("excused",))
OUTCOMES = st.sampled_from(("upheld", "overturned", "changed"))


class Provider:
    """What the steps do to the world: by target the measures in force; undoing puts back what there was, and nothing else."""

    def __init__(self) -> None:
        self.state: dict[Subject, tuple[str, ...]] = {}

    def carry(self, step: Step) -> str:
        held = self.state.get(step.target, ())
        self.state[step.target] = (*held, step.id)
        return ",".join(held)

    def undo(self, step: Step) -> None:
        self.state[step.target] = tuple(each for each in self.state.get(step.target, ()) if each != step.id)


class Desk(RuleBasedStateMachine):
    """People and the machine at one case."""

    @initialize(
        customers=st.tuples(*[st.sampled_from(CUSTOMERS)] * 2),
        nature=st.sampled_from(NATURES),
        advice=st.sampled_from((False, False, True)),
        acts=st.sampled_from((True, True, False)),
    )
    def opened(self, customers: tuple[Customer, Customer], nature: Nature, advice: bool, acts: bool) -> None:
        self.now, self.provider = NOW, Provider()
        self.customers, self.nature, self.acts = dict(zip((A1, A2), customers, strict=True)), nature, acts
        self.notice = NoticeRule("after advice", None, "counsel") if advice else NoticeRule("at once")
        self.changes: list[Change] = [
            Opened(NOW, "bylaws", "case-1", "c", LAW),
            Joined(NOW, "bylaws", (found(1), found(2, A2))),
        ]
        self.case = case_of(self.changes)
        self.numbers = 3
        self.told: dict[Subject, list[int]] = {}
        self.ordered: list[tuple[int, Step, Case]] = []
        self.refusals: list[RefusedError] = []

    def situation(self, actor: Actor) -> Situation:
        more: dict[str, Any] = {"nature": self.nature, "customers": self.customers, "notice": self.notice, "acts": self.acts}
        return situation(actor, self.now, **more)

    def do(self, made: Callable[[], Any]) -> bool:
        """Does what is let, in a case whose changes tell it whole; a refusal changes nothing and says why."""
        try:
            changes = tuple(made())
        except RefusedError as refused:
            self.refusals.append(refused)
            return False
        self.changes += changes
        self.case = changed(self.case, changes)
        return True

    @rule(subject=st.sampled_from((A1, A2)), hypothetical=st.booleans())
    def another_finding(self, subject: Subject, hypothetical: bool) -> None:
        if self.case.state == "open":
            self.numbers += 1
            self.do(lambda: [Joined(self.now, "bylaws", (found(self.numbers, subject, self.now, hypothetical=hypothetical),))])

    @rule(
        actor=st.sampled_from(ACTORS),
        dice=DICE,
        verdict=VERDICTS,
    )
    def somebody_decides(self, actor: Actor, dice: random.Random, verdict: Any) -> None:
        if self.case.state == "decided":
            self.do(lambda: handling.reopen(self.case, self.situation(ANNA), "there is more to it"))
        due = {
            subject: [
                (each, Subject("host", f"h-{subject.name}") if each.target else subject)
                for each in dice.sample(DUES, dice.choice((1, 1, 2)))
            ]
            for subject in dice.sample((A1, A2), dice.randint(1, 2))
        }
        choice = deciding.Choice(verdict, dice.choice(("because of this",) * 5 + ("",)), WEIGHED, due)
        self.do(lambda: deciding.decide(self.case, self.situation(actor), choice))

    @precondition(lambda self: self.case.steps)
    @rule(actor=st.sampled_from(ACTORS), other=st.sampled_from(ACTORS), dice=DICE)
    def people_approve(self, actor: Actor, other: Actor, dice: random.Random) -> None:
        for step in self.case.steps:
            for each in (actor, other):
                role = dice.choice((*step.needs, *step.needs, "reviewer", "senior"))
                self.do(lambda id=step.id, by=each, role=role: steps.approve(self.case, self.situation(by), id, role))  # type: ignore[misc]

    @precondition(lambda self: self.case.steps)
    @rule(actor=st.sampled_from(ACTORS), dice=DICE)
    def somebody_hurries_or_confirms(self, actor: Actor, dice: random.Random) -> None:
        step = dice.choice(self.case.steps)
        if dice.random() < 0.5:
            self.do(lambda: steps.break_glass(self.case, self.situation(actor), step.id, "tonight"))
        else:
            self.do(lambda: steps.confirm(self.case, self.situation(actor), step.id))

    @rule(fails=st.booleans())
    def the_machine_carries_out(self, fails: bool) -> None:
        """Everything that is approved goes out, and what comes of it is written down."""
        machine = self.situation(MACHINE)
        for step in self.case.steps:
            if step.state == "approved":
                before = self.case
                if self.do(lambda id=step.id: steps.order(self.case, machine, id)):  # type: ignore[misc]
                    self.ordered.append((self.now, step, before))
        for step in self.case.steps:
            if step.state == "pending" and not steps.is_told(step):
                if fails:
                    self.do(lambda id=step.id: steps.failed(self.case, machine, id, "no connection"))  # type: ignore[misc]
                else:
                    was = self.provider.carry(step)
                    self.do(lambda id=step.id, was=was: steps.applied(self.case, machine, id, was))  # type: ignore[misc]
            elif step.state == "undoing" and not fails:
                self.provider.undo(step)
                self.do(lambda id=step.id: steps.undone(self.case, machine, id))  # type: ignore[misc]

    @rule(bounces=st.booleans())
    def the_post_is_delivered(self, bounces: bool) -> None:
        machine = self.situation(MACHINE)
        for each in self.case.notices:
            if each.state == "queued":
                state = "bounced" if bounces else "delivered"
                assert self.do(lambda id=each.id, state=state: notices.moved(self.case, machine, id, state))  # type: ignore[misc]
                if not bounces:
                    self.told.setdefault(each.subject, []).append(self.now)

    @precondition(lambda self: self.case.decisions)
    @rule(subject=st.sampled_from((A1, A2)), dice=DICE)
    def somebody_appeals(self, subject: Subject, dice: random.Random) -> None:
        decision = dice.choice(self.case.decisions).id
        holder = self.situation(Actor(f"holder of {subject.name}"))
        self.do(lambda: appeals.appeal(self.case, holder, subject, decision, "that was not me"))

    @precondition(lambda self: self.case.appeals)
    @rule(
        actor=st.sampled_from(ACTORS),
        outcome=OUTCOMES,
        dice=DICE,
    )
    def somebody_answers(self, actor: Actor, outcome: Any, dice: random.Random) -> None:
        held = dice.choice(self.case.appeals)
        own = self.case.steps_of(held.decision, held.subject)
        lifted = [dice.choice(own).id] if outcome == "changed" and own else []
        self.do(lambda: appeals.answer(self.case, self.situation(actor), held.id, outcome, "having read it all", lifted))

    @rule(actor=st.sampled_from(ACTORS), dice=DICE)
    def somebody_strikes_or_advises(self, actor: Actor, dice: random.Random) -> None:
        if dice.random() < 0.3:
            ids = [each.id for each in self.case.findings if dice.random() < 0.5]
            self.do(lambda: striking.strike(self.case, self.situation(actor), ids, "the rule was wrong"))
        else:
            self.do(lambda: handling.advise(self.case, self.situation(actor), "counsel", "tell them now"))

    @rule(dice=DICE)
    def it_is_closed_or_reopened(self, dice: random.Random) -> None:
        which = dice.choice((handling.close, handling.reopen))
        self.do(lambda: which(self.case, self.situation(ANNA), "as it seems"))

    @rule(hours=st.sampled_from((1, 5, 30, 200, 24 * 200)))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        self.do(lambda: steps.overdue(self.case, self.situation(MACHINE)))

    @invariant()
    def its_changes_tell_it_whole(self) -> None:
        assert case_of(self.changes) == self.case
        assert all(each.code and each.reason for each in self.refusals)

    @invariant()
    def what_is_put_back_is_as_it_was(self) -> None:
        """In force is what is active, pending or to be undone, and nothing else."""
        live = {each.id for each in self.case.steps if each.is_in_effect}
        assert {id for held in self.provider.state.values() for id in held} <= live
        assert {each.id for each in self.case.steps if each.state == "active" and not steps.is_told(each)} <= {
            id for held in self.provider.state.values() for id in held
        }

    @invariant()
    def nothing_is_stopped_unwarned(self) -> None:
        for at, step, _ in self.ordered:
            if step.measure in STOPS and not self.nature.emergency:
                assert any(told <= at for told in self.told.get(step.subject, ())), step

    @invariant()
    def what_is_stopped_leaves_ways_open(self) -> None:
        assert all(each.keeps == KEPT_OPEN for each in self.case.steps if each.measure in STOPS)

    @invariant()
    def two_people_end_for_good(self) -> None:
        for _, step, case in self.ordered:
            decision = case.decision(step.decision)
            people = {each.by for each in step.approvals} | ({decision.by} - {"bylaws"})
            assert step.measure != "terminate" or len(people) >= 2
            if step.measure in STOPS:
                assert people - {decision.by} or step.broken_glass, "who decided alone does not stop a service"

    @invariant()
    def nobody_approves_twice_or_for_themselves(self) -> None:
        for step in self.case.steps:
            approvers = [each.by for each in step.approvals]
            assert len(set(approvers)) == len(approvers)
            assert self.case.decision(step.decision).by not in approvers
            assert "bylaws" not in approvers
            if step.broken_glass:
                assert step.broken_glass.by not in approvers

    @invariant()
    def who_judges_an_appeal_had_no_hand_in_it(self) -> None:
        for each in self.case.appeals:
            if each.state != "filed":
                assert each.reviewer not in self.case.people_of(each.decision)
                assert each.reviewer != "bylaws"

    @invariant()
    def machines_decide_only_what_is_sure(self) -> None:
        for decision in self.case.decisions:
            if decision.by_machine:
                assert not self.nature.vague
                assert self.acts
                assert not any(self.customers[each].hijacked for each in decision.subjects)
                for step in self.case.steps_of(decision.id):
                    narrow = step.measure in ("warn", "cure", "throttle", "hold", "block")
                    assert step.needs or narrow or not self.customers[step.subject].established
                    assert step.needs or step.lasts is not None or step.measure in ("warn", "cure")

    @invariant()
    def nobody_is_judged_by_words_that_did_not_bind(self) -> None:
        for decision in self.case.decisions:
            if decision.verdict == "violation":
                assert all(self.customers[each].bound == LAW.version for each in decision.subjects)

    @invariant()
    def nothing_is_told_before_advice_or_to_a_thief(self) -> None:
        advised = "counsel" in self.case.advised
        for each in self.case.notices:
            if each.state in ("queued", "sent", "delivered", "bounced"):
                assert advised or self.notice.when == "at once"
                assert not self.customers[each.subject].hijacked

    @invariant()
    def what_was_overturned_is_taken_back(self) -> None:
        for each in self.case.appeals:
            if each.state == "overturned":
                held = self.case.steps_of(each.decision, each.subject)
                assert all(step.state in ("undoing", "undone", "expired", "withdrawn", "failed") for step in held)
                party = self.case.party(each.subject)
                assert party
                own = set(self.case.decision(each.decision).findings)
                assert not own & {one.id for one in party.standing}

    @invariant()
    def nothing_outlasts_its_time(self) -> None:
        """Once the clock was looked at; what was begun between is looked at the next time."""
        for step in self.case.steps:
            last = max((each.at for each in self.changes if isinstance(each, Applied) and each.step == step.id), default=None)
            if step.state == "active" and step.until is not None and last is not None:
                assert step.until > min(self.now, step.until - 1)
                assert step.until == last + (step.lasts if isinstance(step.lasts, int) else 0)

    def teardown(self) -> None:
        if not hasattr(self, "case"):
            return
        self.now += 400 * DAY
        self.do(lambda: steps.overdue(self.case, self.situation(MACHINE)))
        for step in self.case.steps:
            if step.state == "active" and not steps.is_told(step):
                assert step.until is None, "what has an end has ended"
                assert step.confirmed or not step.confirm_by or step.broken_glass, "what had to be confirmed was"


Desk.TestCase.settings = settings(max_examples=int(os.environ.get("BYLAWS_EXAMPLES", "60")), stateful_step_count=40, deadline=None)
TestDesk = Desk.TestCase

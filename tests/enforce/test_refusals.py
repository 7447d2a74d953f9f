"""Each thing that is forbidden is refused by its name, and with it alone: what stands beside it is let."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from bylaws.enforce import appeals, deciding, handling, notices, steps, striking
from bylaws.enforce.case import Case, Degrees, Held
from bylaws.enforce.changes import Change, Joined, Opened, case_of, changed
from bylaws.enforce.ladder import Due
from bylaws.enforce.people import MACHINE, Actor, RefusedError, Subject
from bylaws.enforce.situation import APPEAL_WINDOW, Customer, Nature
from bylaws.policy.program import NoticeRule
from tests.enforce.making import A1, A2, A3, ANNA, BEN, BOUND, CLEO, DAN, DAY, HOLDER, HOUR, LAW, NOW, WEIGHED, found, situation

WARNED = replace(BOUND, warned=(("c", NOW - DAY),))
SUSPEND = Due("suspend", lasts=7 * DAY, approved_by=("reviewer",))
TERMINATE = Due("terminate", approved_by=("reviewer", "counsel"))
HOLD = Due("hold", lasts=4 * HOUR, confirmed_by="reviewer", confirmed_within=4 * HOUR)
EVE = Actor("eve")


def case() -> Case:
    return case_of([Opened(NOW, "bylaws", "case-1", "c", LAW), Joined(NOW, "bylaws", (found(1), found(2, A2)))])


def choice(*due: Due, target: Subject = A1, **more: Any) -> deciding.Choice:
    made = deciding.Choice("violation", "so it is", WEIGHED, {A1: [(each, target) for each in due]})
    return replace(made, **more)


def decided(*due: Due, actor: Actor = ANNA, **around: Any) -> Case:
    held = case()
    around = {"customers": {A1: WARNED, A2: BOUND}, **around}
    return changed(held, deciding.decide(held, situation(actor, **around), choice(*due)))


def refusal(made: Callable[[], Iterable[Change]]) -> str:
    """The name under which it is refused; empty: it is let."""
    try:
        tuple(made())
    except RefusedError as refused:
        return refused.code
    return ""


def by(actor: Actor, due: Due = HOLD, *, customer: Customer = WARNED, target: Subject = A1, **around: Any) -> str:
    customers = {A1: customer, A2: BOUND}
    return refusal(lambda: deciding.decide(case(), situation(actor, customers=customers, **around), choice(due, target=target)))


def test_who_decides() -> None:
    assert [by(each) for each in (ANNA, CLEO, DAN, MACHINE)] == ["", "", "", ""]
    assert by(EVE) == "role"
    assert by(MACHINE, acts=False) == "rule-mode"
    assert by(ANNA, acts=False) == ""
    assert by(MACHINE, nature=Nature(vague=True)) == "vague-clause"
    assert by(ANNA, nature=Nature(vague=True)) == ""
    assert by(MACHINE, customer=replace(BOUND, hijacked=True)) == "hijacked"
    assert by(ANNA, customer=replace(BOUND, hijacked=True)) == ""


def test_a_machine_waits_where_a_finding_is_of_before_the_policy() -> None:
    held = changed(case(), [Joined(NOW, "bylaws", (found(3, hypothetical=True),))])
    assert refusal(lambda: deciding.decide(held, situation(MACHINE), choice(HOLD))) == "hypothetical"
    assert refusal(lambda: deciding.decide(held, situation(ANNA), choice(HOLD))) == ""


def test_nobody_is_judged_by_a_version_that_did_not_bind() -> None:
    assert by(ANNA, customer=Customer()) == "not-bound"
    assert by(ANNA, customer=Customer(bound="2025-01-01")) == "not-bound"
    assert by(ANNA, customer=BOUND) == ""
    unbound = {A1: Customer(), A2: Customer()}
    excused = choice(verdict="excused")
    assert refusal(lambda: deciding.decide(case(), situation(ANNA, customers=unbound), excused)) == ""


def test_a_decision_has_reasons_and_weighs_each_degree() -> None:
    assert refusal(lambda: deciding.decide(case(), situation(ANNA), choice(HOLD, reasons="  "))) == "reasons"
    unweighed = Degrees(WEIGHED.deliberate, Held(None, ""), WEIGHED.risk)
    assert refusal(lambda: deciding.decide(case(), situation(ANNA), choice(HOLD, degrees=unweighed))) == "degree-test"


def test_nothing_is_decided_about_who_is_left_out_or_no_party() -> None:
    held = changed(case(), handling.exclude(case(), situation(), A1, "honest"))
    assert refusal(lambda: deciding.decide(held, situation(), choice(HOLD))) == "not-concerned"
    elsewhere = deciding.Choice("violation", "so", WEIGHED, {A3: [(HOLD, A3)]})
    assert refusal(lambda: deciding.decide(case(), situation(), elsewhere)) == "not-concerned"
    nobody = changed(held, handling.exclude(held, situation(), A2, "honest too"))
    assert refusal(lambda: deciding.decide(nobody, situation(), choice(HOLD))) == "nobody-left"
    assert refusal(lambda: handling.exclude(case(), situation(), A3, "honest")) == "no-party"
    assert refusal(lambda: deciding.decide(decided(HOLD), situation(), choice(HOLD))) == "case-state"


def test_no_service_is_stopped_unwarned() -> None:
    assert by(ANNA, SUSPEND, customer=BOUND) == "unwarned"
    assert by(ANNA, SUSPEND, customer=replace(BOUND, warned=(("other", NOW - DAY),))) == "unwarned"
    assert by(ANNA, SUSPEND, customer=BOUND, nature=Nature(emergency=True)) == ""
    assert by(ANNA, SUSPEND, customer=WARNED) == ""
    assert by(ANNA, Due("isolate", "host", lasts=DAY), customer=BOUND) == ""


@pytest.mark.parametrize(
    ("due", "target", "customer", "waits"),
    [
        (HOLD, A1, BOUND, False),
        (Due("isolate", "host", lasts=DAY), Subject("host", "h"), BOUND, False),
        (Due("isolate", "host", lasts=DAY), Subject("host", "h"), replace(BOUND, established=True), True),
        (Due("throttle", lasts=DAY), A1, replace(BOUND, life_critical=True), False),
        (Due("block", lasts=DAY), A1, replace(BOUND, life_critical=True), True),
        (Due("block", "range", lasts=DAY), Subject("range", "+8821"), replace(BOUND, life_critical=True), False),
        (Due("throttle"), A1, BOUND, True),
        (Due("terminate"), A1, WARNED, True),
        (Due("suspend", lasts=DAY), A1, BOUND, True),
        (Due("suspend", lasts=DAY), A1, WARNED, True),
        (Due("warn"), A1, replace(BOUND, established=True), False),
    ],
)
def test_what_a_machine_may_not_do_waits_for_people(due: Due, target: Subject, customer: Customer, waits: bool) -> None:
    around = situation(MACHINE, customers={A1: customer, A2: BOUND})
    (change, *_) = deciding.decide(case(), around, choice(due, target=target))
    (step,) = change.steps  # type: ignore[union-attr]
    assert (step.state, bool(step.needs)) == (("proposed", True) if waits else ("approved", False))


def test_consent_is_a_persons_of_its_own() -> None:
    held = decided(TERMINATE)
    (step,) = held.steps

    def approving(actor: Actor, role: str, held: Case = held) -> str:
        return refusal(lambda: steps.approve(held, situation(actor), step.id, role))

    assert approving(MACHINE, "reviewer") == "people-only"
    assert approving(CLEO, "reviewer") == "role"
    assert approving(BEN, "senior") == "not-asked"
    assert approving(ANNA, "reviewer") == "own-decision"
    assert approving(DAN, "reviewer") == ""
    once = changed(held, steps.approve(held, situation(DAN), step.id, "reviewer"))
    assert approving(DAN, "counsel", once) == "own-approval"
    assert approving(BEN, "reviewer", once) == "approved"
    assert approving(CLEO, "counsel", once) == ""
    assert refusal(lambda: steps.approve(held, situation(DAN), "no-such", "reviewer")) == "unknown-step"
    assert refusal(lambda: steps.order(once, situation(MACHINE), step.id)) == "step-state"
    twice = changed(once, steps.approve(once, situation(CLEO), step.id, "counsel"))
    assert refusal(lambda: steps.order(twice, situation(MACHINE, customers={A1: WARNED}), step.id)) == ""
    assert refusal(lambda: steps.order(twice, situation(MACHINE, customers={A1: BOUND}), step.id)) == "unwarned"


def test_an_end_for_good_takes_two_people() -> None:
    held = decided(Due("terminate", approved_by=("reviewer",)), actor=MACHINE)
    (step,) = held.steps
    once = changed(held, steps.approve(held, situation(ANNA), step.id, "reviewer"))
    assert refusal(lambda: steps.order(once, situation(MACHINE, customers={A1: WARNED}), step.id)) == "two-people"


def test_the_glass_is_broken_by_a_senior_who_proved_it_for_what_can_be_taken_back() -> None:
    held = decided(SUSPEND)
    (step,) = held.steps

    def hurrying(actor: Actor, reason: str = "tonight", held: Case = held) -> str:
        return refusal(lambda: steps.break_glass(held, situation(actor), held.steps[0].id, reason))

    assert hurrying(MACHINE) == "people-only"
    assert hurrying(ANNA) == "role"
    assert hurrying(DAN) == "step-up"
    assert hurrying(BEN, "") == "reasons"
    assert hurrying(BEN, held=decided(TERMINATE)) == "not-interim"
    assert hurrying(BEN) == ""
    broken = changed(held, steps.break_glass(held, situation(BEN), step.id, "tonight"))
    assert refusal(lambda: steps.approve(broken, situation(BEN), step.id, "reviewer")) == "own-decision"
    assert refusal(lambda: steps.approve(broken, situation(DAN), step.id, "reviewer")) == ""
    going = changed(broken, steps.order(broken, situation(MACHINE, customers={A1: WARNED}), step.id))
    active = changed(going, steps.applied(going, situation(MACHINE), step.id, ""))
    late = situation(MACHINE, NOW + 13 * HOUR)
    (undoing,) = steps.overdue(active, late)
    assert undoing.step == step.id, "nobody approved it in the morning"  # type: ignore[union-attr]
    approved = changed(active, steps.approve(active, situation(DAN), step.id, "reviewer"))
    assert list(steps.overdue(approved, late)) == []


def test_a_step_is_confirmed_by_whom_it_asks_for() -> None:
    held = decided(HOLD, actor=MACHINE)
    (step,) = held.steps
    going = changed(held, steps.order(held, situation(MACHINE), step.id))
    active = changed(going, steps.applied(going, situation(MACHINE), step.id, ""))
    assert refusal(lambda: steps.confirm(active, situation(MACHINE), step.id)) == "people-only"
    assert refusal(lambda: steps.confirm(active, situation(CLEO), step.id)) == "role"
    assert refusal(lambda: steps.confirm(active, situation(ANNA), step.id)) == ""
    confirmed = changed(active, steps.confirm(active, situation(ANNA), step.id))
    assert refusal(lambda: steps.confirm(confirmed, situation(BEN), step.id)) == "not-asked"
    assert [each.reason for each in steps.overdue(active, situation(MACHINE, NOW + 4 * HOUR))] == ["its time is over"]  # type: ignore[union-attr]
    assert refusal(lambda: steps.failed(active, situation(MACHINE), step.id, "no")) == "step-state"


def test_appeals_are_judged_by_others_within_their_time() -> None:
    held = decided(HOLD)
    decision, notice = held.decisions[0].id, held.notices[0].id
    told = changed(held, notices.moved(held, situation(MACHINE), notice, "delivered"))

    def contesting(now: int = NOW, held: Case = told, subject: Subject = A1, text: str = "no", decision: str = decision) -> str:
        return refusal(lambda: appeals.appeal(held, situation(HOLDER, now), subject, decision, text))

    assert contesting() == ""
    assert contesting(NOW + APPEAL_WINDOW) == ""
    assert contesting(NOW + APPEAL_WINDOW + 1) == "too-late"
    assert contesting(text="") == "reasons"
    assert contesting(subject=A3) == "unknown-decision"
    assert contesting(decision="no-such") == "unknown-decision"
    assert contesting(held=case()) == "case-state"
    filed = changed(told, appeals.appeal(told, situation(HOLDER), A1, decision, "no"))
    assert contesting(held=filed) == "appealed"

    def judging(actor: Actor, outcome: Any = "overturned", reasons: str = "so", lifted: tuple[str, ...] = ()) -> str:
        return refusal(lambda: appeals.answer(filed, situation(actor), filed.appeals[0].id, outcome, reasons, lifted))

    assert [judging(each) for each in (MACHINE, EVE, ANNA, BEN)] == ["people-only", "role", "own-decision", ""]
    assert judging(BEN, reasons="") == "reasons"
    assert judging(BEN, "changed") == "nothing-changed"
    assert judging(BEN, "upheld", lifted=(told.steps[0].id,)) == "nothing-changed"
    assert judging(BEN, "changed", lifted=("no-such",)) == "unknown-step"
    assert judging(BEN, "changed", lifted=(told.steps[0].id,)) == ""
    assert refusal(lambda: appeals.answer(filed, situation(BEN), "no-such", "upheld", "so")) == "unknown-appeal"


def test_who_judged_an_appeal_takes_no_part_in_what_follows() -> None:
    held = decided(HOLD, actor=MACHINE)
    (step,) = held.steps
    held = changed(held, steps.order(held, situation(MACHINE), step.id))
    held = changed(held, steps.applied(held, situation(MACHINE), step.id, ""))
    held = changed(held, appeals.appeal(held, situation(HOLDER), A1, held.decisions[0].id, "no"))
    held = changed(held, appeals.answer(held, situation(BEN), held.appeals[0].id, "upheld", "so it is"))
    assert refusal(lambda: steps.confirm(held, situation(BEN), step.id)) == "own-judgement"
    assert refusal(lambda: steps.confirm(held, situation(ANNA), step.id)) == ""


def test_a_request_counts_from_its_arrival_and_is_missed_once() -> None:
    held = decided(Due("cure", within=3 * DAY))
    assert [each.due for each in held.requests] == [None]
    told = changed(held, notices.moved(held, situation(MACHINE, NOW + DAY), held.notices[0].id, "delivered"))
    assert [each.due for each in told.requests] == [NOW + 4 * DAY]
    assert list(steps.overdue(told, situation(MACHINE, NOW + 4 * DAY - 1))) == []
    missed = changed(told, steps.overdue(told, situation(MACHINE, NOW + 4 * DAY)))
    assert [each.missed for each in missed.requests] == [True]
    assert list(steps.overdue(missed, situation(MACHINE, NOW + 9 * DAY))) == []


def test_what_waits_for_advice_is_told_after_it() -> None:
    rule = NoticeRule("after advice", None, "counsel")
    held = decided(HOLD, notice=rule)
    assert [each.state for each in held.notices] == ["held"]
    assert refusal(lambda: notices.moved(held, situation(MACHINE), held.notices[0].id, "delivered")) == "notice-state"
    assert refusal(lambda: handling.advise(held, situation(ANNA, notice=rule), "counsel", "tell")) == "role"
    assert refusal(lambda: handling.advise(held, situation(MACHINE, notice=rule), "counsel", "tell")) == "people-only"
    assert refusal(lambda: handling.advise(held, situation(CLEO, notice=rule), "counsel", "")) == "reasons"
    told = changed(held, handling.advise(held, situation(CLEO, notice=rule), "counsel", "tell them"))
    assert [each.state for each in told.notices] == ["queued"]
    assert refusal(lambda: notices.moved(told, situation(MACHINE), "no-such", "sent")) == "unknown-notice"


def test_handling_has_its_limits() -> None:
    held, around = case(), situation()
    claimed = changed(held, handling.claim(held, around))
    assert refusal(lambda: handling.claim(claimed, situation(CLEO))) == "claimed"
    assert refusal(lambda: handling.claim(claimed, situation(BEN))) == "", "a senior takes it over"
    assert refusal(lambda: handling.claim(held, situation(MACHINE))) == "people-only"
    assert refusal(lambda: handling.link(held, around, held.id)) == "itself"
    other = replace(held, id="case-2", clause="d")
    assert refusal(lambda: handling.merge(held, other, around)[0]) == "other-clause"
    assert refusal(lambda: handling.merge(held, held, around)[0]) == "itself"
    assert refusal(lambda: handling.split(held, around, [A1, A2], "case-3")[0]) == "nothing-left"
    assert refusal(lambda: handling.split(held, around, [A3], "case-3")[0]) == "nothing-left"
    assert refusal(lambda: handling.close(held, around, "")) == "reasons"
    closed = changed(held, handling.close(held, around, "nothing in it"))
    assert refusal(lambda: handling.close(closed, around, "again")) == "case-state"
    assert refusal(lambda: handling.reopen(held, around, "again")) == "case-state"
    assert refusal(lambda: striking.strike(held, around, [found(1).id], " ")) == "reasons"
    going = decided(HOLD)
    going = changed(going, steps.order(going, situation(MACHINE), going.steps[0].id))
    assert refusal(lambda: handling.close(going, around, "done")) == "under-way"


def test_merged_and_split_cases_hold_what_they_held_together() -> None:
    one, other = case(), replace(case_of([Opened(NOW, "bylaws", "case-2", "c", LAW), Joined(NOW, "bylaws", (found(3, A3),))]))
    mine, theirs = handling.merge(one, other, situation())
    both, gone = changed(one, mine), changed(other, theirs)
    assert both.subjects == (A1, A2, A3)
    assert (gone.state, gone.into) == ("merged", "case-1")
    assert refusal(lambda: deciding.decide(gone, situation(), choice(HOLD))) == "case-state"
    rest, parted = handling.split(both, situation(), [A2], "case-3")
    assert changed(both, rest).subjects == (A1, A3)
    new = case_of(parted)
    assert (new.subjects, new.id, new.linked) == ((A2,), "case-3", ("case-1",))


def test_a_subject_without_a_finding_that_stands_is_concerned_no_more() -> None:
    held = decided(HOLD)
    going = changed(held, steps.order(held, situation(MACHINE), held.steps[0].id))
    struck = changed(going, striking.strike(going, situation(), [found(1).id], "the rule was wrong"))
    assert [each.subject for each in struck.concerned] == [A2]
    assert struck.steps[0].state == "undoing"
    assert [each.state for each in struck.notices] == ["withdrawn"]
    open_case = changed(case(), striking.strike(case(), situation(), [found(1).id, found(2).id], "the rule was wrong"))
    assert open_case.state == "closed"

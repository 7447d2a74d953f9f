"""One customer's history, from a first warning to an appeal that is won."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bylaws.enforce import appeals, deciding, handling, steps
from bylaws.enforce.case import Case
from bylaws.enforce.people import Actor, RefusedError
from bylaws.store.store import Store
from tests.desk.city import Office, line
from tests.enforce.making import A1, ANNA, BEN, DAN, HOLDER, WEIGHED


def taken(office: Office, number: int, **more: Any) -> Case:
    """The case into which a finding goes."""
    result = office.desk.take([line(number, at=office.clock.now, **more)])
    office.work()
    return office.case(next(iter(result.cases)))


def suspension(office: Office, case: Case) -> Case:
    """A person decides as the ladder proposes."""
    return office.desk.decide(case.id, ANNA, deciding.Choice("violation", "it went on and on", WEIGHED))


def test_warned_slowed_suspended_and_restored_when_the_appeal_is_won(store: Store) -> None:
    office = Office(store)
    first = taken(office, 1)
    assert (first.state, [each.measure for each in first.steps], first.decisions[0].by_machine) == ("decided", ["warn"], True)
    assert office.city.sent == {first.notices[0].id: (A1, "warn")}
    assert office.city.in_force == {}

    office.later(5)
    second = taken(office, 2)
    assert second.id != first.id
    assert office.city.in_force == {"account a1": ["throttle"]}
    office.later(1)
    office.work()
    assert office.city.in_force == {}, "a day later it is over"
    assert office.case(second.id).steps[0].state == "expired"

    office.later(5)
    third = taken(office, 3, degrees={"deliberate": {"count": 9}})
    (step,) = third.steps
    assert (step.measure, step.state, step.needs) == ("suspend", "proposed", ("reviewer",)), "people must consent"
    assert office.city.in_force == {}
    office.desk.do(third.id, ANNA, lambda case, situation: steps.approve(case, situation, step.id, "reviewer"))
    office.work()
    assert office.city.in_force == {"account a1": ["suspend"]}
    assert office.city.done[step.id].keeps == ("emergency-calls", "data-export", "appeal")

    decision = third.decisions[0].id
    office.desk.do(third.id, HOLDER, lambda case, situation: appeals.appeal(case, situation, A1, decision, "it was my son"))
    appeal = office.case(third.id).appeals[0].id
    for judge in (ANNA, HOLDER):
        with pytest.raises(RefusedError):
            office.desk.do(third.id, judge, lambda c, s: appeals.answer(c, s, appeal, "overturned", "so it was"))
    office.desk.do(third.id, DAN, lambda c, s: appeals.answer(c, s, appeal, "overturned", "so it was"))
    office.work()
    ended = office.case(third.id)
    assert office.city.in_force == {}
    assert (ended.steps[0].state, ended.appeals[0].state, ended.appeals[0].reviewer) == ("undone", "overturned", "dan")
    assert [sort for _, sort in office.city.sent.values()][-2:] == ["appeal-received", "appeal-outcome"]

    office.later(5)
    fourth = taken(office, 4, degrees={"deliberate": {"count": 9}})
    assert [each.measure for each in fourth.steps] == ["suspend"], "what was overturned counts no more: this is the third again"
    with store.begin() as transaction:
        assert {each.id for each in transaction.standing([(A1, "clause")])[A1, "clause"]} == {line(n)["id"] for n in (1, 2, 4)}


def test_a_person_decides_where_the_machine_may_not(store: Store) -> None:
    office = Office(store, "review")
    case = taken(office, 1)
    assert (case.state, case.steps) == ("open", ())
    decided = suspension(office, case)
    assert [each.measure for each in decided.steps] == ["warn"]
    with pytest.raises(RefusedError, match="decided"):
        suspension(office, decided)


def test_a_wave_is_one_case_with_each_of_them_apart(store: Store) -> None:
    office = Office(store, "review")
    shared = {"ip": "192.0.2.9"}
    lines = [line(n, f"u{n}", rule="floods", fields=shared) for n in range(400)]
    result = office.desk.take(lines)
    assert (result.opened, len(result.cases)) == (1, 1)
    case = office.case(next(iter(result.cases)))
    assert len(case.parties) == 400
    honest = [each.subject for each in case.parties[:30]]
    for subject in honest:
        office.desk.do(case.id, ANNA, partial(handling.exclude, subject=subject, reason="a household behind the NAT"))
    decided = suspension(office, office.case(case.id))
    office.work()
    assert len(decided.steps) == 370
    assert len({subject for subject, _ in office.city.sent.values()}) == 370
    assert not {subject for subject, _ in office.city.sent.values()} & set(honest)
    one = decided.decisions[0].subjects[7]
    holder = Actor(f"holder of {one.name}")
    office.desk.do(case.id, holder, lambda c, s: appeals.appeal(c, s, one, c.decisions[0].id, "I am one of two"))
    office.desk.do(case.id, BEN, lambda c, s: appeals.answer(c, s, c.appeals[0].id, "overturned", "so she is"))
    after = office.case(case.id)
    assert {each.subject for each in after.steps if each.state in ("undoing", "undone", "withdrawn")} == {one}


def test_the_shadow_only_counts(store: Store) -> None:
    office = Office(store, "shadow")
    result = office.desk.take([line(1), line(2, state="unsettled"), line(3, state="excused")])
    assert (result.shadow, result.ignored, result.cases) == (1, 2, {})
    with store.begin() as transaction:
        assert transaction.rows() == []
        assert transaction.standing([(A1, "clause")]) == {}
        assert transaction.known([line(1)["id"]])


def test_the_same_findings_again_change_nothing(store: Store) -> None:
    office = Office(store, "review")
    lines = [line(1), line(2, "a2"), line(3)]
    first = office.desk.take(lines)
    before = {id: office.case(id) for id in first.cases}
    again = office.desk.take(lines)
    assert (again.opened, again.joined, again.known) == (0, 0, 3)
    assert {id: office.case(id) for id in first.cases} == before
    more = office.desk.take([line(1, repeats=2, repeated_at="2026-11-24T00:00:00Z")])
    assert (more.opened, more.joined) == (0, 1), "it went on"


def test_what_cannot_be_carried_out_is_tried_again_and_then_told(store: Store) -> None:
    office = Office(store)
    taken(office, 1)
    office.later(5)
    office.city.failing = ["once"]
    second = taken(office, 2)
    assert second.steps[0].state == "pending"
    assert office.city.in_force == {}
    office.later(1 / 24 / 60)
    office.work()
    assert office.case(second.id).steps[0].state == "active"
    assert office.city.in_force == {"account a1": ["throttle"]}


def test_what_never_can_be_carried_out_is_failed(store: Store) -> None:
    office = Office(store)
    taken(office, 1)
    office.later(5)
    office.city.failing = ["always"] * 20
    second = taken(office, 2)
    for _ in range(10):
        office.later(0.5)
        office.work()
    assert (office.case(second.id).steps[0].state, office.case(second.id).steps[0].why) == ("failed", "no connection")

"""A rule that runs away is stopped, recalled, and leaves nothing behind."""

from __future__ import annotations

import pytest

from bylaws.desk.brakes import set_mode
from bylaws.desk.recalling import preview, recall
from bylaws.enforce import steps
from bylaws.enforce.deciding import Choice
from bylaws.enforce.ladder import Due
from bylaws.enforce.people import MACHINE, Actor, RefusedError, Subject
from bylaws.store.store import Store
from tests.desk.city import Office, line
from tests.enforce.making import A1, ANNA, BEN, DAY, WEIGHED


def test_a_threshold_ten_times_too_low_is_stopped_by_the_breaker_and_recalled_to_the_byte(store: Store) -> None:
    office = Office(store)
    # One customer was rightly slowed before.
    office.desk.take([line(9001, "old")])
    office.work()
    office.later(5)
    office.desk.take([line(9002, "old", at=office.clock.now)])
    office.work()
    before = dict(office.city.in_force)
    assert before == {"account old": ["throttle"]}

    found = [line(n, f"a{n}", at=office.clock.now, rule="floods", degrees={"risk": {"count": 9}}) for n in range(500)]
    taken = office.desk.take(found)
    office.work()
    assert (taken.opened, taken.decided) == (500, 20)
    assert [(each.rule, each.mode, each.by) for each in taken.broken] == [("floods", "review", "bylaws")]
    held = [target for target, measures in office.city.in_force.items() if measures == ["hold"]]
    assert len(held) == 20, "so many steps ran before the breaker"

    told = preview(office.desk, BEN, "floods")
    assert (told.findings, told.cases, told.steps, len(told.told)) == (500, 500, 40, 20)
    assert office.city.in_force != before, "a preview does nothing"
    with pytest.raises(RefusedError):
        recall(office.desk, ANNA, "floods", "ten times too low")
    done = recall(office.desk, BEN, "floods", "ten times too low")
    assert done == told
    office.work()
    assert office.city.in_force == before
    with store.begin() as transaction:
        accounts = [(Subject("account", f"a{n}"), "clause") for n in range(500)]
        assert transaction.standing(accounts) == {}, "zero strikes are left"
        assert len(transaction.standing([(Subject("account", "old"), "clause")])[Subject("account", "old"), "clause"]) == 2
    again = recall(office.desk, BEN, "floods", "ten times too low")
    assert (again.findings, again.cases) == (0, 0)


def test_what_also_rests_on_another_rule_stays(store: Store) -> None:
    office = Office(store)
    office.desk.take([line(1, degrees={"risk": {"count": 9}}), line(2, rule="floods")])
    office.work()
    assert office.city.in_force == {"account a1": ["hold"]}
    done = recall(office.desk, BEN, "floods", "it was wrong")
    office.work()
    assert (done.findings, done.steps, len(done.left)) == (1, 0, 1)
    assert office.city.in_force == {"account a1": ["hold"]}


def test_more_power_takes_two(store: Store) -> None:
    office = Office(store, "shadow")
    for actor, consent in ((ANNA, ""), (ANNA, "anna"), (MACHINE, "ben")):
        with pytest.raises(RefusedError):
            set_mode(office.desk, "alone", "review", actor, "it was right for a week", consent)
    with pytest.raises(RefusedError):
        set_mode(office.desk, "no-such", "review", ANNA, "it was right for a week", "ben")
    with pytest.raises(RefusedError):
        set_mode(office.desk, "alone", "review", ANNA, " ", "ben")
    set_mode(office.desk, "alone", "enforce", ANNA, "it was right for a week", "ben")
    office.desk.take([line(1)])
    office.work()
    assert len(office.city.sent) == 1
    set_mode(office.desk, "alone", "off", ANNA, "pause it")
    assert office.desk.take([line(2, "a2")]).ignored == 1


def test_what_nobody_confirms_ends_after_a_restart_too(store: Store) -> None:
    office = Office(store)
    office.desk.take([line(1, degrees={"risk": {"count": 9}})])
    office.work()
    assert office.city.in_force == {"account a1": ["hold"]}
    again = Office(store)  # as after a restart: what the old process knew is in the database
    again.city.state, again.city.answers = office.city.state, office.city.answers
    again.later(3.9 / 24)
    again.work()
    assert again.city.in_force == {"account a1": ["hold"]}
    again.later(0.1 / 24)
    again.work()
    assert again.city.in_force == {}


def test_another_policys_case_is_left_to_it(store: Store) -> None:
    office = Office(store, "review")
    result = office.desk.take([line(1, digest="e" * 64)])
    with pytest.raises(RefusedError, match="not under the policy given"):
        office.desk.do(next(iter(result.cases)), Actor("x"), lambda c, s: steps.overdue(c, s))


def test_a_request_that_was_missed_is_looked_at_once(store: Store) -> None:
    office = Office(store, "review")
    case = next(iter(office.desk.take([line(1)]).cases))
    due = {A1: [(Due("cure", within=DAY), A1)]}
    office.desk.decide(case, ANNA, Choice("violation", "mend it", WEIGHED, due))
    office.work()
    office.later(1)
    assert office.desk.tick() == 1
    assert [each.missed for each in office.case(case).requests] == [True]
    with store.begin() as transaction:
        assert transaction.due(office.clock.now + 100 * DAY) == [], "nothing of it is due any more"

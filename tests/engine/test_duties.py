"""Statement 22: duties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bylaws.engine.step import Stepper
from bylaws.engine.watched import Watched

from .running import ev, instant, ordered, program_of, run

NOTICE = """duty tell owed by provider
  after case.changed where to_state = "decided"
  expect notice.sent by case where delivered_at is not null
  within 30m
  severity high"""


def decided(at: str, case: str = "c1", **fields: object) -> dict[str, object]:
    return ev("case.changed", at, case=case, to_state="decided", **fields)


def notice(at: str, case: str = "c1", **fields: object) -> dict[str, object]:
    return ev("notice.sent", at, case=case, **{"delivered_at": f"2026-05-01T{at}Z", **fields})


def missed(block: str, events: list[dict[str, object]], until: str, zone: str = "UTC") -> list[tuple[str, object]]:
    """Key and deadline (clock time) of what was missed."""
    found = run(program_of(block, zone), events, f"2026-05-01T{until}" if len(until) < 10 else until)
    return [(each.key[0], each.at) for each in found if each.duty]


def at(clock: str) -> int:
    return instant(f"2026-05-01T{clock}" if len(clock) < 10 else clock)


def test_what_nothing_pays_is_missed_at_its_deadline() -> None:
    (found,) = run(program_of(NOTICE), [notice("09:00:00", "c0"), decided("10:00:00")], "2026-05-01T10:30:00")
    assert (found.rule, found.subject, found.at, found.state, found.duty) == ("tell", "provider", at("10:30:00"), "settled", True)
    assert missed(NOTICE, [decided("10:00:00")], "10:29:59") == []


def test_what_nobody_was_ever_seen_to_pay_is_unsettled_for_want_of_it() -> None:
    (found,) = run(program_of(NOTICE), [decided("10:00:00")], "2026-05-01T10:30:00")
    assert (found.rule, found.state, found.missing) == (
        "tell",
        "unsettled",
        ("any notice.sent with case where delivered_at is not null",),
    )
    late = run(program_of(NOTICE), [decided("10:00:00"), notice("10:30:01", "c0"), decided("11:00:00")])
    assert [(each.state, each.at) for each in late] == [("unsettled", at("10:30:00"))]


def test_an_expected_event_in_time_pays_up_to_the_very_instant_of_the_deadline() -> None:
    assert missed(NOTICE, [decided("10:00:00"), notice("10:30:00")], "12:00:00") == []
    assert missed(NOTICE, [decided("10:00:00"), notice("10:30:01")], "12:00:00") == [("c1", at("10:30:00"))]
    assert missed(NOTICE, [decided("10:00:00"), notice("10:10:00", "c2")], "12:00:00") == [("c1", at("10:30:00"))]
    assert missed(NOTICE, [decided("10:00:00"), notice("10:10:00", delivered_at=None)], "12:00:00") == [("c1", at("10:30:00"))]
    assert missed(NOTICE, [notice("09:59:59"), decided("10:00:00")], "12:00:00") == [("c1", at("10:30:00"))]


def test_a_late_payment_marks_the_finding_as_paid_late() -> None:
    found = run(program_of(NOTICE), [decided("10:00:00"), notice("11:00:00"), notice("11:30:00")])
    assert [each.paid_late for each in found] == [at("11:00:00")]


def test_a_further_trigger_never_postpones_an_open_debt() -> None:
    assert missed(NOTICE, [decided("10:00:00"), decided("10:20:00")], "10:40:00") == [("c1", at("10:30:00"))]
    paid_between = [decided("10:00:00"), notice("10:10:00"), decided("10:20:00")]
    assert missed(NOTICE, paid_between, "11:00:00") == [("c1", at("10:50:00"))]


def test_a_deadline_already_past_falls_due_at_the_trigger() -> None:
    block = NOTICE.replace("within 30m", "before at - 1h")
    assert missed(block, [decided("10:00:00")], "10:00:00") == [("c1", at("10:00:00"))]


def test_without_a_deadline_or_a_key_nothing_is_owed() -> None:
    block = """duty help owed by customer
  after assistance.requested where satisfied_at is null
  expect assistance.requested by request where satisfied_at is not null
  before due_at"""
    asked = [ev("assistance.requested", "10:00:00", account="a", request="q1")]
    assert run(program_of(block), asked, "2026-05-03T00:00:00") == []
    assert missed(NOTICE, [ev("case.changed", "10:00:00", to_state="decided")], "12:00:00") == []


PAUSED = NOTICE.replace(
    "  severity",
    '  paused from case.changed where to_state = "secrecy" until case.changed where from_state = "secrecy"\n  severity',
)


def secrecy(at: str, case: str = "c1") -> dict[str, object]:
    return ev("case.changed", at, case=case, to_state="secrecy")


def opened(at: str, case: str = "c1") -> dict[str, object]:
    return ev("case.changed", at, case=case, from_state="secrecy", to_state="open")


@pytest.mark.parametrize(
    ("events", "until", "expected"),
    [
        ([decided("10:00:00"), secrecy("10:10:00")], "23:00:00", []),
        ([decided("10:00:00"), secrecy("10:10:00"), opened("11:10:00")], "11:29:59", []),
        ([decided("10:00:00"), secrecy("10:10:00"), opened("11:10:00")], "11:30:00", [("c1", "11:30:00")]),
        ([decided("10:00:00"), secrecy("10:10:00", "c2")], "23:00:00", [("c1", "10:30:00")]),
        ([secrecy("09:00:00"), decided("10:00:00"), opened("11:00:00")], "23:00:00", [("c1", "11:30:00")]),
        ([decided("10:00:00"), secrecy("10:30:01")], "23:00:00", [("c1", "10:30:00")]),
        ([decided("10:00:00"), secrecy("10:10:00"), secrecy("10:20:00"), opened("10:40:00")], "23:00:00", [("c1", "11:00:00")]),
    ],
)
def test_pauses_stop_the_clock(events: list[dict[str, object]], until: str, expected: list[tuple[str, str]]) -> None:
    assert missed(PAUSED, events, until) == [(key, at(clock)) for key, clock in expected]


ASKED = """duty answer owed by provider
  after message.sent where channel = "sms"
  expect message.result by campaign
  within 30m
  paused from auth.attempt by user {started} until usage.metered by account {ended}"""


def asked(at: str, **more: object) -> dict[str, object]:
    return ev("message.sent", at, **{"account": "a1", "user": "u1", "channel": "sms", "campaign": at, **more})


def started(at: str, **more: object) -> dict[str, object]:
    return ev("auth.attempt", at, **{"user": "u1", **more})


def ended(at: str, **more: object) -> dict[str, object]:
    return ev("usage.metered", at, **{"account": "a1", **more})


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([started("09:00:00"), asked("10:00:00")], None),
        ([started("09:00:00"), ended("09:30:00"), asked("10:00:00")], "10:30:00"),
        ([started("09:00:00"), ended("09:30:00", account="a2"), asked("10:00:00")], None),
        ([ended("09:00:00"), started("09:30:00"), asked("10:00:00")], None),
        ([started("09:00:00"), started("09:00:01"), ended("09:30:00"), started("09:45:00"), asked("10:00:00")], None),
        ([started("09:00:00"), ended("09:30:00"), asked("10:00:00"), started("10:10:00"), ended("10:15:00")], "10:35:00"),
    ],
)
def test_a_pause_that_ended_by_another_key_is_over_for_debts_that_open_later(
    events: list[dict[str, object]], due: str | None
) -> None:
    assert dues(ASKED.format(started="", ended=""), events) == [due and at(due)]


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([started("09:00:00", ip="192.0.2.1"), asked("10:00:00")], "10:30:00"),
        ([started("09:59:00", ip="192.0.2.1"), asked("10:00:00")], None),
        ([started("09:59:00"), ended("09:59:30"), asked("10:00:00")], None),
        ([started("09:58:00"), ended("09:59:00"), asked("10:00:00"), ended("10:05:00", id="later")], None),
    ],
)
def test_what_starts_and_ends_a_pause_may_read_the_debt_that_opens_later(events: list[dict[str, object]], due: str | None) -> None:
    block = ASKED.format(started="where this.at - at <= 5m", ended='where this.channel <> "sms"')
    assert dues(block, events) == [due and at(due)]


SAME = ASKED.replace("usage.metered by account {ended}", "auth.attempt by user {ended}")
ON, OFF = 'where outcome = "fail"', 'where outcome = "success"'
NEAR, OTHER = " and this.at - at <= 5m", ' and this.channel <> "sms"'


def attempt(at: str, outcome: str, **more: object) -> dict[str, object]:
    return started(at, outcome=outcome, **more)


@pytest.mark.parametrize(
    ("start", "stop", "outcomes", "due"),
    [
        (ON + NEAR, OFF, ["fail", "success"], "10:30:00"),
        (ON + NEAR, OFF, ["fail", "success", "fail"], None),
        (ON + NEAR, OFF, ["success", "fail"], None),
        (ON, OFF + NEAR, ["fail", "success"], "10:30:00"),
        (ON, OFF + NEAR, ["fail", "success", "fail"], None),
        (ON, OFF + OTHER, ["fail", "success"], None),
        (ON + NEAR, OFF + NEAR, ["fail", "success", "fail", "success"], "10:30:00"),
        (ON + NEAR, OFF + OTHER, ["fail", "success"], None),
        (ON + OTHER, OFF, ["fail"], "10:30:00"),
        (ON + " and this.at - at >= 59s", OFF + NEAR, ["fail", "success", "fail"], "10:30:00"),
    ],
)
def test_the_last_event_that_bears_on_a_debt_tells_whether_its_pause_is_on(
    start: str, stop: str, outcomes: list[str], due: str | None
) -> None:
    events = [attempt(f"09:59:0{second}", outcome) for second, outcome in enumerate(outcomes)]
    block = SAME.format(started=start, ended=stop)
    assert dues(block, [*events, asked("10:00:00")]) == [due and at(due)]


@pytest.mark.parametrize(("start", "stop"), [(ON, OFF), (ON + NEAR, OFF)])
def test_nothing_is_kept_of_a_pause_that_an_end_ended_for_every_debt_of_its_key(start: str, stop: str) -> None:
    stepper = pushed(SAME.format(started=start, ended=stop), [attempt("10:00:00", "fail"), attempt("10:00:01", "success")])
    (changes,) = stepper._ways.debts["answer"]._on
    assert (changes.started, changes.ended) == ({}, {})


def test_ends_that_a_later_start_outdoes_or_that_end_nothing_are_not_kept() -> None:
    outcomes = [attempt(f"10:00:{second}", ("fail", "success")[second % 2]) for second in range(10, 40)]
    others = [attempt(f"10:01:{second}", "success", user="u2") for second in range(10, 40)]
    (changes,) = pushed(SAME.format(started=ON, ended=OFF + NEAR), [*outcomes, *others])._ways.debts["answer"]._on
    assert sum(len(each) for side in (changes.started, changes.ended) for each in side.values()) <= 3


@pytest.mark.parametrize("size", [10, 40])
def test_an_event_looks_only_at_the_debts_that_it_may_stop_or_let_go_on(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    for name in ("asked", "fits"):
        look = getattr(Watched, name)

        def counted(self: Watched, *given: object, look: Callable[..., object] = look) -> object:
            nonlocal looks
            looks += 1
            return look(self, *given)

        monkeypatch.setattr(Watched, name, counted)
    debts = [asked("10:00:00", campaign=f"c{n}", user=f"u{n}") for n in range(size)]
    turns = [(10, "fail"), (11, "fail"), (12, "success"), (13, "success")]
    events = [attempt(f"10:{minute}:00", outcome, user=f"u{n}") for minute, outcome in turns for n in range(size)]
    paid = [ev("message.result", "10:20:00", campaign=f"c{n}") for n in range(size)]
    stepper = pushed(SAME.format(started=ON, ended=OFF), [*debts, *events, *paid])
    assert stepper.open_debts == []
    assert looks <= 12 * size
    (changes,) = stepper._ways.debts["answer"]._on
    assert (len(changes.running), len(changes.stopped)) == (0, 0)


def test_what_was_paid_late_is_not_kept() -> None:
    stepper = pushed(NOTICE, [decided("10:00:00"), notice("11:00:00")])
    assert stepper._ways.debts["tell"]._missed == {}


def pushed(block: str, events: list[dict[str, object]]) -> Stepper:
    program = program_of(block)
    stepper = Stepper(program)
    for event in ordered(program, events):
        stepper.push(event)
    return stepper


def dues(block: str, events: list[dict[str, object]]) -> list[object]:
    """When what is owed at the end falls due."""
    return [each.due for each in pushed(block, events).open_debts]


def test_debts_due_later_are_listed_as_open() -> None:
    program = program_of(PAUSED)
    stepper = Stepper(program)
    for event in ordered(program, [decided("10:00:00"), decided("10:01:00", "c2"), secrecy("10:02:00", "c2")]):
        stepper.push(event)
    assert stepper.finish(at("10:02:00")) == []
    assert [(each.duty, each.key, each.subject, each.due) for each in stepper.open_debts] == [
        ("tell", ("c1",), "provider", at("10:30:00")),
        ("tell", ("c2",), "provider", None),
    ]


def test_a_debt_that_a_finding_opened_says_whose() -> None:
    block = """rule sent on message.sent
  when true

duty review owed by customer
  after finding.made
  expect session.seen by account = subject
  within 1h"""
    program = program_of(block)
    stepper = Stepper(program)
    for event in ordered(program, [ev("message.sent", "10:00:00", account="a1")]):
        stepper.push(event)
    assert [(each.duty, each.subject, each.follows) for each in stepper.open_debts] == [("review", "a1", "sent")]


def test_business_days_are_monday_to_friday_in_the_policys_zone() -> None:
    block = NOTICE.replace("within 30m", "within 2 business days")
    # Friday 22:00 UTC is Saturday 03:30 in Kolkata: Monday and Tuesday pass; in UTC, Monday 22:00 and Tuesday 22:00.
    friday = ev("case.changed", "2026-05-01T22:00:00", case="c1", to_state="decided")
    assert missed(block, [friday], "2026-06-01T00:00:00", "UTC") == [("c1", instant("2026-05-05T22:00:00"))]
    assert missed(block, [friday], "2026-06-01T00:00:00", "Asia/Kolkata") == [("c1", instant("2026-05-04T22:00:00"))]


def test_months_end_with_the_month() -> None:
    block = NOTICE.replace("within 30m", "within 1 month")
    event = ev("case.changed", "2026-01-31T10:00:00", case="c1", to_state="decided")
    assert missed(block, [event], "2026-06-01T00:00:00") == [("c1", instant("2026-02-28T10:00:00"))]


def test_missed_duties_come_after_all_events_of_their_deadline_and_before_the_next() -> None:
    block = (
        NOTICE
        + """

rule seen on case.changed
  let misses = count(tell) by case over 1d
  when to_state = "look"
  against case"""
    )
    looks = [ev("case.changed", f"10:30:0{n}", case="c1", to_state="look") for n in range(2)]
    found = run(program_of(block), [notice("09:00:00", "c0"), decided("10:00:00"), *looks])
    assert [(each.rule, each.facts.get("misses")) for each in found] == [("seen", 0), ("tell", None), ("seen", 1)]


def test_a_missed_duty_is_an_event_that_may_open_the_next_debt() -> None:
    block = (
        NOTICE
        + """

duty escalate owed by provider
  after tell
  expect notice.sent by case
  within 5m"""
    )
    found = run(program_of(block), [notice("09:00:00", "c0"), decided("10:00:00"), decided("12:00:00", "c9")])
    assert [(each.rule, each.at) for each in found] == [("tell", at("10:30:00")), ("escalate", at("10:35:00"))]


def test_unless_is_judged_at_the_deadline_and_lets_at_the_trigger() -> None:
    block = """list plans by account from plan.assigned until valid_to
duty pay owed by customer
  after account.created
    let first = plans[account].plan
  expect payment.made by account
  within 1d
  unless plans[account].plan = "free"
  says "{first}" """
    events = [
        ev("plan.assigned", "09:00:00", account="a", plan="gold"),
        ev("account.created", "10:00:00", account="a"),
        ev("plan.assigned", "11:00:00", account="a", plan="free"),
    ]
    (found,) = run(program_of(block), events, "2026-05-03T00:00:00")
    assert (found.state, found.excuse, found.says) == ("excused", "unless 1", "gold")


def test_what_lets_count_and_the_numbers_that_they_name_are_those_of_the_trigger() -> None:
    block = """parameter least = 2 until 2026-05-01 then 1
duty pay owed by customer
  after account.created
    let plans = count() by account over 1h
    let all = plans + count(plan.assigned) by account over 1h
    let wanted = least
  expect payment.made by account
  within 10m
  unless all >= 3"""
    events = [
        ev("payment.made", "2026-04-30T23:40:00", account="b"),
        ev("plan.assigned", "2026-04-30T23:50:00", account="a"),
        ev("account.created", "2026-04-30T23:55:00", account="a"),
        ev("plan.assigned", "2026-04-30T23:59:00", account="a"),
    ]
    (found,) = run(program_of(block), events, "2026-05-01T01:00:00")
    assert (found.state, found.facts) == ("settled", {"plans": 1, "all": 2, "wanted": 2})


def test_each_element_owes_for_itself() -> None:
    block = """duty tell-all owed by provider
  after breach.suspected each place in jurisdictions
  expect notice.sent by about = breach, jurisdiction = place where delivered_at is not null
  within 1h"""
    events = [
        ev("breach.suspected", "10:00:00", breach="b1", jurisdictions=["DE", "FR"]),
        notice("10:10:00", about="b1", jurisdiction="FR"),
    ]
    found = run(program_of(block), events, "2026-05-01T12:00:00")
    assert [(each.key, each.element) for each in found] == [(("b1", "DE"), 0)]


def test_without_keys_the_debt_is_the_subjects() -> None:
    block = """duty answer owed by customer
  after question.asked where answered_at is null
  expect payment.made
  within 1h"""
    events = [ev("question.asked", "10:00:00", account=name, question=name) for name in ("a", "b")]
    found = run(program_of(block), [*events, ev("payment.made", "10:30:00", account="b")], "2026-05-01T12:00:00")
    assert [(each.subject, each.key) for each in found] == [("a", ("a",))]


def test_an_event_that_is_both_awaited_and_a_trigger_pays_the_old_debt_and_opens_a_new_one() -> None:
    block = """duty beat owed by provider
  after service.health
  expect service.health by component
  within 1m"""
    beats = [ev("service.health", clock, component="x") for clock in ("10:00:00", "10:01:00", "10:01:30")]
    found = run(program_of(block), beats, "2026-05-01T11:00:00")
    assert [(each.event, each.at) for each in found] == [("test#3", at("10:02:30"))]

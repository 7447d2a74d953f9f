"""A number too great to be held inside a window makes the window's fact such a number, step by step and over columns."""

from __future__ import annotations

import pytest

from bylaws.engine.nulls import is_beyond

from ..running import ev, program_of
from .running import agreeing, lines_of

GREAT, SMALL = "100000", "2"
"""The square of the first is too great to be held."""
UNIT = 10**9
"""The held units in one of a decimal."""


def used(clock: str, number: int, quantity: str = SMALL, account: str = "a") -> dict[str, object]:
    return ev("usage.metered", clock, id=f"{number}", account=account, meter="gb", quantity=quantity)


LOG = [
    used("10:00:00", 1),
    used("10:00:10", 2, GREAT),
    used("10:00:20", 3),
    used("10:00:30", 4, account="b"),
    used("10:01:10", 5),
    used("10:01:11", 6),
]


def facts(fact: str, *, where: str = "", block: int = 1 << 20) -> list[object]:
    """By event what a fact is, None for what is too great; the rule finds on every event."""
    rule = f"rule r on usage.metered\n{where}\n  let fact = {fact}\n  when fact is null or fact is not null"
    ran = agreeing(program_of(rule), [lines_of(LOG)], block=block)
    values = [each["facts"]["fact"] for each in ran.findings]  # type: ignore[index]
    return [None if is_beyond(each) else each for each in values]


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize(
    ("window", "counted"),
    [
        ("sum(quantity * quantity)", (4, 4, 8, 12)),
        ("avg(quantity * quantity)", (4, 4, 4, 4)),
        ("min(quantity * quantity)", (4, 4, 4, 4)),
        ("max(quantity * quantity)", (4, 4, 4, 4)),
        ("deviation(quantity * quantity)", (0, 0, 0, 0)),
        ("sum(quantity where quantity * quantity > 1)", (2, 2, 4, 6)),
        ("sum(quantity where meter <> this.meter or quantity * quantity > 1)", (2, 2, 4, 6)),
    ],
)
def test_a_fact_is_too_great_while_what_makes_it_so_is_in_the_window(window: str, counted: tuple[int, ...], block: int) -> None:
    first, other, fifth, sixth = (each * UNIT for each in counted)
    assert facts(f"{window} by account over 1m", block=block) == [first, None, None, other, fifth, sixth]


@pytest.mark.parametrize("window", ["count(where quantity * quantity > 1)", "distinct(id where quantity * quantity > 1)"])
def test_what_may_be_one_more_is_too_great(window: str) -> None:
    assert facts(f"{window} by account over 1m") == [1, None, None, 1, 2, 3]


def test_what_is_too_great_only_for_one_who_asks_is_so_only_for_him() -> None:
    found = facts("sum(quantity * this.quantity) by account over 1m")
    assert found == [4 * UNIT, None, 200_008 * UNIT, 4 * UNIT, 8 * UNIT, 12 * UNIT]


def test_what_is_too_great_under_one_argument_is_not_under_another() -> None:
    assert facts("count() by account over 1m") == [1, 2, 3, 1, 2, 3]
    both = "sum(quantity) by account over 1m + 0 * coalesce(sum(quantity * quantity) by account over 1m, 1)"
    assert facts(both)[2] == 100_004 * UNIT


def test_what_a_condition_leaves_out_is_not_too_great() -> None:
    for window in ("sum(quantity * quantity where quantity < 10)", "count(where quantity < 10 and quantity * quantity > 1)"):
        assert None not in facts(f"{window} by account over 1m")


def test_where_the_rule_s_own_condition_is_too_great_so_is_what_its_windows_count() -> None:
    assert facts("count() by account over 1m", where="  where quantity * quantity > 1") == [1, None, None, 1, 2, 3]


def test_last_is_too_great_only_where_that_is_the_nearest() -> None:
    found = facts("coalesce(last(quantity where quantity * quantity > 1) by account over 1h, 7)")
    assert found == [each * UNIT for each in (7, 2, 7, 7, 2, 2)]


@pytest.mark.parametrize("block", [1, 1 << 20])
def test_windows_over_another_kind_and_over_past_weeks(block: int) -> None:
    clocks = ("10:00:05", "10:00:15", "2026-05-08T10:00:00", "2026-05-08T11:00:00")
    attempts = [ev("auth.attempt", clock, id=f"a{n}", account="a") for n, clock in enumerate(clocks)]
    rules = "\n".join(
        f"""rule r{n} on auth.attempt
  let fact = sum(quantity * quantity of usage.metered) by account over {span}
  when account is not null
  severity info"""
        for n, span in enumerate(("1m", "same hour of 1w"))
    )
    events = [LOG[0], attempts[0], LOG[1], attempts[1], *LOG[2:], *attempts[2:]]
    ran = agreeing(program_of(rules), [lines_of(events)], block=block)
    assert ran.kept == 2, ran.reasons
    found = [(each["rule"], each["event"]) for each in ran.findings if is_beyond(each["facts"]["fact"])]  # type: ignore[index]
    assert found == [("r0", "a1"), ("r1", "a2")]


def test_the_finding_says_what_was_too_great() -> None:
    rule = "rule r on usage.metered\n  let fact = sum(quantity * quantity) by account over 1m\n  when fact > 100"
    ran = agreeing(program_of(rule), [lines_of(LOG)])
    assert [(each["event"], each["state"], each["errors"]) for each in ran.findings] == [
        (event, "unsettled", {"fact": "overflow of `sum(quantity * quantity) by account over 1m`"}) for event in ("2", "3")
    ]

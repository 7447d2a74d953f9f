"""Comparisons that never change are told, and no others."""

import time

import pytest

from bylaws.engine import windows
from bylaws.policy import bounds
from tests.policy.compiling import told

LETS = """
  let calls = count() by account over 1h
  let ways = distinct(direction) by account over 1h
  let others = count(where this.to = to) by account over 1h
  let talk = sum(billed_s) by account over 1h
  let minutes = talk / 1m
  let failed = count(where cause > 16) by account over 1h
  let part = failed / calls
  let people = distinct(to where cause > 16) by account over 1h / distinct(to) by account over 1h
  let other = failed / count() by account over 2h
  let aside = failed / count() by trunk over 1h
  let both = failed / count(where automated) by account over 1h
  let more = count() by account over 1h / failed"""


def messages(condition: str) -> list[str]:
    return [each.message for each in told(f"parameter most = 0\nrule r on call.record{LETS}\n  when {condition}")]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("1 / 0 > 3", "`1 / 0` is never known, for nothing can be divided by 0"),
        ("calls / (2 - 2) > 3", "`calls / (2 - 2)` is never known, for nothing can be divided by 0"),
        ("cause mod 0 = 1", "`cause mod 0` is never known, for nothing can be divided by 0"),
        ("calls > -1", "`calls > -1` always holds, for a count is never below 0"),
        ("calls >= 0", "`calls >= 0` always holds, for a count is never below 0"),
        ("-1 < calls", "`-1 < calls` always holds, for a count is never below 0"),
        ("calls < 0", "`calls < 0` never holds, for a count is never below 0"),
        ("calls = -1", "`calls = -1` never holds, for a count is never below 0"),
        ("calls <> -1", "`calls <> -1` always holds, for a count is never below 0"),
        ("2 * calls + ways < 0", "`2 * calls + ways < 0` never holds, for a count is never below 0"),
        ("ways > 4", "`ways > 4` never holds, for `direction` has 4 values"),
        ("ways <= 4", "`ways <= 4` always holds, for `direction` has 4 values"),
        ("others > 5000", "`others > 5000` never holds, for a window that reads `this` looks at 4,096 events at most"),
        ("part > 60", "`part > 60` never holds, for a part of what is counted is 1 (100%) of it at most"),
        ("part > 100%", "`part > 100%` never holds, for a part of what is counted is 1 (100%) of it at most"),
        ("people >= 2", "`people >= 2` never holds, for a part of what is counted is 1 (100%) of it at most"),
        ("part >= 0", "`part >= 0` always holds, for a part of what is counted is 1 (100%) of it at most"),
        ("2 > 1", "`2 > 1` always holds"),
        ("60s = 1m", "`60s = 1m` always holds"),
        ("EUR 1.00 * 3 > EUR 4.00", "`EUR 1.00 * 3 > EUR 4.00` never holds"),
        ("50% < 0.4", "`50% < 0.4` never holds"),
        ('"a" = "b"', '`"a" = "b"` compares two values that never change'),
    ],
)
def test_what_never_changes_is_told(condition: str, message: str) -> None:
    assert messages(condition) == [message]


@pytest.mark.parametrize(
    "condition",
    [
        *("calls > 0", "calls >= 1", "calls = 0", "ways > 3", "ways >= 4", "others > 4095", "others >= 4096"),
        *(
            "talk > -1s",
            "minutes > 0",
            "calls - ways > -1",
            "ways - calls < 0",
            "calls / ways > 0",
            "calls > most",
            "most > 1",
            "true",
        ),
        *("cost > EUR 0.00", "calls * (ways - 3) < 0", "-calls < 0", "at > 2026-01-01", 'direction = "outbound"'),
        "calls / most > 1",
        *("part > 60%", "part >= 1", "part = 0", "people > 0.5", "other > 60", "aside > 60", "both > 60", "more > 60"),
    ],
)
def test_what_may_change_is_not(condition: str) -> None:
    assert messages(condition) == []


def test_each_place_of_a_rule_is_looked_at() -> None:
    block = f"""rule r on call.record
  where 2 > 1{LETS}
  when count(where 3 > 4) by account over 1h > 9
  unless calls < 0
  severity high if calls > -1
  risk if ways > 9
exception e to r
  let double = 2 * calls
  when double < 0"""
    assert [each.span.text for each in told(block)] == ["2 > 1", "3 > 4", "calls < 0", "calls > -1", "ways > 9", "double < 0"]


def test_numbers_without_end_are_left_alone() -> None:
    squares = "".join(f"  let n{i} = n{i - 1} * n{i - 1}\n" for i in range(1, 60))
    started = time.process_time()
    found = told(f"rule r on call.record\n  let n0 = 1000 + 7\n{squares}  when n59 > 3")
    assert time.process_time() - started < 1
    assert [each.code for each in found] == []


def test_a_window_longer_than_a_century_is_told() -> None:
    (found,) = told("rule r on call.record when count() by account over 99999d > 3")
    assert (found.code, found.span.text) == ("long-window", "99999d")
    assert told("rule r on call.record when count() by account over 3650d > 3") == []


def test_a_window_that_reads_this_looks_at_as_many_events_as_the_engine_says() -> None:
    assert bounds.SCAN_LIMIT == windows.SCAN_LIMIT

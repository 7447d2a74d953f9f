"""What no kind of event tells of is counted, and told once an input."""

from __future__ import annotations

from bylaws.events.readers.passed import OTHER, SORTS, Passed


def test_the_most_frequent_sorts_are_told() -> None:
    passed = Passed()
    assert not passed
    for sort, count in {"cron": 1000, "kernel": 204, "a": 9, "b": 8, "c": 7, "d": 6, "e": 5}.items():
        passed.add(sort, count)
    assert passed
    assert str(passed) == "1,239 entries tell of no event: cron 1,000, kernel 204, a 9, b 8, c 7, and 11 more"


def test_one_entry_is_one() -> None:
    passed = Passed()
    passed.add("")
    assert str(passed) == f"1 entry tells of no event: {OTHER} 1"


def test_the_sorts_are_bounded_and_nothing_is_lost() -> None:
    passed = Passed()
    for number in range(5 * SORTS):
        passed.add(f"{number:05}" + "x" * 1000)
    assert len(passed.sorts) == SORTS + 1
    assert passed.sorts.total() == 5 * SORTS
    assert max(map(len, passed.sorts)) <= 40

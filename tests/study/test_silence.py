"""Sources that fell silent."""

from __future__ import annotations

import pytest

from bylaws.events.types import MILLION
from bylaws.study import silence as module
from bylaws.study.silence import Silences

HOUR = 3600 * MILLION
MINUTE = 60 * MILLION


def _every_minute(silences: Silences, start: int, count: int, source: str = "s") -> int:
    for number in range(count):
        silences.see(source, "k", start + number * MINUTE)
    return start + (count - 1) * MINUTE


def test_a_gap_far_beyond_the_usual_is_a_silence_with_its_times() -> None:
    silences = Silences()
    last = _every_minute(silences, 0, 100)
    _every_minute(silences, last + 5 * HOUR, 100)
    (found,) = silences.found()
    assert (found.source, found.kind, found.since, found.until, found.ended) == ("s", "k", last, last + 5 * HOUR, True)
    assert MINUTE * 0.9 <= found.usual <= MINUTE * 1.1


def test_a_source_that_stops_is_silent_until_the_end_of_the_input() -> None:
    silences = Silences()
    last = _every_minute(silences, 0, 100)
    _every_minute(silences, last, 200, "other")
    (found,) = silences.found()
    assert (found.source, found.since, found.ended) == ("s", last, False)


def test_nights_are_usual_and_an_outage_is_not() -> None:
    silences = Silences()
    for day in range(10):
        _every_minute(silences, day * 24 * HOUR, 600)
    assert silences.found() == []
    _every_minute(silences, 14 * 24 * HOUR, 600)
    (found,) = silences.found()
    assert found.lasted > 3 * 24 * HOUR


def test_few_events_say_nothing_of_what_is_usual() -> None:
    silences = Silences()
    for at in (0, 1, 2, 500):
        silences.see("s", "k", at * HOUR)
    assert silences.found() == []


def test_a_busy_source_may_rest_for_some_minutes() -> None:
    silences = Silences()
    for number in range(100):
        silences.see("s", "k", number * MILLION)
    silences.see("s", "k", 99 * MILLION + 4 * MINUTE)
    assert silences.found() == []


def test_events_at_one_instant_are_no_gap() -> None:
    silences = Silences()
    for _ in range(50):
        silences.see("s", "k", 0)
    silences.see("s", "k", HOUR)
    (found,) = silences.found()
    assert (found.usual, found.lasted) == (0, HOUR)


def test_memory_is_bounded_by_the_number_of_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SOURCES", 2)
    silences = Silences()
    for source in "abca":
        silences.see(source, "k", 0)
    assert silences.unwatched == 1

"""Sources that fell silent."""

from __future__ import annotations

from random import Random

import numpy as np
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
    for number in range(100):
        silences.see("s", "k", number // 2 * MINUTE)
    silences.see("s", "k", 49 * MINUTE + 5 * HOUR)
    (found,) = silences.found()
    assert MINUTE * 0.9 <= found.usual <= MINUTE * 1.1
    assert found.lasted == 5 * HOUR


def test_one_short_burst_does_not_say_when_the_next_is_due() -> None:
    silences = Silences()
    for number in range(50):
        silences.see("s", "k", number * MILLION)
    _every_minute(silences, 0, 600, "other")
    assert silences.found() == []


@pytest.mark.parametrize("bursts", [2, 3, 4, 20])
def test_a_source_that_comes_in_bursts_is_not_silent_between_them(bursts: int) -> None:
    silences = Silences()
    for burst in range(bursts):
        for number in range(300):
            silences.see("s", "k", burst * 6 * HOUR + number * MILLION)
    assert silences.found() == []


def test_bursts_may_come_at_any_time() -> None:
    random, silences, at = Random(1), Silences(), 0
    for _ in range(30):
        at += round(random.expovariate(1 / (2 * HOUR)))
        for number in range(200):
            silences.see("s", "k", at + number * MILLION)
    assert silences.found() == []


def test_a_burst_that_stays_away_is_a_silence() -> None:
    silences = Silences()
    for hour in (*range(0, 120, 6), 160, 166):
        for number in range(300):
            silences.see("s", "k", hour * HOUR + number * MILLION)
    (found,) = silences.found()
    assert (found.since, found.until) == (114 * HOUR + 299 * MILLION, 160 * HOUR)
    assert 5.4 * HOUR <= found.usual <= 6.6 * HOUR


@pytest.mark.parametrize("outages", [1, 2, 3])
def test_one_outage_does_not_excuse_another(outages: int) -> None:
    silences, at = Silences(), 0
    for _ in range(outages + 1):
        at = _every_minute(silences, at, 2000) + 5 * HOUR
    assert len(silences.found()) == outages


def test_memory_is_bounded_by_the_number_of_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SOURCES", 2)
    silences = Silences()
    for source in "abca":
        silences.see(source, "k", 0)
    assert silences.unwatched == 1


def test_a_source_that_begins_late_is_told_with_its_times() -> None:
    silences = Silences()
    _every_minute(silences, 0, 200)
    _every_minute(silences, HOUR, 100, "late")
    _every_minute(silences, 3 * MINUTE, 100, "soon")
    (begun,) = silences.begun()
    assert (begun.source, begun.since, begun.at) == ("late", 0, HOUR)
    assert MINUTE * 0.9 <= begun.usual <= MINUTE * 1.1


def test_a_source_of_which_too_little_came_is_unjudged_and_never_late() -> None:
    silences = Silences()
    _every_minute(silences, 0, 200)
    _every_minute(silences, HOUR, 5, "few")
    _every_minute(silences, HOUR, 3, "fewer")
    assert silences.begun() == []
    assert [(each.source, each.events) for each in silences.unjudged()] == [("few", 5), ("fewer", 3)]


@pytest.mark.parametrize("seed", range(12))
def test_batches_of_any_size_tell_the_same_as_events_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SOURCES", 6)
    random = Random(seed)
    keys = [(f"s{number}", random.choice("kl")) for number in range(8)]
    pace = [random.choice([MILLION, MINUTE, 20 * MINUTE]) for _ in keys]
    events = []
    for number, step in enumerate(pace):
        at = random.choice([0, 30 * HOUR])
        for _ in range(random.choice([3, 60, 400])):
            at += 0 if random.random() < 0.1 else round(random.expovariate(1 / step)) + 20 * HOUR * (random.random() < 0.02)
            events.append((at, number))
    events.sort(key=lambda each: each[0])
    one, many = Silences(), Silences()
    for at, number in events:
        one.see(*keys[number], at)
    rest = events
    while rest:
        size = random.choice([0, 1, 7, 100])
        some, rest = rest[:size], rest[size:]
        whose, places = (np.array([each[part] for each in some], np.int64) for part in (1, 0))
        many.see_all(whose, places, keys.__getitem__)
    assert (one.found(), one.begun(), one.unjudged()) == (many.found(), many.begun(), many.unjudged())
    assert one.unwatched == many.unwatched


def test_what_a_register_told_once_long_ago_is_no_beginning_of_a_silence() -> None:
    silences = Silences()
    for key in ("s", "t"):
        silences.see(key, "k", 0)
    at = _every_minute(silences, 2000 * HOUR, 200)
    _every_minute(silences, 2000 * HOUR, 200, "t")
    assert silences.found() == []
    assert silences.begun() == []
    _every_minute(silences, at + 5 * HOUR, 3)
    assert [(each.source, each.ended) for each in silences.found()] == [("t", False), ("s", True)]


def test_one_register_that_reaches_far_back_makes_nobody_late() -> None:
    silences = Silences()
    _every_minute(silences, 0, 100, "register")
    for source in ("a", "b", "c"):
        _every_minute(silences, 2000 * HOUR, 200, source)
    assert silences.begun() == []
    _every_minute(silences, 2100 * HOUR, 200, "late")
    assert [each.source for each in silences.begun()] == ["late"]

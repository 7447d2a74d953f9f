"""The small parts of the columns against their plain counterparts."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine import calendar
from bylaws.engine.cells import Measure
from bylaws.engine.columns import exact
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.prefixes import Prefixes
from bylaws.engine.columns.spans import limits
from bylaws.engine.columns.weekly import Weekly
from bylaws.engine.rounding import half_even
from bylaws.engine.spans import Same, This, Unit
from bylaws.engine.windows import Weekly as Plain
from bylaws.events.columns.strings import Strings
from bylaws.events.types import INT64_MAX, INT64_MIN, MILLION
from bylaws.policy.expressions import CalendarSame, CalendarThis

WHOLE = st.one_of(
    st.integers(-20, 20), st.integers(INT64_MIN, INT64_MAX), st.sampled_from((INT64_MIN, INT64_MAX, 2**50, 10**9, 2**32))
)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


@settings(max_examples=500, deadline=None)
@given(a=WHOLE, b=WHOLE, c=WHOLE.filter(bool))
def test_a_quotient_is_exact_or_left_undecided(a: int, b: int, c: int) -> None:
    out, undecided = np.zeros(1, np.int64), np.zeros(1, np.bool_)
    exact.multiply_divide(*(np.array([each], np.int64) for each in (a, b, c)), out, undecided)
    if abs(a * b) < 2**49 * abs(c) and abs(c) < 2**59:
        assert not undecided[0]
    if not undecided[0]:
        assert int(out[0]) == half_even(a * b, c)


@settings(max_examples=300, deadline=None)
@given(a=WHOLE, b=WHOLE, sign=st.sampled_from((1, -1)))
def test_a_sum_is_exact_or_left_undecided(a: int, b: int, sign: int) -> None:
    out, undecided = np.zeros(1, np.int64), np.zeros(1, np.bool_)
    exact.add(np.array([a], np.int64), np.array([b], np.int64), sign, out, undecided)
    assert bool(undecided[0]) == (not INT64_MIN <= a + sign * b <= INT64_MAX)
    if not undecided[0]:
        assert int(out[0]) == a + sign * b


@settings(max_examples=100, deadline=None)
@given(width=st.integers(1, 4), data=st.data())
def test_keys_are_numbered_as_a_dictionary_would(width: int, data: st.DataObject) -> None:
    keys, known = Keys(width), dict[tuple[int, ...], int]()
    part = st.sampled_from((int(NULL), 0, 1, -1, INT64_MAX))
    for _ in range(data.draw(st.integers(1, 5))):
        rows = data.draw(st.lists(st.tuples(*[part] * width), min_size=1, max_size=12))
        columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
        add = data.draw(st.booleans())
        for row, number in zip(rows, keys.numbers(columns, add=add).tolist(), strict=True):
            if NULL in row or (row not in known and not add):
                assert number == NULL
            else:
                assert number == known.setdefault(row, number)
        assert sorted(known.values()) == list(range(len(keys)))
        if known and data.draw(st.booleans()):
            alive = sorted(data.draw(st.sets(st.sampled_from(sorted(known.values())))))
            keys.keep(np.array(alive, np.int64))
            known = {row: alive.index(number) for row, number in known.items() if number in alive}


@settings(max_examples=100, deadline=None)
@given(
    prefixes=st.lists(st.text("+49é", min_size=1, max_size=4), unique=True, max_size=6), texts=st.lists(st.text("+49é", max_size=6))
)
def test_the_longest_prefix_is_found(prefixes: list[str], texts: list[str]) -> None:
    strings, tree = Strings(), Prefixes()
    tree.add(prefixes)
    numbers = np.array([*(strings.number(each) for each in texts), NULL], np.int64)
    expected = [max((p for p in prefixes if text.startswith(p)), key=len, default=None) for text in texts]
    found = [None if number < 0 else prefixes[number] for number in tree.find(numbers, strings).tolist()]
    assert found == [*expected, None]


OVER = st.builds(CalendarSame, st.sampled_from(("hour", "day", "week")), st.integers(1, 3))
CHANGES = {"Europe/Berlin": (1_774_746_000, 1_792_890_000), "America/New_York": (1_772_953_200, 1_793_512_800)}
"""When clocks change in 2026, in seconds."""


def moments(zone: str) -> st.SearchStrategy[list[int]]:
    around = [change + week * 604_800 for change in CHANGES.get(zone, (1_772_953_200,)) for week in (0, 1, 2)]
    offset = st.sampled_from((-7200, -3600, -1, 0, 1, 1800, 3599, 3600, 7199, 7200, 86_400))
    return st.lists(st.builds(lambda a, b: (a + b) * MILLION, st.sampled_from(around), offset), max_size=20).map(sorted)


@settings(max_examples=200, deadline=None)
@given(over=OVER, zone=st.sampled_from(ZONES), size=st.integers(1, 9), data=st.data())
def test_past_weeks_are_those_of_the_step_executor(over: CalendarSame, zone: str, size: int, data: st.DataObject) -> None:
    places = data.draw(moments(zone))
    rows = [(data.draw(st.integers(0, 1)), data.draw(st.one_of(st.none(), st.integers(-5, 5)))) for _ in places]
    plain = Plain(Measure("sum", 1, 1, "sum"), Same(Unit(over.unit, calendar.zone(zone)), over.weeks))
    weekly = Weekly(1, over, zone)
    for start in range(0, len(places), size):
        batch = np.array(places[start : start + size], np.int64)
        part = rows[start : start + size]
        keys = [np.array([key for key, _ in part], np.int64)]
        weekly.enter(keys, batch, np.array([NULL if value is None else value for _, value in part], np.int64))
        _, high, low = weekly.ask(keys, batch).tolist()
        for place, (key, value), upper, lower in zip(batch.tolist(), part, high, low, strict=True):
            if value is not None:
                plain.add(key, place, value)
            assert (upper << 32) + lower == plain.value(key, place)


@settings(max_examples=100, deadline=None)
@given(zone=st.sampled_from(ZONES), unit=st.sampled_from(("hour", "day", "week", "month")), data=st.data())
def test_calendar_windows_begin_where_the_step_executor_has_them(zone: str, unit: str, data: st.DataObject) -> None:
    places = data.draw(moments(zone))
    this = This(Unit(unit, calendar.zone(zone)))
    assert limits(CalendarThis(unit), np.array(places, np.int64), zone).tolist() == [this.bound(each) for each in places]


def test_a_rolling_window_leaves_out_what_lies_its_whole_length_back() -> None:
    assert limits(10, np.array([5, 25]), "UTC").tolist() == [-5, 15]


@pytest.mark.parametrize("count", [10, 5000])
def test_texts_have_one_number_each(count: int) -> None:
    strings, known = Strings(16), defaultdict[str, int](int)
    for turn in range(2):
        for n in range(count):
            text = f"{'x' * (n % 20)}{n}"
            number = strings.number(text)
            assert known[text] == number if turn else number not in known.values() or n > 50
            known[text] = number
    assert len(strings) == count == len(set(known.values()))
    assert all(strings.text(number) == text for text, number in known.items())
    assert strings.texts(np.array(list(known.values()), np.int64)) == list(known)

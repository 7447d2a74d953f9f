"""Windows of a group against counting everything anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.engine.cells import Measure, gathered
from bylaws.engine.columns.facts import Fact, FactGroup
from bylaws.engine.columns.groups import Aggregate, Group, Operations, Side
from bylaws.engine.columns.keys import NULL

AGGREGATES = ("count", "sum", "avg", "min", "max", "distinct", "deviation")
EXTREME = (2**63 - 1, -(2**63) + 1, 2**52, -(2**41), 2**40, 0, 1, -1, 5, 5)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: under which key it enters (None: it does not) with which value, and which key it asks for."""

    time: int
    enters: tuple[int, ...] | None
    value: int | None
    asks: tuple[int, ...] | None


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    time, found = 0, []
    key = st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(0, 1)))
    value = st.one_of(st.none(), st.sampled_from(EXTREME), st.integers(-3, 3))
    for gap in draw(st.lists(st.sampled_from((0, 0, 0, 1, 2, 9, 10, 11, 40)), min_size=1, max_size=40)):
        time += gap
        enters = draw(key)
        asks = enters if draw(st.booleans()) else draw(key)
        found.append(Step(time, enters, draw(value), asks))
    return found


def brute(done: Sequence[Step], asker: Step, agg: str, over: int) -> object:
    """What a window of an asker holds of everything that entered up to it."""
    within = [each for each in done if each.enters == asker.asks and asker.time - over < each.time]
    values = [1 if agg == "count" else each.value for each in within if agg == "count" or each.value is not None]
    return gathered(Measure(agg, 1, 1, agg), values)


def side(keys: Sequence[tuple[int, ...] | None]) -> Side:
    """A key of two columns; where there is none, some columns of a key that there is."""
    columns = [np.array([0 if key is None else key[part] for key in keys], np.int64) for part in (0, 1)]
    return Side(columns, np.array([key is not None for key in keys]))


SPANS = (10, 1, 40)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_=steps(), size=st.sampled_from((1, 3, 100)))
def test_windows_hold_what_a_recount_finds(given_: list[Step], size: int) -> None:
    facts = [Fact(n, Measure(agg, 1, 1, agg), -1 if agg == "count" else 0, over) for n, (agg, over) in enumerate(CASES)]
    group = FactGroup("group", 2, facts)
    for start in range(0, len(given_), size):
        batch = given_[start : start + size]
        times = np.array([each.time for each in batch], np.int64)
        asking = np.array([each.asks is not None for each in batch])
        operations = Operations(
            times,
            side([each.enters for each in batch]),
            side([each.asks for each in batch]),
            [np.array([NULL if each.value is None else each.value for each in batch], np.int64)],
            np.arange(len(batch)),
        )
        limits = [times - over for over in group.spans]
        counted = group.count(operations, limits, np.zeros(len(batch), np.uint8), "UTC")
        for n, (agg, over) in enumerate(CASES):
            told = counted.column(n)
            for entry in np.flatnonzero(asking).tolist():
                expected = brute(given_[: start + entry + 1], batch[entry], agg, over)
                assert counted.values(n, np.array([entry])) == [expected], (agg, over)
                if told.marks[entry] == 0:
                    assert told.values[entry] == expected
                elif told.marks[entry] == 1:
                    assert expected is None


CASES = [(agg, over) for over in SPANS for agg in AGGREGATES]


def test_silent_keys_are_forgotten_and_their_room_used_again() -> None:
    group = Group(1, 1, (Aggregate("count", 0, -1), Aggregate("distinct", 0, 0), Aggregate("max", 0, 0)))
    sizes = []
    for batch in range(60):
        times = np.arange(batch * 1000, (batch + 1) * 1000)
        keys = Side([times], np.ones(1000, np.bool_))
        out = group.advance(Operations(times, keys, keys, [times], np.arange(1000)), (times - 10).reshape(1, -1), 1000)
        assert out[0].tolist() == [1] * 1000
        assert out[1].tolist() == [1] * 1000
        assert out[2].tolist() == times.tolist()
        sizes.append(group.bytes)
    assert max(sizes[6:]) <= max(sizes[:6])
    assert len(group.keys) <= 5000


@pytest.mark.parametrize("values", [[2**63 - 1] * 5, [-(2**63) + 1] * 5, [2**63 - 1, -(2**63) + 1], [2**60, 3, 2**51]])
def test_sums_and_squares_lose_nothing(values: list[int]) -> None:
    count = len(values)
    facts = [
        Fact(0, Measure("sum", 1, 1, "s"), 0, 5),
        Fact(1, Measure("deviation", 1, 1, "d"), 0, 5),
        Fact(2, Measure("avg", 1, 1, "a"), 0, 5),
    ]
    keys = Side([np.zeros(count, np.int64)], np.ones(count, np.bool_))
    operations = Operations(np.zeros(count, np.int64), keys, keys, [np.array(values, np.int64)], np.arange(count))
    counted = FactGroup("group", 1, facts).count(operations, [np.full(count, -5)], np.zeros(count, np.uint8), "UTC")
    for fact in facts:
        assert counted.values(fact.number, np.array([count - 1])) == [gathered(fact.measure, values)]

"""Events come out once each and in one order, whatever the order in which they came in."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bylaws.events.event import Event
from bylaws.events.order import DiskBoundError, Spill, in_order, order_key, place_of, tell_apart
from bylaws.events.record import Reject


def event(place: int, id: str, kind: str = "a.b", digest: str = "d", received: int | None = None, source: str = "s") -> Event:
    contents = f"{digest}{kind}{place}"
    return Event(kind, id, source, place, {}, received, place, False, contents)


EVENTS = st.lists(
    st.builds(
        event,
        st.integers(0, 3),
        st.sampled_from("abc"),
        st.sampled_from(["a.b", "list.fed"]),
        st.sampled_from("de"),
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from("st"),
    ),
    max_size=12,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_arrival_plays_no_part(events: list[Event], chance: random.Random) -> None:
    shuffled = events[:]
    chance.shuffle(shuffled)
    told = []
    for arrival in (events, shuffled, events * 2):
        told.append([(e.place, e.source, e.id, e.digest, e.received_at) for e in in_order(arrival, {"list.fed"})])
    assert told[0] == told[1] == told[2]


@given(EVENTS)
def test_each_event_once_in_the_order_of_the_law(events: list[Event]) -> None:
    rejects: list[object] = []
    out = list(in_order(events, {"list.fed"}, rejects.append))
    keys = [order_key(e, {"list.fed"}) for e in out]
    assert keys == sorted(keys)
    assert {(e.source, e.id) for e in out} == {(e.source, e.id) for e in events}
    assert len(out) == len({(e.source, e.id) for e in out})


def test_kinds_that_feed_a_list_go_first_at_one_instant() -> None:
    out = in_order([event(1, "a"), event(1, "b", kind="list.fed"), event(0, "c")], {"list.fed"})
    assert [e.id for e in out] == ["c", "b", "a"]


def test_statement_2_of_conflicting_duplicates_the_first_received_stands_then_the_smaller_hash() -> None:
    rejects: list[object] = []
    events = [event(0, "x", digest="b", received=5), event(0, "x", digest="c", received=4), event(0, "x", digest="a", received=5)]
    (standing,) = in_order(events, (), rejects.append)
    assert standing.digest.startswith("c")
    assert len(rejects) == 2
    (standing,) = in_order([events[0], events[2]])
    assert standing.digest.startswith("a")


@given(EVENTS)
def test_each_event_stands_or_is_told_again_or_contradicts(events: list[Event]) -> None:
    rejects: list[Reject] = []
    again: list[None] = []
    standing = {(e.source, e.id): e for e in in_order(events, (), rejects.append, repeated=lambda: again.append(None))}
    agree = sum(each.digest == standing[each.source, each.id].digest for each in events)
    assert len(again) == agree - len(standing)
    assert sorted(each.kind for each in rejects) == sorted(
        each.kind for each in events if each.digest != standing[each.source, each.id].digest
    )
    bare: list[Reject] = []
    counted: list[None] = []
    tell_apart(events, bare.append, lambda: counted.append(None))
    assert (bare, counted) == (rejects, again)


def test_a_conflicting_duplicate_is_told_by_the_place_where_it_was_read(tmp_path: Path) -> None:
    for bound in (Spill(), Spill(events=1, folder=tmp_path)):
        rejects: list[Reject] = []
        events = [event(0, "x", digest="b", received=5), event(0, "x", digest="c", received=4)]
        placed = [replace(each, origin=("log", line, 100 * line)) for line, each in enumerate(events, 1)]
        list(in_order(placed, (), rejects.append, bound))
        assert [(each.file, each.line, each.offset, each.excerpt) for each in rejects] == [("log", 1, 100, "a.b x")]


def test_statement_2_a_repetition_is_no_conflict() -> None:
    rejects: list[object] = []
    (standing,) = in_order([event(0, "x", received=9), event(0, "x", received=5)], (), rejects.append)
    assert (standing.received_at, rejects) == (5, [])


def test_what_does_not_fit_into_memory_is_sorted_on_disk(tmp_path: Path) -> None:
    chance = random.Random(1)
    events = [event(chance.randrange(50), f"{chance.randrange(800)}") for _ in range(2000)]
    spilled = list(in_order(events, (), None, Spill(events=20, folder=tmp_path)))
    assert spilled == list(in_order(events))
    assert not list(tmp_path.iterdir())


def test_the_disk_bound_holds(tmp_path: Path) -> None:
    with pytest.raises(DiskBoundError, match="more than 1000 bytes"):
        list(in_order((event(i, str(i)) for i in range(5000)), (), None, Spill(events=100, disk=1000, folder=tmp_path)))
    assert not list(tmp_path.iterdir())


def test_place_of_a_late_event() -> None:
    assert place_of(0, None, 10) == (0, False)
    assert place_of(0, 10, 10) == (0, False)
    assert place_of(0, 11, 10) == (1, True)

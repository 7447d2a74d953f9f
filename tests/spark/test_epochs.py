"""A stream epoch by epoch, without a cluster."""

from __future__ import annotations

import json
from pathlib import Path

from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.record import Reject
from bylaws.spark.epochs import TOO_LATE, Bounds, States, released
from tests.oracle.executors import decoded, feeding, run_step
from tests.oracle.test_agreement import compiled

from .by_hand import run_streamed
from .conftest import POLICY, lines
from .test_agreement import lines as told

MINUTE = 60_000_000


def test_what_a_finding_comes_to_is_told_though_another_group_began_since(tmp_path: Path) -> None:
    program = compiled(POLICY)
    raw = [each for each in map(json.loads, lines(1200, every=5)) if each.get("to") != 7.5 and "id" in each]
    ordered = list(in_order(decoded(program, raw), feeding(program)))
    epochs = [ordered[start : start + 240] for start in range(0, len(ordered), 240)]
    alone = run_step(program, raw)
    assert any(each.repeats for each in alone)
    assert told(program, run_streamed(program, epochs, MINUTE, tmp_path)) == told(program, alone)


def event(id: str, place: int) -> Event:
    return Event("call.record", id, "s", place, {}, None, place, False, "00")


def test_an_event_waits_until_nothing_comes_before_it(tmp_path: Path) -> None:
    states, rejects = States(tmp_path), list[Reject]()
    first = list(released(states, "here", Bounds(0, 0, 10), [event("b", 12), event("a", 9)], rejects))
    assert [each.id for each in first] == ["a"]
    second = list(released(states, "here", Bounds(1, 10, 20), [event("c", 11), event("c", 11)], rejects))
    assert sorted(each.id for each in second) == ["b", "c"]
    assert not rejects


def test_what_comes_after_its_time_was_judged_is_a_reject(tmp_path: Path) -> None:
    rejects = list[Reject]()
    assert not list(released(States(tmp_path), "here", Bounds(1, 10, 20), [event("a", 9)], rejects))
    assert [each.reason for each in rejects] == [TOO_LATE]


def test_an_epoch_that_is_done_again_leaves_the_same(tmp_path: Path) -> None:
    states, rejects = States(tmp_path), list[Reject]()
    list(released(states, "here", Bounds(0, 0, 10), [event("a", 12)], rejects))
    for _ in range(3):
        assert [each.id for each in released(states, "here", Bounds(1, 10, 20), [event("b", 13)], rejects)] == ["a", "b"]


def test_old_states_are_let_go_of(tmp_path: Path) -> None:
    states = States(tmp_path)
    for epoch in range(6):
        states.save(epoch, "here", epoch)
        states.forget(epoch)
    assert [states.load(epoch, "here") for epoch in range(6)] == [None, None, None, 3, 4, 5]

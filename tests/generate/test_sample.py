"""A whole sample: its bytes, its order, what is in it, and that it is read without a reject."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from bylaws.app import understood
from bylaws.events.event import Event
from bylaws.events.record import Reject
from bylaws.generate.sample import Sample, SampleError
from bylaws.generate.scene import stamp

SAMPLE = Sample(40_000, 7, 3)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return list(chain.from_iterable(SAMPLE.events()))


@pytest.fixture(scope="module")
def events(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLE.truth()]


def test_the_same_options_give_the_same_bytes(lines: list[str]) -> None:
    again = Sample(40_000, 7, 3)
    assert list(chain.from_iterable(again.events())) == lines
    assert list(again.truth()) == list(SAMPLE.truth())
    assert list(chain.from_iterable(Sample(40_000, 8, 3).events())) != lines


@pytest.mark.parametrize("count", [20_000, 20_001, 20_399, 20_400, 20_401, 20_402])
def test_there_are_as_many_lines_as_were_asked_for(count: int) -> None:
    assert sum(len(part) for part in Sample(count, 1, 2).events()) == count


def test_every_line_is_an_event(lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text("".join(lines), encoding="utf-8")
    read = list(understood((str(file),)))
    assert not [each for each in read if isinstance(each, Reject)]
    assert sum(isinstance(each, Event) for each in read) == len(lines)


def test_events_come_as_they_arrive_after_what_stood_before(events: list[dict[str, Any]]) -> None:
    first = stamp(SAMPLE._span.first)
    arrivals = [each["received_at"] for each in events]
    begun = next(place for place, at in enumerate(arrivals) if at >= first)
    assert max(arrivals[:begun]) < first
    assert _sorted_but_for_copies(events[begun:])


def _sorted_but_for_copies(events: list[dict[str, Any]]) -> bool:
    """A second copy comes later than it says, for it is the same to the byte."""
    firsts = list({each["id"]: each["received_at"] for each in events}.values())
    return firsts == sorted(firsts)


def test_the_truth_covers_the_events_of_every_act(events: list[dict[str, Any]], truth: list[dict[str, Any]]) -> None:
    times = {each["id"]: each.get("at") or each.get("last") or each["ended_at"] for each in events}
    for act in truth[1:]:
        stem, first = act["ids"][0].rsplit("-", 1)
        last = int(act["ids"][1].rsplit("-", 1)[1])
        told = [times[f"{stem}-{number:05}"] for number in range(int(first), last + 1)]
        assert len(told) == act["events"]
        assert (min(told), max(told)) == (act["from"], act["until"])
        assert f"{stem}-{last + 1:05}" not in times
    stems = {act["ids"][0].rsplit("-", 1)[0] for act in truth[1:]}
    assert {each["id"].rsplit("-", 1)[0] for each in events if "-" in each["id"]} == stems


def test_the_truth_says_that_it_is_synthetic(truth: list[dict[str, Any]]) -> None:
    assert truth[0]["synthetic"] is True
    assert truth[0]["says"].startswith("Synthetic: nobody did any of this.")
    assert (truth[0]["events"], truth[0]["seed"], truth[0]["days"]) == (40_000, 7, 3)
    assert {act["abuse"] for act in truth[1:]} <= set(truth[0]["obvious"])


def everyday(events: list[dict[str, Any]], kind: str = "") -> list[dict[str, Any]]:
    """The events of no act and no register."""
    return [each for each in events if re.fullmatch("e[0-9]{10}", each["id"]) and kind in ("", each["kind"])]


def test_events_arrive_twice_and_late(events: list[dict[str, Any]]) -> None:
    copies = [many for many in Counter(json.dumps(each) for each in events).values() if many > 1]
    assert copies
    assert set(copies) == {2}
    assert len({each["id"] for each in events}) == len(events) - len(copies)
    seen = [each for kind in ("http.request", "message.sent", "auth.attempt", "usage.metered") for each in everyday(events, kind)]
    delays = [datetime.fromisoformat(each["received_at"]) - datetime.fromisoformat(each["at"]) for each in seen]
    assert min(delays) > timedelta(0)
    assert any(delay > timedelta(hours=1) for delay in delays)
    assert any(timedelta(minutes=5) < delay < timedelta(hours=1) for delay in delays)


def test_customers_are_large_and_small_and_share_addresses(events: list[dict[str, Any]]) -> None:
    sizes = [many for _, many in Counter(each["account"] for each in everyday(events, "call.record")).most_common()]
    assert sizes[0] > 10 * sizes[len(sizes) // 2]
    pairs = {(each["ip"], each["account"]) for each in everyday(events, "http.request")}
    assert max(Counter(ip for ip, _ in pairs).values()) > 5
    assert any("released_at" in each for each in events if each["kind"] == "address.assigned")
    assert {each["sampling_rate"] for each in everyday(events, "net.flow")} == {1, 100}


def test_numbers_belong_to_who_calls_with_them(events: list[dict[str, Any]]) -> None:
    """An everyday caller shows the number that it holds then, also when the number has moved."""
    held: dict[str, list[tuple[str, str]]] = {}
    for each in events:
        if each["kind"] == "number.assigned" and "released_at" not in each:
            held.setdefault(each["number"], []).append((each["at"], each["account"]))
    moved = 0
    for each in everyday(events, "call.record"):
        if each["direction"] == "outbound":
            holders = [account for at, account in sorted(held[each["from"]]) if at <= each["ended_at"]]
            assert holders[-1] == each["account"]
            moved += len(holders) > 1
    assert moved


def test_whatever_was_asked_for_the_least_that_is_told_is_the_same_and_will_do() -> None:
    told = set()
    for size in (-1, 0, 9_000):
        with pytest.raises(SampleError) as error:
            Sample(size, 1, 14)
        told.add(str(error.value).partition("ask for ")[2])
    (least,) = told
    size = int(least.split()[0].replace(",", ""))
    assert Sample(size, 1, 14).acts
    with pytest.raises(SampleError):
        Sample(size - 1, 1, 14)


@pytest.mark.parametrize(("count", "seed", "days"), [(10, 1, 2), (20_000, 1, 1), (20_000, -1, 3)])
def test_what_cannot_be_made_is_refused(count: int, seed: int, days: int) -> None:
    with pytest.raises(SampleError):
        Sample(count, seed, days)


def test_no_policy_is_loaded_or_read() -> None:
    """Neither a module of the policy or the engine, nor any file of the shipped policies."""
    program = """
import sys
opened = []
sys.addaudithook(lambda name, given: opened.append(str(given[0])) if name == "open" else None)
from bylaws.generate.sample import Sample
sample = Sample(20_000, 1, 2)
assert sum(len(part) for part in sample.events()) == 20_000
assert sum(1 for _ in sample.truth()) > 100
assert any(name.startswith("bylaws.events") for name in sys.modules)
print([name for name in sys.modules if name.startswith(("bylaws.policy", "bylaws.policies", "bylaws.engine"))])
print([name for name in opened if "policies" in name or name.endswith((".md", ".csv"))])
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert said == "[]\n[]\n"

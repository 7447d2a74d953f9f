"""The workload of `bylaws bench` means the same in every language into which it is written."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from bylaws.bench import law, objects, sql, traffic, twin
from bylaws.bench.workload import KINDS, LARGE, SMALL, Workload, workload
from bylaws.cli import main
from bylaws.policy.compile import compile_policy

BOTH = pytest.mark.parametrize("sized", [SMALL, LARGE], ids=["small", "large"])


def lines(told: traffic.Traffic) -> list[str]:
    return [line for part in traffic.lines(told) for line in part]


@BOTH
def test_the_policy_compiles(sized: Workload, tmp_path: Path) -> None:
    program = compile_policy(law.write(sized, tmp_path)).program
    assert program is not None
    assert {rule.name for rule in program.rules} == {rule.name for rule in sized.rules}


def test_sizes_are_those_that_are_declared() -> None:
    assert [(len(each.facts), len(each.rules)) for each in (SMALL, LARGE)] == [(10, 40), (30, 100)]
    for each in (SMALL, LARGE):
        windows = {(fact.kind, fact.agg, fact.field, fact.by, fact.over, fact.where) for fact in each.facts}
        assert len(windows) == len(each.facts)
        assert {rule.kind for rule in each.rules} == set(KINDS)


def test_the_same_seed_makes_the_same_traffic_in_order() -> None:
    first, again, other = (lines(traffic.Traffic(3_000, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    events = [json.loads(line) for line in first]
    times = [event.get("at", event.get("ended_at")) for event in events]
    assert times == sorted(set(times))
    assert len({event["id"] for event in events}) == 3_000


def test_one_line_in_a_hundred_can_be_broken() -> None:
    bad = lines(traffic.Traffic(3_000, bad=100))
    good = lines(traffic.Traffic(3_000))
    assert sum(one != other for one, other in zip(bad, good, strict=True)) == 30


def by_bylaws(sized: Workload, log: Path, folder: Path) -> Counter[tuple[str, ...]]:
    main(["run", str(law.write(sized, folder)), "--events", str(log), "--out", str(folder / "out"), "--quiet"])
    with (folder / "out" / "findings.jsonl").open(encoding="utf-8") as file:
        return Counter((each["rule"], each["event"]["id"], each["subject"]) for each in map(json.loads, file))


@pytest.mark.slow
@BOTH
def test_all_find_the_same(sized: Workload, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    traffic.write(traffic.Traffic(60_000), log)
    found = by_bylaws(sized, log, tmp_path)
    assert Counter(twin.run(sized, log)) == found
    assert Counter(objects.run(sized, log)) == found
    assert len({rule for rule, *_ in found}) >= len(sized.rules) * 3 // 4
    if find_spec("duckdb"):
        assert Counter(sql.run(sized, log)) == found


def test_plain_python_passes_over_what_is_broken_or_was_seen(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    whole = lines(traffic.Traffic(3_000))
    log.write_text("".join([*whole, *whole[:500], "{\n"]), encoding="utf-8")
    again = [each.run(workload(10), log) for each in (twin, objects)]
    log.write_text("".join(whole), encoding="utf-8")
    assert again == [each.run(workload(10), log) for each in (twin, objects)]
    assert all(again)

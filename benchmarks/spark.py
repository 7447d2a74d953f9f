"""`make spark`: what an event costs on its way through a cluster, in CPU time of one core.

The parts are measured in this process, as executors do them: pieces to events, events to shards, shards to findings. The whole is a
run with `--on local[2]` and one without, each in a process of its own, by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.__main__ import POLICY, make
from bylaws.engine.unsettled import Telling
from bylaws.events.event import Event
from bylaws.events.order import identity_key
from bylaws.events.rejects import RejectsFile
from bylaws.intake import Intake
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.hearing import firsts
from bylaws.spark.packing import Split, packed, unpacked
from bylaws.spark.reading import Read, Understanding, events_of
from bylaws.spark.routing import Route, Routed, Router
from bylaws.spark.shard import Judging, judged, probed
from bylaws.study.request import Request


class Unwatched:
    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Nobody watches."""

    def advance(self, done: int) -> None:
        """Nobody watches."""


def parts(path: Path) -> dict[str, object]:
    """By part the microseconds of an event."""
    program = compile_policy(POLICY).program
    assert program is not None
    request = Request(POLICY, (str(path),))
    intake = Intake((program,), [load_lists(program)], request, Unwatched(), RejectsFile(None), time.time_ns() // 1000)
    catalogue, groups = intake.decoder.catalogue, groups_of(program)
    feeding = frozenset(each.feed.kind for each in program.lists.values() if each.feed)

    begun = time.process_time()
    split = Split(str(path), str(path), path.name, 0, path.stat().st_size)
    told = [packed(each) for each in events_of(split, Understanding(catalogue, intake.decoder.currency, intake.now), Read())]
    reading = time.process_time() - begun

    begun = time.process_time()
    routed = Routed()
    events = iter(sorted(map(unpacked, told), key=identity_key))
    routes = list(Router(groups, feeding, None).routes(events, routed))
    for each in routes:
        packed(each.event)
    routing = time.process_time() - begun
    judging = Judging(catalogue, intake.lists[-1], feeding, Telling(), routed.edge, routed.odd, firsts(groups, [routed.heard]))
    count = len(told)
    return {
        "events": count,
        "bytes_per_event": round(sum(map(len, told)) / count),
        "copies_per_event": round(len(routes) / count, 2),
        "reading_us": round(1e6 * reading / count, 1),
        "routing_us": round(1e6 * routing / count, 1),
        "judging": [_group(number, each, judging, routes) for number, each in enumerate(groups)],
    }


def _group(number: int, group: Group, judging: Judging, routes: Sequence[Route]) -> dict[str, object]:
    mine = [each for each in routes if each.group == number]
    mine.sort(key=lambda each: (each.event.place, each.rank, each.event.source, each.event.id))
    events: list[Event] = [each.event for each in mine]
    begun = time.process_time()
    found = sum(1 for _ in probed(group, judging, events)) if group.probing else len(judged(group, judging, events).findings)
    spent = time.process_time() - begun
    return {
        "rules": len(group.told) or group.probing,
        "how": "columns" if group.over_columns else "steps",
        "spread": not group.alone,
        "events": len(events),
        "findings": found,
        "us_per_event": round(1e6 * spent / max(len(events), 1), 1),
    }


def seconds(path: Path, on: str) -> float:
    """What a run takes by the clock, its start included; on a machine with neighbours that says little."""
    with tempfile.TemporaryDirectory() as out:
        words = ["run", str(POLICY), "--events", str(path), "--out", out, "--quiet", *(["--on", on] if on else [])]
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())", *words], check=False
        )
        assert done.returncode in (0, 1), done.returncode
    return round(time.monotonic() - begun, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    count = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        path = make(count, Path(folder) / "traffic.jsonl")
        runs = {"seconds_alone": seconds(path, ""), "seconds_on_local_2": seconds(path, "local[2]")}
        told = {**parts(path), **runs, "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()

"""How long one answer takes, while the tables grow: from the bytes of a line to the decision.

Each answer is measured twice: the processor time that it took, which neighbours on the machine disturb least, and the time of the
wall. The collector of circular garbage is off, as it is in `bylaws decide`.
"""

from __future__ import annotations

import gc
import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bylaws.bench.batch import SIZES, make, prepared
from bylaws.bench.growth import BEYOND
from bylaws.bench.machine import machine
from bylaws.bench.spending import spend, work_command
from bylaws.bench.traffic import Traffic
from bylaws.bench.workload import workload
from bylaws.deciding import answers
from bylaws.engine.decide import Decider
from bylaws.events.readers.stream import Stream
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from bylaws.study.request import Progress

EDGES: Final = (20, 50, 75, 100, 125, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
"""Upper ends of the histogram's bars, in microseconds."""
ACCOUNTS: Final = 5_000_000
PARTS: Final = 10
"""Parts of the log of which the middle is told, to see what growing tables do."""


def decide(events: int, folder: Path, watching: Progress) -> dict[str, object]:
    """Both workloads, so many events."""
    before = machine()
    watching.stage("making traffic", None, "events")
    traffic = make(Traffic(events), folder / "traffic.jsonl")
    measured: list[dict[str, object]] = []
    for facts in SIZES:
        sized = workload(facts)
        policy = prepared(sized, folder / str(facts))
        watching.stage(f"{sized.name}: answering", None, "events")
        measured.append({"workload": sized.name, **json.loads(spend(work_command("decide", policy, traffic)).printed)})
    watching.stage("many accounts: making traffic", None, "events")
    many = make(Traffic(events, accounts=ACCOUNTS, a_day=events, spread=True), folder / "many.jsonl")
    watching.stage("many accounts: answering", None, "events")
    policy = prepared(workload(SIZES[0], BEYOND), folder / "many")
    told = json.loads(spend(work_command("decide", policy, many)).printed)
    measured.append({"workload": f"{workload(SIZES[0]).name}, {ACCOUNTS:,} accounts", **told})
    return {
        "table": "decide",
        "events": events,
        "workloads": measured,
        "machine": before,
        "load_after": machine()["load"],
    }


def measured(policy: Path, traffic: Path) -> dict[str, object]:
    """Microseconds of all answers to a log."""
    program = compile_policy(policy).program
    assert program is not None
    answered = answers(Decider(program, load_lists(program)), Stream("-", _lines(traffic)))
    spent, waited = [], []
    gc.disable()
    while True:
        wall, begin = time.perf_counter_ns(), time.process_time_ns()
        if next(answered, None) is None:
            break
        spent.append(time.process_time_ns() - begin)
        waited.append(time.perf_counter_ns() - wall)
    gc.enable()
    cpu, wall_times = (np.array(each, np.float64) / 1000 for each in (spent, waited))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = {"cpu": _told(cpu), "wall": _told(wall_times), "peak_bytes": peak}
    halves = [round(float(np.median(part)), 1) for part in np.array_split(cpu, min(PARTS, cpu.size))]
    return {"answers": cpu.size, "events_per_cpu_second": round(1e6 / float(cpu.mean())), **told, "p50_us_by_part": halves}


def _told(took: NDArray[np.float64]) -> dict[str, object]:
    """The first answer, which loads what is loaded late, is told by itself."""
    half, most, nearly = (round(float(each), 1) for each in np.percentile(took, (50, 99, 99.9)))
    counts = np.histogram(took, (0, *EDGES, np.inf))[0].tolist()
    return {
        "p50_us": half,
        "p99_us": most,
        "p99_9_us": nearly,
        "worst_us": round(float(took[1:].max(initial=0)), 1),
        "first_us": round(float(took[0]), 1),
        "histogram": dict(zip([*map(str, EDGES), "more"], counts, strict=True)),
    }


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file

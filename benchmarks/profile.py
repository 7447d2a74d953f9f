"""Where the time of a batch run goes: `python -m benchmarks.profile [--events N] [--facts 10|30]`.

One run over the traffic of `bylaws bench batch`, on one core, under Python's own profiler counting processor time, whose own work
makes Python code look slower than compiled code. Prints shares.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import tempfile
import time
from pathlib import Path
from typing import Final

from bylaws.bench.batch import make, prepared
from bylaws.bench.machine import machine
from bylaws.bench.traffic import Traffic
from bylaws.bench.workload import workload

STAGES: Final = {
    "reading": ("columns/batching.py", "batches"),
    "_marks": ("columns/marks.py", "_note"),
    "_seen": ("columns/seen.py", "_look"),
    "judging": ("engine/batch.py", "_judged"),
    "candidates": ("columns/count.py", "candidates"),
    "windows": ("columns/count.py", "_count"),
    "writing": ("study/outputs.py", "write"),
}
"""By stage the function in which it is spent, with all that it calls."""


def shares(events: int, facts: int, folder: Path) -> dict[str, float]:
    """Of the run's processor time, in hundredths."""
    policy = prepared(workload(facts), folder / "policy")
    log = make(Traffic(events), folder / "traffic.jsonl")
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    from bylaws.cli import main

    main(["run", str(policy), "--events", str(log), "--out", str(folder / "out"), "--quiet"])
    profile.disable()
    found = pstats.Stats(profile)
    whole = found.total_tt  # type: ignore[attr-defined]
    spent = dict.fromkeys(STAGES, 0.0)
    for (file, _, function), (*_, cumulative, _) in found.stats.items():  # type: ignore[attr-defined]
        for stage, (place, name) in STAGES.items():
            if file.endswith(place) and function == name:
                spent[stage] += cumulative / whole * 100
    known = spent["_marks"] + spent["_seen"]
    told = {
        "telling duplicates": known,
        "reading the rest of lines": spent["reading"] - known,
        "windows": spent["windows"],
        "conditions over columns": spent["candidates"] - spent["windows"],
        "judging what conditions leave": spent["judging"] - spent["candidates"],
        "writing findings, summary and report": spent["writing"],
    }
    told["start: loading code and policy; all else"] = 100 - sum(told.values())
    return {stage: round(share, 1) for stage, share in told.items()}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.profile", description="Where the time of a batch run goes.")
    asked.add_argument("--events", type=int, default=1_000_000)
    asked.add_argument("--facts", type=int, choices=(10, 30), default=10)
    options = asked.parse_args()
    before = machine()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        told = shares(options.events, options.facts, Path(folder))
    print(
        json.dumps(
            {"table": "profile", "events": options.events, "facts": options.facts, "shares": told, "machine": before}, indent=1
        )
    )


if __name__ == "__main__":
    main()

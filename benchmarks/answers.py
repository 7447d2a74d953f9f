"""`make answers`: how long `bylaws decide` takes for an answer, while its tables grow.

The traffic of the other benchmarks is answered line by line under northwind.md, from the bytes of a line to the decision. What
counts is the processor time of each answer. The collector of circular garbage is off, as it is in the command.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.__main__ import POLICY, make
from bylaws.deciding import answers
from bylaws.engine.decide import Decider
from bylaws.events.readers.stream import Stream
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists

EDGES: Final = (50, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
"""Upper ends of the histogram's bars, in microseconds."""


def lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def measured(traffic: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Microseconds of processor time by event."""
    program = compile_policy(POLICY).program
    assert program is not None
    answered = answers(Decider(program, load_lists(program)), Stream("-", lines(traffic)))
    took: list[int] = []
    gc.disable()
    while True:
        begin = time.process_time_ns()
        if next(answered, None) is None:
            break
        took.append(time.process_time_ns() - begin)
    gc.enable()
    return np.array(took, np.float64) / 1000


def result(took: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, object]:
    half, most, nearly = (round(float(each), 1) for each in np.percentile(took, (50, 99, 99.9)))
    counts = np.histogram(took, (0, *EDGES, np.inf))[0].tolist()
    return {
        "events": took.size,
        "p50_us": half,
        "p99_us": most,
        "p99_9_us": nearly,
        "worst_us": round(float(took.max()), 1),
        "first_us": round(float(took[0]), 1),
        "later_worst_us": round(float(took[1:].max()), 1),
        "events_per_second": round(1e6 / float(took.mean())),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "histogram": dict(zip([*(f"<= {each} us" for each in EDGES), "more"], counts, strict=True)),
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.answers", description="How long an answer takes.")
    asked.add_argument("--events", type=int, default=1_000_000, help="how many events to answer")
    asked.add_argument("--format", choices=("text", "json"), default="text")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = result(measured(make(options.events, Path(folder) / "traffic.jsonl")))
    if options.format == "json":
        print(json.dumps(told))
        return
    print(
        "{events:,} events, one by one: half within {p50_us:,} us, 99 % within {p99_us:,}, 99.9 % within {p99_9_us:,}".format(
            **told
        )
    )
    print("the first {first_us:,} us, the worst of the others {later_worst_us:,} us of processor time".format(**told))
    print("{events_per_second:,} events/s, {peak_bytes:,} bytes at most".format(**told))
    histogram = told["histogram"]
    assert isinstance(histogram, dict)
    for bar, count in histogram.items():
        print(f"{bar:>14} {count:>10,}")


if __name__ == "__main__":
    main()

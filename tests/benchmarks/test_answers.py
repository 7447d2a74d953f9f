"""What is told of the time that answers take is of all of them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.__main__ import make
from benchmarks.answers import measured, result


def test_every_event_is_answered_and_timed(tmp_path: Path) -> None:
    told = result(measured(make(1500, tmp_path / "traffic.jsonl")))
    histogram = told["histogram"]
    assert isinstance(histogram, dict)
    assert told["events"] == sum(histogram.values()) == 1500
    numbers = [told[name] for name in ("p50_us", "p99_us", "p99_9_us", "worst_us")]
    assert numbers == sorted(numbers, key=lambda each: float(str(each)))

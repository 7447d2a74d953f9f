"""What is told of the time that lasting answers take is of all of them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.__main__ import make
from benchmarks.lasting import measured


def test_every_event_is_answered_and_the_state_restored(tmp_path: Path) -> None:
    told = measured(make(400, tmp_path / "traffic.jsonl"), 400, tmp_path / "state")
    assert (told["events"], told["alone"]) == (400, 200)
    assert all(isinstance(each, int | float) and each > 0 for each in told.values())
    numbers = [float(str(told[name])) for name in ("p50_ms", "p99_ms", "p99_9_ms", "worst_ms")]
    assert numbers == sorted(numbers)

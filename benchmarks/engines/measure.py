"""One engine in a process of its own: `python -m benchmarks.engines.measure ENGINE FILE SECONDS`.

Judges lines from the front of FILE, each parsed by orjson, until so many seconds of processor time are spent or FILE ends; prints
how many events that were, how long it took without imports and the compiling of the conditions, and what matched.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Final

import orjson

ROUND: Final = 100
"""The clock is read once for so many events."""


def measure(engine: str, path: Path, seconds: float) -> dict[str, object]:
    matching = importlib.import_module(f"benchmarks.engines.{engine}").matcher()
    found, count = [], 0
    start = time.process_time()
    with path.open("rb") as file:
        for count, line in enumerate(file, 1):
            event = orjson.loads(line)
            for name in matching(event):
                found.append((name, event["id"]))
            if not count % ROUND and time.process_time() - start > seconds:
                break
    return {"events": count, "seconds": time.process_time() - start, "matches": found}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))))

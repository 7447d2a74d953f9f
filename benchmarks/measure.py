"""One measurement in a process of its own, on one core: `python -m benchmarks.measure WHAT FILE [OUT]`.

WHAT is `orjson` or `polars` (parse every line and do nothing with it) or `plain` (the hand-written rules; findings go to OUT).
Prints the processor seconds that the work itself took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson


def with_orjson(path: Path, _out: Path | None) -> None:
    read = orjson.loads
    with path.open("rb") as file:
        for line in file:
            read(line)


def with_polars(path: Path, _out: Path | None) -> None:
    import polars

    polars.read_ndjson(path, infer_schema_length=20_000, ignore_errors=True)


def by_hand(path: Path, out: Path | None) -> None:
    from benchmarks.plain import run

    findings = run(path)
    if out is not None:
        out.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in findings))


WAYS: dict[str, Callable[[Path, Path | None], None]] = {"orjson": with_orjson, "polars": with_polars, "plain": by_hand}

if __name__ == "__main__":
    start = time.process_time()
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    print(time.process_time() - start)

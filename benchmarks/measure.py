"""One measurement in a process of its own: `python -m benchmarks.measure PARSER FILE` or `… plain FILE OUT`.

PARSER is one of `parsing.PARSERS`: every line is parsed and nothing done with it; prints the processor seconds that this took,
without imports. `plain` runs the hand-written rules and writes their findings to OUT.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def parse(parser: str, path: Path) -> float:
    """Processor seconds."""
    from benchmarks.parsing import PARSERS

    read = PARSERS[parser]()
    start = time.process_time()
    read(path)
    return time.process_time() - start


def judge(path: Path, out: Path) -> None:
    import orjson

    from benchmarks.plain import run

    out.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in run(path)))


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        judge(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(parse(sys.argv[1], Path(sys.argv[2])))

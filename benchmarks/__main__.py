"""`make bench`: bylaws against plain Python, on the same traffic, on one core, in one run.

Prints how fast the traffic is parsed, how fast the hand-written rules judge it and how fast bylaws does, and whether both found
the same. What counts is processor time, which neighbours on the machine disturb least: of whole processes for judging, from start
to exit, findings written; without the start of the interpreter for parsing. A first run on a little traffic lets compiled code
be cached. Exit code 1 if the findings differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.traffic import write

ROOT: Final = Path(__file__).parents[1]
POLICY: Final = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
BYLAWS: Final = Path(sys.executable).with_name("bylaws")
ONE_CORE: Final = {"POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds of a whole process, the greatest memory it held (bytes), and what it printed."""

    seconds: float
    peak: int
    printed: str


def spend(command: list[str], fine: tuple[int, ...] = (0,)) -> Spent:
    """Runs a command on the first core that this process may use; raises if its exit code is none of `fine`."""
    core = min(os.sched_getaffinity(0))
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, stdout=told, env={**os.environ, **ONE_CORE}, preexec_fn=lambda: os.sched_setaffinity(0, {core})
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        printed = told.read().decode()
    if process.returncode not in fine:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}\n{printed}")
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, printed)


def bylaws(traffic: Path, out: Path) -> Spent:
    return spend([str(BYLAWS), "run", str(POLICY), "--events", str(traffic), "--out", str(out), "--quiet"], fine=(0, 1))


def measured(what: str, traffic: Path, *out: Path) -> Spent:
    return spend([sys.executable, "-m", "benchmarks.measure", what, str(traffic), *map(str, out)])


def findings_of_bylaws(out: Path) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    with (out / "findings.jsonl").open(encoding="utf-8") as file:
        for line in file:
            each = json.loads(line)
            event = each["event"]
            found[each["rule"], event["id"], event["element"], each["subject"] or "", each["state"]] += 1
    return found


def findings_by_hand(path: Path) -> Counter[tuple[object, ...]]:
    with path.open(encoding="utf-8") as file:
        return Counter(tuple(json.loads(line)) for line in file)


def compare(count: int, folder: Path) -> dict[str, object]:
    """Makes the traffic and measures everything once."""
    little, traffic, hand = folder / "little.jsonl", folder / "traffic.jsonl", folder / "hand.jsonl"
    write(2000, little)
    bylaws(little, folder / "warm")
    write(count, traffic)
    lines = sum(1 for _ in traffic.open("rb"))
    parsing = {what: lines / float(measured(what, traffic).printed) for what in ("orjson", "polars")}
    plain = measured("plain", traffic, hand)
    ours = bylaws(traffic, folder / "out")
    by_hand, by_us = findings_by_hand(hand), findings_of_bylaws(folder / "out")
    parse = max(parsing.values())
    return {
        "events": lines,
        "bytes_per_event": round(traffic.stat().st_size / lines),
        "parse_events_per_second": round(parse),
        "parser": max(parsing, key=parsing.__getitem__),
        "plain_events_per_second": round(lines / plain.seconds),
        "plain_peak_bytes": plain.peak,
        "events_per_second": round(lines / ours.seconds),
        "peak_bytes": ours.peak,
        "ratio_to_python": round(plain.seconds / ours.seconds, 2),
        "ratio_to_parse": round(ours.seconds * parse / lines, 2),
        "findings": by_us.total(),
        "same_findings": by_hand == by_us,
        "only_plain": [list(each) for each in (by_hand - by_us)][:10],
        "only_bylaws": [list(each) for each in (by_us - by_hand)][:10],
    }


def told(result: dict[str, object]) -> str:
    """The result as lines for people."""
    lines = [
        "{events:,} events of {bytes_per_event} bytes, one core",
        "parsing alone ({parser})  {parse_events_per_second:>10,} events/s",
        "plain Python            {plain_events_per_second:>10,} events/s  {plain_peak_bytes:>14,} bytes at most",
        "bylaws                  {events_per_second:>10,} events/s  {peak_bytes:>14,} bytes at most",
        "bylaws is {ratio_to_python} times as fast as plain Python, and takes {ratio_to_parse} times as long as parsing alone",
        "{findings} findings, "
        + ("the same by both" if result["same_findings"] else "and they differ: {only_plain} {only_bylaws}"),
    ]
    return "\n".join(line.format(**result) for line in lines)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n", 1)[0] if __doc__ else "")
    asked.add_argument("--events", type=int, default=1_000_000, help="how many events to make")
    asked.add_argument("--format", choices=("text", "json"), default="text")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = compare(options.events, Path(folder))
    print(json.dumps(result) if options.format == "json" else told(result))
    return 0 if result["same_findings"] else 1


if __name__ == "__main__":
    sys.exit(main())

"""`make bench`: bylaws against plain Python, on the same traffic, on one core, in one run.

Prints how fast the traffic is parsed, how fast the hand-written rules judge it and how fast bylaws does, and whether both found
the same; with `--growth` instead how much memory bylaws takes for a file and for one four times as long. What counts is
processor time, user and system, which neighbours on the machine disturb least: of whole processes for judging, from start to
exit, findings written; without the start of the interpreter for parsing. Caches are warm: a first run on a little traffic lets
compiled code be stored, and the traffic has just been written. Exit code 1 if the findings differ, 70 if something failed.
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

from benchmarks.parsing import PARSERS
from bylaws.app import WORTH_COLUMNS
from bylaws.bench.spending import surroundings

ROOT: Final = Path(__file__).parents[1]
POLICY: Final = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
BYLAWS: Final = Path(sys.executable).with_name("bylaws")
PATHS: Final = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
DAYS: Final = 14
GROWTH: Final = 4
WARM: Final = 12_000
"""Events enough for a run over columns."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds of a whole process, the greatest memory it held (bytes), and what it printed."""

    seconds: float
    peak: int
    printed: str


def spend(command: list[str], fine: tuple[int, ...] = (0,)) -> Spent:
    """Runs a command on the first core that this process may use; ends the benchmark if its exit code is none of `fine`.

    The peak is never less than this process holds itself, which is why it makes no traffic and parses nothing.
    """
    core = min(os.sched_getaffinity(0))
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdout=output, env=surroundings({"PYTHONPATH": PATHS}), preexec_fn=lambda: os.sched_setaffinity(0, {core})
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode()
    if process.returncode not in fine:
        print(f"{' '.join(command)} ended with {process.returncode}\n{printed}", file=sys.stderr)
        raise SystemExit(70)
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, printed)


def make(count: int, path: Path, days: int = DAYS) -> Path:
    """Writes traffic; gives its path."""
    spend([sys.executable, "-m", "benchmarks.traffic", str(count), str(path), str(days)])
    return path


def bylaws(traffic: Path, out: Path) -> Spent:
    return spend([str(BYLAWS), "run", str(POLICY), "--events", str(traffic), "--out", str(out), "--quiet"], fine=(0, 1))


def measured(what: str, traffic: Path, *out: Path) -> Spent:
    return spend([sys.executable, "-m", "benchmarks.measure", what, str(traffic), *map(str, out)])


def warm(folder: Path) -> None:
    """A run whose only use is that compiled code is stored afterwards: over as much as is read over columns."""
    little = make(WARM, folder / "little.jsonl")
    assert little.stat().st_size >= WORTH_COLUMNS
    bylaws(little, folder / "warm")


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
    warm(folder)
    traffic, hand, out = make(count, folder / "traffic.jsonl"), folder / "hand.jsonl", folder / "out"
    parsing = {parser: count / float(measured(parser, traffic).printed) for parser in PARSERS}
    plain, ours = measured("plain", traffic, hand), bylaws(traffic, out)
    by_hand, by_us = findings_by_hand(hand), findings_of_bylaws(out)
    parser = max(parsing, key=parsing.__getitem__)
    return {
        "events": count,
        "bytes_per_event": round(traffic.stat().st_size / count),
        "parser": parser,
        "parse_events_per_second": round(parsing[parser]),
        "parsers": {each: round(rate) for each, rate in parsing.items()},
        "plain_events_per_second": round(count / plain.seconds),
        "plain_peak_bytes": plain.peak,
        "plain_ratio_to_parse": round(plain.seconds * parsing[parser] / count, 2),
        "events_per_second": round(count / ours.seconds),
        "peak_bytes": ours.peak,
        "ratio_to_python": round(plain.seconds / ours.seconds, 2),
        "ratio_to_parse": round(ours.seconds * parsing[parser] / count, 2),
        "findings": by_us.total(),
        "same_findings": by_hand == by_us,
        "only_plain": [list(each) for each in (by_hand - by_us)][:10],
        "only_bylaws": [list(each) for each in (by_us - by_hand)][:10],
    }


def grow(count: int, folder: Path) -> dict[str, object]:
    """Peak memory for two weeks of traffic and for eight of the same customers, as many events a day."""
    warm(folder)
    peaks = []
    for times in (1, GROWTH):
        traffic = make(count * times, folder / "traffic.jsonl", DAYS * times)
        peaks.append(bylaws(traffic, folder / f"out{times}").peak)
    return {"events": [count, count * GROWTH], "peak_bytes": peaks, "growth": round(peaks[1] / peaks[0], 2)}


def compared(result: dict[str, object]) -> str:
    """The result of `compare` as lines for people."""
    lines = [
        "{events:,} events of {bytes_per_event} bytes, one core",
        "parsing alone {by:10}{parse_events_per_second:>10,} events/s",
        "plain Python            {plain_events_per_second:>10,} events/s  {plain_peak_bytes:>14,} bytes at most",
        "bylaws                  {events_per_second:>10,} events/s  {peak_bytes:>14,} bytes at most",
        "plain Python takes {plain_ratio_to_parse} times as long as parsing alone",
        "bylaws takes {ratio_to_parse} times as long as parsing alone and is {ratio_to_python} times as fast as plain Python",
        "{findings} findings, "
        + ("the same by both" if result["same_findings"] else "and they differ: {only_plain} {only_bylaws}"),
    ]
    return "\n".join(lines).format(by=f"({result['parser']})", **result)


def grown(result: dict[str, object]) -> str:
    """The result of `grow` as lines for people."""
    lines = [
        "{events[0]:>12,} events {peak_bytes[0]:>14,} bytes at most",
        "{events[1]:>12,} events {peak_bytes[1]:>14,} bytes at most",
        "{growth} times the memory for {times} times the events",
    ]
    return "\n".join(lines).format(times=GROWTH, **result)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n", 1)[0] if __doc__ else "")
    asked.add_argument("--events", type=int, default=1_000_000, help="how many events to make")
    asked.add_argument("--format", choices=("text", "json"), default="text")
    asked.add_argument("--growth", action="store_true", help="measure memory for so many events and for four times as many instead")
    options = asked.parse_args()
    measure, tell = (grow, grown) if options.growth else (compare, compared)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.events, Path(folder))
    print(json.dumps(result) if options.format == "json" else tell(result))
    return 0 if result.get("same_findings", True) else 1


if __name__ == "__main__":
    sys.exit(main())

"""`make lasting`: what it costs that answers outlive their process, and how soon the next one answers.

The traffic of the other benchmarks is answered under northwind.md with `--state`: most of it as fast as it comes, in pieces of
64 KiB, the rest line by line, each waiting for the answer before it. The same in memory alone stands beside it. Then the state is
restored. Times of answers and of the restart are of the wall, for they wait for the disk; on a machine with neighbours the worst
of them says more of these.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from benchmarks.__main__ import POLICY, make
from bylaws.deciding import Answer, answers
from bylaws.engine.decide import Decider, Decision
from bylaws.events.readers.stream import Stream
from bylaws.lasting.restoring import restore
from bylaws.lasting.retention import Retention
from bylaws.lasting.saving import Saver
from bylaws.lasting.serving import Serving
from bylaws.lasting.store import Store
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.study.answers import refused, telling

TOGETHER: Final = 160
"""Lines that come in one piece: about 64 KiB."""
ALONE: Final = 20_000
"""How many events are answered each by itself."""


class Teller:
    """Tells answers to nobody, and counts them."""

    def __init__(self, program: Program) -> None:
        self._told = telling(program)
        self.answers = 0

    def line(self, answer: Answer) -> bytes:
        return orjson.dumps(self._told(answer) if isinstance(answer, Decision) else refused(*answer)) + b"\n"

    def tell(self, answers: Sequence[tuple[Answer, bytes]], lost: str) -> None:
        self.answers += len(answers)
        if lost:
            raise SystemExit(lost)

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Nobody watches."""

    def advance(self, done: int) -> None:
        """Nobody watches."""


class Timed:
    """Hands out pieces, and takes the seconds from each to the next: so long whoever sent it waited for all its answers."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._begin = 0.0
        self.took: list[float] = []

    def read(self) -> bytes:
        now = time.perf_counter()
        if self._begin:
            self.took.append(now - self._begin)
        piece = next(self._pieces, b"")
        self._begin = time.perf_counter()
        return piece


def program() -> Program:
    found = compile_policy(POLICY).program
    assert found is not None
    return found


def pieces(traffic: Path, begin: int, end: int | None) -> Iterator[bytes]:
    """Lines from one number up to but without another, in pieces of whole lines."""
    with traffic.open("rb") as file:
        left = islice(file, begin, end)
        while lines := list(islice(left, TOGETHER)):
            yield b"".join(lines)


def alone(traffic: Path, begin: int) -> Iterator[bytes]:
    with traffic.open("rb") as file:
        yield from islice(file, begin, None)


def lasting(judged: Program, state: Path, given: Iterator[bytes]) -> Timed:
    """Answers under a state on the disk; the time of each piece."""
    timed, teller = Timed(given), Teller(judged)
    with Store(state, classes=Retention().names) as store:
        restored = restore(store, judged, None, teller)
        saver = Saver(store, restored, print)
        Serving(store, restored.decider, Retention(), saver, teller).run(timed.read)
    return timed


def in_memory(judged: Program, given: Iterator[bytes]) -> float:
    """Processor seconds of answering without a state on the disk."""
    teller, begin = Teller(judged), time.process_time()
    for answer in answers(Decider(judged, load_lists(judged)), Stream("-", given)):
        teller.line(answer)
    return time.process_time() - begin


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measured(traffic: Path, events: int, state: Path) -> dict[str, object]:
    judged, some = program(), events - min(ALONE, events // 2)
    plain = in_memory(judged, pieces(traffic, 0, some))
    begin = time.process_time()
    lasting(judged, state, pieces(traffic, 0, some))
    spent = time.process_time() - begin
    waited = np.array(lasting(judged, state, alone(traffic, some)).took) * 1e3
    half, most, nearly = (round(float(each), 3) for each in np.percentile(waited, (50, 99, 99.9)))

    def restart() -> None:
        with Store(state, classes=Retention().names) as store:
            restore(store, judged, None, Teller(judged))

    return {
        "events": events,
        "in_memory_events_per_cpu_second": round(some / plain),
        "lasting_events_per_cpu_second": round(some / spent),
        "alone": waited.size,
        "p50_ms": half,
        "p99_ms": most,
        "p99_9_ms": nearly,
        "worst_ms": round(float(waited.max()), 3),
        "restore_s": round(min(seconds(restart) for _ in range(3)), 3),
        "snapshot_bytes": max(each.stat().st_size for each in (state / "snapshots").iterdir()),
        "journal_bytes": sum(each.stat().st_size for each in (state / "journal").iterdir()),
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.lasting", description="What it costs that answers last.")
    asked.add_argument("--events", type=int, default=1_000_000, help="how many events to answer")
    asked.add_argument("--format", choices=("text", "json"), default="text")
    options = asked.parse_args()
    gc.disable()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        told = measured(make(options.events, folder / "traffic.jsonl"), options.events, folder / "state")
    if options.format == "json":
        print(json.dumps(told))
        return
    print("{events:,} events; a processor second answers {in_memory_events_per_cpu_second:,} in memory,".format(**told))
    print("{lasting_events_per_cpu_second:,} with a state on the disk".format(**told))
    print(
        "{alone:,} one after the other: half within {p50_ms:,} ms, 99 % within {p99_ms:,}, 99.9 % within {p99_9_ms:,}, worst "
        "{worst_ms:,}".format(**told)
    )
    print("restored in {restore_s} s from {snapshot_bytes:,} bytes; a journal of {journal_bytes:,} bytes".format(**told))


if __name__ == "__main__":
    main()

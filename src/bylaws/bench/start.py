"""How soon the first answer is there: with and without what earlier runs compiled, and after a restart with a state.

These are times of the wall, from the start of the process on, for that is what somebody waits for. Warm ones are the least of a
few tries.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from bylaws.bench.batch import WARM, make, prepared
from bylaws.bench.machine import machine
from bylaws.bench.spending import MeasuringError, bylaws_command, surroundings
from bylaws.bench.traffic import Traffic
from bylaws.bench.workload import workload
from bylaws.lasting.saving import EVERY
from bylaws.study.request import Progress

TRIES: Final = 5


def start(events: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """From nothing to the first decision and to the end of a short run; and after a restart that restores so many events."""
    before = machine()
    watching.stage("making traffic", None, "events")
    policy = prepared(workload(10), folder / "policy")
    little = folder / "policy" / "little.jsonl"
    log = make(Traffic(events + 1), folder / "traffic.jsonl")
    running = ("run", policy, "--events", little, "--out", folder / "out", "--quiet")
    watching.stage("cold starts", None, "events")
    cold = {"NUMBA_CACHE_DIR": str(folder / "numba"), "XDG_CACHE_HOME": str(folder / "cache")}
    told = {"decide_cold_s": _first_answer(policy, little, (), cold), "run_cold_s": _whole(running, cold)}
    watching.stage("warm starts", None, "events")
    told["decide_warm_s"] = min(_first_answer(policy, little) for _ in range(TRIES))
    told["run_warm_s"] = min(_whole(running) for _ in range(TRIES))
    watching.stage("filling a state", None, "events")
    state = folder / "state"
    _fill(policy, log, state)
    watching.stage("restarts", None, "events")
    again = min(_first_answer(policy, little, ("--state", str(state))) for _ in range(TRIES))
    told |= {"decide_restored_s": again, "restore_s": max(0.0, again - told["decide_warm_s"])}
    watching.stage("a kill", None, "events")
    replayed = _killed(policy, log, state, min(events // 2, EVERY - 1))
    killed = _first_answer(policy, little, ("--state", str(state)))
    told |= {"decide_killed_s": killed, "restore_killed_s": max(0.0, killed - told["decide_warm_s"])}
    return {
        "table": "start",
        "events": events,
        "run_events": WARM,
        "replayed": replayed,
        **{name: round(seconds, 3) for name, seconds in told.items()},
        "state_bytes": sum(each.stat().st_size for each in state.rglob("*") if each.is_file()),
        "machine": before,
        "load_after": machine()["load"],
    }


def _first_answer(policy: Path, log: Path, words: tuple[str, ...] = (), env: Mapping[str, str] | None = None) -> float:
    """Seconds from the start of `bylaws decide` to its answer to a line that waits for it."""
    with log.open("rb") as file:
        line = next(islice(file, 1))
    begin = time.perf_counter()
    process = subprocess.Popen(
        bylaws_command("decide", policy, *words, "--quiet"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=surroundings(env),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    answer = process.stdout.readline()
    took = time.perf_counter() - begin
    process.stdin.close()
    process.stdout.read()
    process.stdout.close()
    if process.wait() not in (0, 1) or not answer:
        raise MeasuringError(f"`bylaws decide` ended with {process.returncode}")
    return took


def _killed(policy: Path, log: Path, state: Path, count: int) -> int:
    """Has the last of the log's events answered once more under other names, and kills the process; how many they are."""
    with log.open("rb") as file:
        lines = [line.replace(b'"id":"', b'"id":"again-', 1) for line in deque(file, count)]
    process = subprocess.Popen(
        bylaws_command("decide", policy, "--state", state, "--quiet"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=surroundings(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    asking = threading.Thread(target=_write, args=(process.stdin, lines))
    asking.start()
    answered = sum(1 for _ in islice(process.stdout, count))
    process.kill()
    process.wait()
    asking.join()
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    if answered < count:
        raise MeasuringError(f"`bylaws decide --state` answered {answered} of {count} events")
    return count


def _write(to: IO[bytes], lines: Iterable[bytes]) -> None:
    """The input stays open: at its end a snapshot would be written."""
    with suppress(BrokenPipeError):
        to.writelines(lines)
        to.flush()


def _whole(words: tuple[str | Path, ...], env: Mapping[str, str] | None = None) -> float:
    begin = time.perf_counter()
    ended = subprocess.run(bylaws_command(*words), env=surroundings(env), check=False, capture_output=True)
    if ended.returncode not in (0, 1):
        raise MeasuringError(f"`bylaws {words[0]}` ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")
    return time.perf_counter() - begin


def _fill(policy: Path, log: Path, state: Path) -> None:
    with log.open("rb") as file:
        command = bylaws_command("decide", policy, "--state", state, "--quiet")
        ended = subprocess.run(
            command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=surroundings()
        )
    if ended.returncode not in (0, 1):
        raise MeasuringError(f"`bylaws decide --state` ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")

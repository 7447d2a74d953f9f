"""Makes synthetic traffic of a telephony and hosting provider, as JSON lines: `python -m benchmarks.traffic N FILE`.

Two weeks, sorted by time, every instant different: calls, requests, flows, sign-ins, messages, results and sessions of customers
whose sizes follow Zipf's law, with the rhythm of day and week, and now and then a burst of abuse. The same number and seed give
the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import people, shapes

START: Final = np.datetime64("2026-11-01T00:00:00.000").astype(np.int64)
DAY: Final = 86_400_000
DAYS: Final = 14
SEED: Final = 7

Ints = NDArray[np.int64]

SHARES: Final = {
    "call.record": 0.34,
    "http.request": 0.26,
    "net.flow": 0.16,
    "auth.attempt": 0.09,
    "message.sent": 0.07,
    "message.result": 0.05,
    "session.seen": 0.03,
}
MAKERS: Final[dict[str, Callable[[shapes.Rows], list[str]]]] = {
    "call.record": shapes.calls,
    "http.request": shapes.requests,
    "net.flow": shapes.flows,
    "auth.attempt": shapes.sign_ins,
    "message.sent": shapes.messages,
    "message.result": shapes.results,
    "session.seen": shapes.sessions,
}


@dataclass(frozen=True, slots=True)
class Burst:
    """`count` events of one kind, `apart` milliseconds from one to the next; `code` tells the makers what they are."""

    kind: str
    code: int
    count: int
    apart: int


BURSTS: Final = (
    Burst("call.record", 1, 70, 45_000),  # pumping to a premium range
    Burst("call.record", 2, 40, 60_000),  # one number rings another
    Burst("call.record", 3, 150, 20_000),  # one ring and away
    Burst("call.record", 4, 900, 60_000),  # a day's talk to a costly range
    Burst("call.record", 5, 1100, 50_000),  # calls over within seconds
    Burst("http.request", 1, 260, 12_000),  # harvesting
    Burst("http.request", 2, 150, 350),  # crawling too hard
    Burst("http.request", 3, 5, 40_000),  # attacks in the address
    Burst("http.request", 4, 600, 15),  # a flood
    Burst("net.flow", 1, 80, 4_000),  # many ports of one machine
    Burst("net.flow", 2, 80, 4_000),  # one port of many machines
    Burst("net.flow", 3, 30, 12_000),  # knocking at a sign-in port
    Burst("net.flow", 4, 25, 120_000),  # mail past the relay
    Burst("net.flow", 5, 12, 4_000),  # a flood of packets
    Burst("auth.attempt", 1, 15, 30_000),  # guessing, the last one right
    Burst("auth.attempt", 2, 40, 60_000),  # spraying
    Burst("message.sent", 1, 260, 60_000),  # promotion that nobody asked for
    Burst("message.sent", 2, 80, 30_000),  # a machine on a number made for talk
    Burst("message.sent", 3, 120, 25_000),  # a mail bomb
    Burst("session.seen", 1, 2, 1_800_000),  # a seat in two hands
    Burst("session.seen", 2, 12, 3_600_000),  # people of many firms
)


def traffic(count: int, seed: int = SEED) -> list[str]:
    """`count` lines, those of the register (numbers, permits, consents) first."""
    rng = np.random.default_rng(seed)
    register = people.register(count)
    kinds, codes, times = _plan(count - len(register), rng)
    lines: list[str] = [""] * len(times)
    for number, make in enumerate(MAKERS.values()):
        at = np.flatnonzero(kinds == number)
        rows = shapes.Rows(rng, at, times[at], codes[at], people.size(count))
        for place, line in zip(at.tolist(), make(rows), strict=True):
            lines[place] = line
    return register + lines


def _plan(count: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Kind, code (0: everyday; else burst code + 1000 × its turn) and time of every event, in order of time."""
    names = list(SHARES)
    kinds, codes, times = [], [], []
    for turn in range(max(1, count // 60_000)):
        for burst in BURSTS:
            start = rng.integers(DAY, (DAYS - 2) * DAY)
            kinds.append(np.full(burst.count, names.index(burst.kind)))
            codes.append(np.full(burst.count, burst.code + 1000 * turn))
            times.append(start + np.arange(burst.count) * burst.apart)
    planted = sum(len(each) for each in times)
    everyday = max(0, count - planted)
    kinds.append(rng.choice(len(names), everyday, p=list(SHARES.values())))
    codes.append(np.zeros(everyday, np.int64))
    times.append(_rhythm(everyday, rng))
    kind, code, time = (np.concatenate(parts).astype(np.int64) for parts in (kinds, codes, times))
    order = np.argsort(time, kind="stable")[:count]
    kind, code, time = kind[order], code[order], time[order]
    steps = np.arange(len(time))
    return kind, code, START + DAY // 24 + np.maximum.accumulate(time - steps) + steps


def _rhythm(count: int, rng: np.random.Generator) -> Ints:
    """Times with busy days and quiet nights, and weekends half as busy."""
    day = rng.choice(DAYS, count, p=_weights())
    hour = np.where(rng.random(count) < 0.25, rng.random(count) * 24, np.clip(rng.normal(12.5, 3.2, count), 0, 23.999))
    times: Ints = (day * DAY + hour * 3_600_000).astype(np.int64)
    return times


def _weights() -> NDArray[np.float64]:
    first = 6  # 1 November 2026 is a Sunday
    weights: NDArray[np.float64] = np.array([0.5 if (first + day) % 7 >= 5 else 1.0 for day in range(DAYS)])
    weights /= weights.sum()
    return weights


def write(count: int, path: Path, seed: int = SEED) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(traffic(count, seed))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))

"""Makes synthetic traffic of a telephony and hosting provider, as JSON lines: `python -m benchmarks.traffic N FILE [DAYS]`.

Two weeks unless told, sorted by time, every instant different: calls, requests, flows, sign-ins, messages, results and sessions of
customers whose sizes follow Zipf's law, with the rhythm of day and week, and now and then a burst of abuse. The same numbers and
seed give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import people, shapes

START: Final = np.datetime64(people.FIRST_DAY, "ms").astype(np.int64)
DAY: Final = 86_400_000
DAYS: Final = 14
SEED: Final = 7
PART: Final = 50_000  # lines in memory at a time

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


@dataclass(frozen=True, slots=True)
class Plan:
    """Of every event, in order of time: its kind, its code (0: everyday; else burst code + 1000 × its turn), which of its burst it
    is, and its time (ms since 1970)."""

    kind: Ints
    code: Ints
    nth: Ints
    time: Ints


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


def traffic(count: int, days: int = DAYS, seed: int = SEED) -> Iterator[str]:
    """`count` lines over so many days, those of the register (numbers, permits, consents) first.

    As many a day for more days are the same customers for longer.
    """
    rng = np.random.default_rng(seed)
    usual = count * DAYS // days
    register = people.register(usual)
    yield from register
    plan = _plan(count - len(register), days, rng)
    for start in range(0, len(plan.kind), PART):
        yield from _lines(plan, start, people.size(usual), rng)


def write(count: int, path: Path, days: int = DAYS) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(traffic(count, days))


def _lines(plan: Plan, start: int, customers: int, rng: np.random.Generator) -> list[str]:
    part = slice(start, start + PART)
    kinds = plan.kind[part]
    lines: list[str] = [""] * len(kinds)
    for number, make in enumerate(MAKERS.values()):
        here = np.flatnonzero(kinds == number)
        at = here + start
        rows = shapes.Rows(rng, at, plan.time[at], plan.code[at], plan.nth[at], customers)
        for place, line in zip(here.tolist(), make(rows), strict=True):
            lines[place] = line
    return lines


def _plan(count: int, days: int, rng: np.random.Generator) -> Plan:
    names = list(SHARES)
    bursts = [(turn, burst) for turn in range(max(1, count // 60_000)) for burst in BURSTS]
    everyday = max(0, count - sum(burst.count for _, burst in bursts))
    kinds = [np.full(burst.count, names.index(burst.kind)) for _, burst in bursts]
    codes = [np.full(burst.count, burst.code + 1000 * turn) for turn, burst in bursts]
    places = [np.arange(burst.count) for _, burst in bursts]
    times = [rng.integers(DAY, (days - 2) * DAY) + np.arange(burst.count) * burst.apart for _, burst in bursts]
    kinds.append(rng.choice(len(names), everyday, p=list(SHARES.values())))
    codes.append(np.zeros(everyday, np.int64))
    places.append(np.zeros(everyday, np.int64))
    times.append(_rhythm(everyday, days, rng))
    time = np.concatenate(times).astype(np.int64)
    order = np.argsort(time, kind="stable")[:count]
    kind, code, nth = (np.concatenate(parts).astype(np.int64)[order] for parts in (kinds, codes, places))
    return Plan(kind, code, nth, START + DAY // 24 + _apart(time[order]))


def _apart(times: Ints) -> Ints:
    """Sorted times, moved until no two are the same."""
    steps = np.arange(len(times))
    apart: Ints = np.maximum.accumulate(times - steps) + steps
    return apart


def _rhythm(count: int, days: int, rng: np.random.Generator) -> Ints:
    """Times with busy days and quiet nights, and weekends half as busy."""
    day = rng.choice(days, count, p=_weights(days))
    hour = np.where(rng.random(count) < 0.25, rng.random(count) * 24, np.clip(rng.normal(12.5, 3.2, count), 0, 23.999))
    times: Ints = (day * DAY + hour * 3_600_000).astype(np.int64)
    return times


def _weights(days: int) -> NDArray[np.float64]:
    first = 6  # a Sunday
    weights: NDArray[np.float64] = np.array([0.5 if (first + day) % 7 >= 5 else 1.0 for day in range(days)])
    weights /= weights.sum()
    return weights


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:4]))

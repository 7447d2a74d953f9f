"""The stream of everyday events: slices of an hour at most, drawn one by one, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bylaws.generate.everyday import MAKERS
from bylaws.generate.everyday.rows import Ints, Rows, stamps
from bylaws.generate.everyday.world import World
from bylaws.generate.lines import Line, source
from bylaws.generate.scene import HOUR, MINUTE

SLICE: Final = 20_000
"""Events drawn at a time."""
REPEATED: Final = 400
"""One event in so many arrives twice."""
_HOURS: Final = np.array([1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 9, 10, 12, 12, 11, 9, 7, 6, 5, 4, 3, 2])
"""How busy each hour of a working day is."""
_WEEKEND: Final = 0.45


class Slice(Struct, frozen=True):
    """Lines made of events before `end` (ms since 1970): when each arrives, and its text."""

    end: int
    lines: list[Line]


def slices(count: int, seed: int, world: World) -> Iterator[Slice]:
    """`count` lines, some of them twice, in slices that follow one another in time; at least one for each hour."""
    repeats = count // (REPEATED + 1)
    drawn = 0
    for hour, many in enumerate(_by_hour(count - repeats, seed, world.span.days).tolist()):
        begin = world.span.first + hour * HOUR
        parts = -(-many // SLICE) or 1
        for part in range(parts):
            bounds = begin + part * HOUR // parts, begin + (part + 1) * HOUR // parts
            size = many * (part + 1) // parts - many * part // parts
            rng = np.random.default_rng([seed, hour, part, 1])
            lines = _lines(rng, world, np.sort(rng.integers(*bounds, size)), drawn)
            again = (
                REPEATED * turn - drawn - 1
                for turn in range(drawn // REPEATED + 1, (drawn + size) // REPEATED + 1)
                if turn <= repeats
            )
            yield Slice(bounds[1], lines + [(lines[place][0] + MINUTE, lines[place][1]) for place in again])
            drawn += size


def _by_hour(count: int, seed: int, days: int) -> Ints:
    """How many events fall in each hour: by day and week, with a crowded hour now and then."""
    rng = np.random.default_rng([seed, days, 0, 2])
    weight: NDArray[np.float64] = np.concatenate([_HOURS * (_WEEKEND if day % 7 >= 5 else 1.0) for day in range(days)])
    weight[rng.integers(0, len(weight), days // 7 + 1)] *= 3
    each: Ints = rng.multinomial(count, weight / weight.sum())
    return each


def _lines(rng: np.random.Generator, world: World, time: Ints, drawn: int) -> list[Line]:
    kinds = rng.choice(len(MAKERS), len(time), p=[share for share, _ in MAKERS.values()])
    who, arrival = world.ranked(len(time), rng), time + _delays(len(time), rng)
    told = stamps(arrival)
    texts = [""] * len(time)
    for number, (kind, (_, make)) in enumerate(MAKERS.items()):
        here = np.flatnonzero(kinds == number)
        head = f'"source":"{source(kind)}","kind":"{kind}","received_at":"'
        for place, rest in zip(here.tolist(), make(Rows(rng, world, time[here], who[here])), strict=True):
            texts[place] = f'{{"id":"e{drawn + place:010}",{head}{told[place]}",{rest}\n'
    return list(zip(arrival.tolist(), texts, strict=True))


def _delays(count: int, rng: np.random.Generator) -> Ints:
    """Most events arrive within two seconds, one in a hundred within the hour, one in a thousand when it is too late."""
    dice = rng.random(count)
    delay = rng.integers(100, 2000, count)
    delay = np.where(dice < 0.011, rng.integers(5 * MINUTE, 50 * MINUTE, count), delay)
    late: Ints = np.where(dice < 0.001, rng.integers(2 * HOUR, 5 * HOUR, count), delay)
    return late

"""How a fact is spread over subjects: quantiles, bars, and the thresholds worth asking about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from msgspec import Struct

from bylaws.events.types import MILLION
from bylaws.study.tuning import Measure, Number

QUANTILES: Final = (0, 10, 25, 50, 75, 90, 95, 99, 100)
MOST_CANDIDATES: Final = 15
MOST_BARS: Final = 14
HOUR: Final = 3600
DAY: Final = 24 * HOUR
SECONDS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
DAYS: Final = (1, 2, 4, 7, 14, 30, 60, 90, 180, 365)
DURATIONS: Final = (*(MILLION * each for each in SECONDS), *(MILLION * DAY * each for each in DAYS))
SIZES: Final = tuple(4**power for power in range(31))


class Bar(Struct, frozen=True):
    """How many subjects have a fact from `low` to `high` (None: without end). `found`: it lies beyond the threshold."""

    low: Number | None
    high: Number | None
    count: int
    found: bool


class Candidate(Struct, frozen=True):
    """A threshold, and how many subjects it would touch: by the fact alone, and by the whole rule."""

    threshold: Number
    alone: int
    whole: int
    is_present: bool


def quantiles(values: Sequence[Number]) -> list[tuple[int, Number]]:
    """Percentages and the facts that so many of the subjects do not exceed; `values` in order, nearest rank."""
    if not values:
        return []
    return [(each, values[max(0, -(-each * len(values) // 100) - 1)]) for each in QUANTILES]


def bars(measure: Measure) -> list[Bar]:
    """Counts between round numbers; the threshold is always a border, so that each bar lies on one side of it."""
    values, present = measure.values, measure.present
    if not values or present is None:
        return []
    borders = sorted({*_borders(measure, values[0], values[-1]), _plain(present)})
    # A fact that is equal to the threshold is on the side on which the rule has it.
    below = bisect_right if measure.comparison.op in (">", "<=") else bisect_left
    cuts = [0, *(below(values, border) for border in borders), len(values)]
    edges: list[Number | None] = [None, *borders, None]
    upward = measure.comparison.is_upward
    found = []
    for (start, end), (low, high) in zip(pairwise(cuts), pairwise(edges), strict=True):
        beyond = (low is not None and low >= present) if upward else (high is not None and high <= present)
        found.append(Bar(low, high, end - start, beyond))
    while found and not found[0].count and not _borders_threshold(found[0], present):
        del found[0]
    while found and not found[-1].count and not _borders_threshold(found[-1], present):
        del found[-1]
    return found


def candidates(measure: Measure) -> list[Candidate]:
    """Thresholds between which the number of subjects changes, thinned out; the present one and its neighbours are among them."""
    if measure.present is None:
        return []
    present = _plain(measure.present)
    touch = measure.touch()
    steps = touch.steps
    if steps and measure.comparison.op in ("<", ">"):
        steps = _with_end(measure, steps)
    chosen = {*_thinned(steps, present), present}
    return [Candidate(each, touch.alone(each), touch.whole(each), each == present) for each in sorted(chosen)]


def _with_end(measure: Measure, steps: list[Number]) -> list[Number]:
    """With a threshold that touches everybody: one that is exceeded by the least fact, or that the greatest stays below."""
    step = 1 if measure.comparison.steady and measure.comparison.fact.type.scale == 1 else None
    if measure.comparison.op == ">":
        least = steps[0]
        end: Number = least - step if step else Fraction(least) / 2
        return [end, *steps] if end < least and end >= 0 else steps
    most = steps[-1]
    end = most + step if step else Fraction(most) * 2
    return [*steps, end] if end > most else steps


def _thinned(steps: Sequence[Number], present: Number) -> set[Number]:
    if len(steps) < MOST_CANDIDATES:
        return set(steps)
    near = bisect_left(steps, present)
    around = {steps[at] for at in (near - 2, near - 1, near, near + 1) if 0 <= at < len(steps)}
    rest = MOST_CANDIDATES - 1 - len(around)
    return around | {steps[round(number * (len(steps) - 1) / (rest - 1))] for number in range(rest)}


def _borders(measure: Measure, least: Number, most: Number) -> list[Number]:
    """Round numbers from about the least to about the most fact, in its held unit."""
    type = measure.comparison.fact.type
    if not measure.comparison.steady:
        return _round(least, most, 1)
    if type.name == "duration" and most >= MILLION:
        return _few([each for each in DURATIONS if least <= each <= most])
    if type.name == "size":
        return _few([each for each in SIZES if least <= each <= most])
    if type.name == "integer" and most - least < MOST_BARS - 1:
        return list(range(int(least), int(most) + 1))
    return _round(least, most, type.scale)


def _round(least: Number, most: Number, scale: int) -> list[Number]:
    """1, 2, 5, 10 … units, or their tenths and hundredths; 0 where there is nothing above it."""
    if most <= 0:
        return [0]
    low = least if least > 0 else Fraction(min(most, scale), 1000 if most < scale else 1)
    found: list[Number] = [0] if least < 0 else []
    for power in range(-9, 19):
        for digit in (1, 2, 5):
            each = _plain(Fraction(digit * scale) * Fraction(10) ** power)
            if low <= each <= most:
                found.append(each)
    return _few(found)


def _few(borders: list[Number]) -> list[Number]:
    """Every second or third border and so on, if they are many."""
    return borders[:: -(-len(borders) // (MOST_BARS - 2)) or 1]


def _plain(number: Fraction) -> Number:
    return number.numerator if number.denominator == 1 else number


def _borders_threshold(bar: Bar, present: Fraction) -> bool:
    return present in (bar.low, bar.high)

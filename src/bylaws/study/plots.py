"""The plots of reports, as SVG without scripts. A table beside each one says the same.

Across, everything is placed in percent of the width that there is, and down in pixels: a plot is as wide as the screen, and its
words are as large on a phone. Words of class `minor` are left out where it is narrow.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from bylaws.policy.program import SEVERITIES
from bylaws.study.markup import Child, Markup, join, tag
from bylaws.study.summary import SubjectRow
from bylaws.study.timeline import Timeline

BARS_WIDTH: Final = 85  # percent, so that a number fits behind the longest bar
DOTS_ACROSS: Final = 300  # places in one strip; more would only be ink


class Strip(Struct, frozen=True):
    """Ratios of a fact to its threshold, over all findings of a rule."""

    label: str
    ratios: Sequence[float]


def over_time(timeline: Timeline) -> Markup:
    """Stacked bars: findings per stretch of time, by clause."""
    bottom, height = 250, 220
    top = max((sum(bucket.values()) for bucket in timeline.buckets), default=0) or 1
    wide = 100 / max(len(timeline.buckets), 1)
    bars = []
    for index, bucket in enumerate(timeline.buckets):
        y = float(bottom)
        for colour, series in enumerate(timeline.series):
            tall = bucket.get(series, 0) / top * height
            if tall:
                y -= tall
                title = tag("title", f"{timeline.labels[index]}: {bucket[series]} under {series}")
                bars.append(_box((index + 0.05) * wide, y, 0.9 * wide, tall, f"c{colour}", title))
    every = max(1, math.ceil(len(timeline.labels) / 7))
    ticks = [
        _tick(label, (index + 0.5) * wide, bottom + 18, minor=index // every % 2 == 1)
        for index, label in enumerate(timeline.labels)
        if index % every == 0
    ]
    scale = [_rule(bottom - step / top * height, f"{step:,}") for step in _steps(top)]
    return _svg(bottom + 28, "Findings over time, by clause", [scale, bars, ticks], "upright")


def subjects(rows: Sequence[SubjectRow]) -> Markup:
    """Bars: settled findings of each subject, by severity, below its name."""
    row_height, tall = 38, 14
    most = max((row.tally.settled for row in rows), default=0) or 1
    parts: list[Markup] = []
    for index, row in enumerate(rows):
        y = index * row_height
        parts.append(tag("text", row.subject, y=y + 12, class_="label"))
        x = 0.0
        for level in reversed(SEVERITIES):
            wide = row.tally.severities[level] / most * BARS_WIDTH
            if wide:
                title = tag("title", f"{row.subject}: {row.tally.severities[level]} {level}")
                parts.append(_box(x, y + 17, wide, tall, f"s-{level}", title))
                x += wide
        parts.append(tag("text", f"{row.tally.settled:,}", x=_percent(x), dx=6, y=y + 28, class_="tick"))
    return _svg(len(rows) * row_height, "Subjects with the gravest findings", parts)


def strips(rows: Sequence[Strip]) -> Markup:
    """Dots on a logarithmic axis: each finding's fact as a multiple of the threshold, which is the line at 1."""
    row_height = 46
    low, high = _range([ratio for row in rows for ratio in row.ratios])

    def place(ratio: float) -> float:
        return (math.log10(min(max(ratio, low), high)) - math.log10(low)) / math.log10(high / low) * 100

    bottom = 4 + len(rows) * row_height
    grid = [
        join((tag("line", x1=_percent(place(step)), x2=_percent(place(step)), y1=4, y2=bottom,
                  class_="limit" if step == 1 else "grid"),
              _tick(f"{step:,g}×", place(step), bottom + 16, minor=round(math.log10(step)) % 2 == 1)))
        for step in _decades(low, high)
    ]  # fmt: skip
    parts: list[Markup] = []
    for index, row in enumerate(rows):
        y = 4 + index * row_height
        parts.append(tag("text", row.label, y=y + 14, class_="label halo"))
        counted = Counter(round(place(ratio) / 100 * DOTS_ACROSS) for ratio in row.ratios)
        for x, number in sorted(counted.items()):
            radius = min(3.5 + math.sqrt(number), 11)
            parts.append(tag("circle", cx=_percent(x * 100 / DOTS_ACROSS), cy=y + 31, r=_n(radius), class_="dot"))
    return _svg(bottom + 24, "Facts of findings as multiples of their thresholds", [grid, parts], "ranging")


def histogram(title: str, bars: Sequence[tuple[str, int, bool]], limit: int, name: str) -> Markup:
    """Upright bars by label and count, those beyond the threshold in another colour.

    The threshold is a line before bar number `limit`, with `name` beside it.
    """
    bottom, height = 230, 190
    top = max((count for _, count, _ in bars), default=0) or 1
    wide = 100 / max(len(bars), 1)
    parts: list[Markup] = []
    for index, (label, count, beyond) in enumerate(bars):
        middle, tall = (index + 0.5) * wide, count / top * height
        told = tag("title", f"{label}: {count:,}")
        parts.append(_box((index + 0.05) * wide, bottom - tall, 0.9 * wide, tall, "c1" if beyond else "c0", told))
        parts.append(_tick(f"{count:,}", middle, bottom - tall - 4))
        parts.append(_tick(label, middle, bottom + 16 + 14 * (index % 2), minor=len(bars) > 6 and index % 4 > 1))
    at = _percent(limit * wide)
    line = tag("line", x1=at, x2=at, y1=14, y2=bottom, class_="limit")
    left = limit < len(bars) / 2
    word = tag("text", name, x=at, dx=6 if left else -6, y=10, class_="label", text_anchor="start" if left else "end")
    scale = [_rule(bottom - step / top * height, f"{step:,}") for step in _steps(top)]
    return _svg(bottom + 36, title, [scale, parts, line, word], "upright")


def legend(series: Sequence[str], names: Mapping[str, str], prefix: str = "c") -> Markup:
    """The colours of a plot, in words."""
    items = (
        tag("li", tag("span", class_=f"key {prefix}{index if prefix == 'c' else each}", aria_hidden="true"), names.get(each, each))
        for index, each in enumerate(series)
    )
    return tag("ul", items, class_="legend")


def _svg(height: int, title: str, children: Child, sort: str = "") -> Markup:
    """`sort`: `upright` leaves room for numbers at the left, `ranging` for half a word at both ends."""
    plot = tag("svg", children, height=height, role="img", aria_label=title)
    return tag("div", plot, class_=f"plot {sort}".strip(), tabindex=0, role="group", aria_label=title)


def _box(x: float, y: float, wide: float, tall: float, colour: str, title: Markup) -> Markup:
    return tag("rect", title, x=_percent(x), y=_n(y), width=_percent(wide), height=_n(tall), class_=colour)


def _tick(label: str, x: float, y: float, *, minor: bool = False) -> Markup:
    """A word or number whose middle is at `x` percent."""
    return tag("text", label, x=_percent(x), y=_n(y), class_="tick minor" if minor else "tick", text_anchor="middle")


def _rule(y: float, label: str) -> Markup:
    """A line across, with its number at the left of it."""
    line = tag("line", x1="0%", x2="100%", y1=_n(y), y2=_n(y), class_="grid")
    return join((line, tag("text", label, dx=-8, y=_n(y + 4), class_="tick", text_anchor="end")))


def _steps(top: int) -> list[int]:
    """Up to five round numbers from 0 to `top`."""
    rough = max(top / 4, 1)
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    return list(range(0, top + 1, int(step)))


def _range(ratios: Sequence[float]) -> tuple[float, float]:
    """Whole decades round all ratios and round 1, at most from 0.001 to 100,000."""
    known = [ratio for ratio in ratios if ratio > 0] or [1.0]
    low = 10.0 ** math.floor(math.log10(max(min(*known, 1.0), 0.001) * 0.999))
    high = 10.0 ** math.ceil(math.log10(min(max(*known, 1.0), 100_000.0) * 1.001))
    return low, high


def _decades(low: float, high: float) -> list[float]:
    return [10.0**power for power in range(round(math.log10(low)), round(math.log10(high)) + 1)]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").removesuffix(".") + "%"

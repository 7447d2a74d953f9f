"""The plots of reports, as SVG without scripts. A table beside each one says the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bylaws.policy.program import SEVERITIES
from bylaws.study.markup import Markup, join, tag
from bylaws.study.summary import SubjectRow
from bylaws.study.timeline import Timeline

WIDTH: Final = 920
DOTS: Final = 300  # in one strip; more would only be ink


@dataclass(frozen=True, slots=True)
class Strip:
    """Ratios of a fact to its threshold, over all findings of a rule."""

    label: str
    ratios: Sequence[float]


def over_time(timeline: Timeline) -> Markup:
    """Stacked bars: findings per stretch of time, by clause."""
    left, bottom, height = 44, 250, 220
    top = max((sum(bucket.values()) for bucket in timeline.buckets), default=0) or 1
    wide = (WIDTH - left - 40) / max(len(timeline.buckets), 1)
    bars = []
    for index, bucket in enumerate(timeline.buckets):
        y = float(bottom)
        for colour, series in enumerate(timeline.series):
            tall = bucket.get(series, 0) / top * height
            if tall:
                y -= tall
                title = tag("title", f"{timeline.labels[index]}: {bucket[series]} under {series}")
                bars.append(_box(left + index * wide + 1, y, max(wide - 2, 1), tall, f"c{colour}", title))
    every = max(1, math.ceil(len(timeline.labels) / 7))
    ticks = [
        tag("text", label, x=_n(left + (index + 0.5) * wide), y=bottom + 18, class_="tick", text_anchor="middle")
        for index, label in enumerate(timeline.labels)
        if index % every == 0
    ]
    scale = [_rule(left, bottom - step / top * height, str(step)) for step in _steps(top)]
    return _svg(bottom + 28, "Findings over time, by clause", [scale, bars, ticks])


def subjects(rows: Sequence[SubjectRow]) -> Markup:
    """Bars: settled findings of each subject, by severity."""
    left, tall, gap = 190, 18, 8
    most = max((row.tally.settled for row in rows), default=0) or 1
    parts: list[Markup] = []
    for index, row in enumerate(rows):
        y = 4 + index * (tall + gap)
        parts.append(tag("text", row.subject, x=left - 10, y=y + 13, class_="label", text_anchor="end"))
        x = float(left)
        for level in reversed(SEVERITIES):
            wide = row.tally.severities[level] / most * (WIDTH - left - 60)
            if wide:
                title = tag("title", f"{row.subject}: {row.tally.severities[level]} {level}")
                parts.append(_box(x, y, wide, tall, f"s-{level}", title))
                x += wide
        parts.append(tag("text", row.tally.settled, x=_n(x + 6), y=y + 13, class_="tick"))
    return _svg(8 + len(rows) * (tall + gap), "Subjects with the gravest findings", parts)


def strips(rows: Sequence[Strip]) -> Markup:
    """Dots on a logarithmic axis: each finding's fact as a multiple of the threshold, which is the line at 1."""
    left, tall = 330, 30
    low, high = _range([ratio for row in rows for ratio in row.ratios])
    wide = WIDTH - left - 30

    def place(ratio: float) -> float:
        return left + (math.log10(min(max(ratio, low), high)) - math.log10(low)) / math.log10(high / low) * wide

    bottom = 10 + len(rows) * tall
    grid = [
        join((tag("line", x1=_n(place(step)), x2=_n(place(step)), y1=4, y2=bottom, class_="limit" if step == 1 else "grid"),
              tag("text", f"{step:g}×", x=_n(place(step)), y=bottom + 16, class_="tick", text_anchor="middle")))
        for step in _decades(low, high)
    ]  # fmt: skip
    parts: list[Markup] = []
    for index, row in enumerate(rows):
        y = 10 + index * tall + tall / 2
        parts.append(tag("text", row.label, x=left - 14, y=_n(y + 4), class_="label", text_anchor="end"))
        counted = Counter(round(place(ratio), 0) for ratio in row.ratios)
        for x, number in sorted(counted.items())[:DOTS]:
            parts.append(tag("circle", cx=_n(x), cy=_n(y), r=_n(min(3.5 + math.sqrt(number), 11)), class_="dot"))
    return _svg(bottom + 24, "Facts of findings as multiples of their thresholds", [grid, parts])


def histogram(title: str, bars: Sequence[tuple[str, int, bool]], limit: int, name: str) -> Markup:
    """Upright bars by label and count, those beyond the threshold in another colour.

    The threshold is a line before bar number `limit`, with `name` beside it.
    """
    left, bottom, height = 52, 230, 190
    top = max((count for _, count, _ in bars), default=0) or 1
    wide = (WIDTH - left - 40) / max(len(bars), 1)
    parts: list[Markup] = []
    for index, (label, count, beyond) in enumerate(bars):
        x, tall = left + index * wide, count / top * height
        parts.append(
            _box(x + 2, bottom - tall, max(wide - 4, 1), tall, "c1" if beyond else "c0", tag("title", f"{label}: {count:,}"))
        )
        parts.append(tag("text", f"{count:,}", x=_n(x + wide / 2), y=_n(bottom - tall - 4), class_="tick", text_anchor="middle"))
        y = bottom + 16 + 14 * (index % 2)
        parts.append(tag("text", label, x=_n(x + wide / 2), y=y, class_="tick", text_anchor="middle"))
    at = _n(left + limit * wide)
    line = tag("line", x1=at, x2=at, y1=14, y2=bottom, class_="limit")
    anchor = "start" if limit < len(bars) / 2 else "end"
    word = tag("text", name, x=_n(left + limit * wide + (6 if anchor == "start" else -6)), y=10, class_="label", text_anchor=anchor)
    scale = [_rule(left, bottom - step / top * height, f"{step:,}") for step in _steps(top)]
    return _svg(bottom + 36, title, [scale, parts, line, word])


def legend(series: Sequence[str], names: Mapping[str, str], prefix: str = "c") -> Markup:
    """The colours of a plot, in words."""
    items = (
        tag("li", tag("span", class_=f"key {prefix}{index if prefix == 'c' else each}", aria_hidden="true"), names.get(each, each))
        for index, each in enumerate(series)
    )
    return tag("ul", items, class_="legend")


def _svg(height: float, title: str, children: object) -> Markup:
    plot = tag("svg", children, viewBox=f"0 0 {WIDTH} {_n(height)}", role="img", aria_label=title)  # type: ignore[arg-type]
    return tag("div", plot, class_="plot", tabindex=0, role="group", aria_label=title)


def _box(x: float, y: float, wide: float, tall: float, colour: str, title: Markup) -> Markup:
    return tag("rect", title, x=_n(x), y=_n(y), width=_n(wide), height=_n(tall), class_=colour)


def _rule(left: float, y: float, label: str) -> Markup:
    line = tag("line", x1=left, x2=WIDTH - 40, y1=_n(y), y2=_n(y), class_="grid")
    return join((line, tag("text", label, x=left - 8, y=_n(y + 4), class_="tick", text_anchor="end")))


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

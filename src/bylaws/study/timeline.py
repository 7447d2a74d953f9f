"""Findings in stretches of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.events.show import show_value
from bylaws.events.types import DURATION, MILLION

STRETCHES: Final = (60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400, 28 * 86400, 91 * 86400, 365 * 86400)
MOST: Final = 48
SERIES: Final = 7
OTHERS: Final = "other clauses"


class Timeline(Struct, frozen=True):
    """Counts by clause in stretches of `length` seconds; the clauses with most findings by name, the rest together."""

    buckets: Sequence[Counter[str]]
    labels: Sequence[str]
    series: Sequence[str]
    length: int = 0

    @property
    def stretch(self) -> str:
        """How long each stretch is: `15 min`, `1 day`."""
        return show_value(DURATION, self.length * MILLION)


def timeline(findings: Sequence[Finding], timezone: str) -> Timeline:
    """At most 48 stretches from the first to the last finding, labelled in the policy's zone."""
    if not findings:
        return Timeline((), (), ())
    zone = ZoneInfo(timezone)
    first = min(finding.at for finding in findings) // MILLION
    last = max(finding.at for finding in findings) // MILLION
    # Stretches begin with the zone's own hours and days, by its offset at the beginning.
    offset = _offset(first, zone)
    first, last = first + offset, last + offset
    length = next((each for each in STRETCHES if last // each - first // each < MOST), (last - first) // MOST + 1)
    start = first // length
    buckets = [Counter[str]() for _ in range(last // length - start + 1)]
    names = [name for name, _ in Counter(finding.clause for finding in findings).most_common(SERIES)]
    for finding in findings:
        bucket = buckets[(finding.at // MILLION + offset) // length - start]
        bucket[finding.clause if finding.clause in names else OTHERS] += 1
    rest = [OTHERS] if any(bucket[OTHERS] for bucket in buckets) else []
    labels = _labels([(start + index) * length - offset for index in range(len(buckets))], length, zone)
    return Timeline(buckets, labels, [*names, *rest], length)


def _offset(second: int, zone: ZoneInfo) -> int:
    """Seconds by which the zone is ahead of UTC."""
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return round(offset.total_seconds()) if offset else 0


def _labels(seconds: Sequence[int], length: int, zone: ZoneInfo) -> list[str]:
    moments = [datetime.fromtimestamp(second, zone) for second in seconds]
    if length >= 86400:
        return [f"{each:%-d %b %Y}" for each in moments]
    one_day = moments[0].date() == moments[-1].date()
    return [f"{each:%H:%M}" if one_day else f"{each:%-d %b %H:%M}" for each in moments]

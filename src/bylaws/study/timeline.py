"""Findings in stretches of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bylaws.engine.finding import Finding
from bylaws.events.types import MILLION

STRETCHES: Final = (60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400, 28 * 86400, 91 * 86400, 365 * 86400)
MOST: Final = 48
SERIES: Final = 7
OTHERS: Final = "other clauses"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts by clause in equal stretches; the clauses with most findings by name, the rest together."""

    buckets: Sequence[Counter[str]]
    labels: Sequence[str]
    series: Sequence[str]


def timeline(findings: Sequence[Finding], timezone: str) -> Timeline:
    """At most 48 stretches from the first to the last finding, labelled in the policy's zone."""
    if not findings:
        return Timeline((), (), ())
    first = min(finding.at for finding in findings) // MILLION
    last = max(finding.at for finding in findings) // MILLION
    length = next((each for each in STRETCHES if last // each - first // each < MOST), (last - first) // MOST + 1)
    start = first // length
    buckets = [Counter[str]() for _ in range(last // length - start + 1)]
    names = [name for name, _ in Counter(finding.clause for finding in findings).most_common(SERIES)]
    for finding in findings:
        bucket = buckets[finding.at // MILLION // length - start]
        bucket[finding.clause if finding.clause in names else OTHERS] += 1
    rest = [OTHERS] if any(bucket[OTHERS] for bucket in buckets) else []
    return Timeline(buckets, _labels(start, length, len(buckets), ZoneInfo(timezone)), [*names, *rest])


def _labels(start: int, length: int, count: int, zone: ZoneInfo) -> list[str]:
    moments = [datetime.fromtimestamp((start + index) * length, UTC).astimezone(zone) for index in range(count)]
    if length >= 86400:
        return [f"{each:%-d %b %Y}" for each in moments]
    one_day = moments[0].date() == moments[-1].date()
    return [f"{each:%H:%M}" if one_day else f"{each:%-d %b %H:%M}" for each in moments]

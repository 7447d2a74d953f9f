"""Findings in stretches of time."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from bylaws.engine.finding import Finding
from bylaws.events.types import MILLION
from bylaws.study.timeline import MOST, OTHERS, timeline

START = 1_795_132_800 * MILLION  # 2026-11-20T00:00:00Z
BLANK: dict[str, Any] = {
    "id": "f",
    "rule": "r",
    "clause_hash": "",
    "policy": "",
    "version": "",
    "digest": "",
    "state": "settled",
    "kind": "k",
    "event": "e",
    "source": "s",
    "element": 0,
    "subject": "a",
    "severity": "low",
    "facts": {},
    "fields": {},
}
ONE = Finding(clause="spam", at=START, **BLANK)


def test_nothing_found_has_no_stretches() -> None:
    assert timeline([], "UTC").buckets == ()


def test_a_day_is_cut_into_half_hours() -> None:
    line = timeline([ONE, replace(ONE, at=START + 86399 * MILLION)], "UTC")
    assert len(line.buckets) == 48
    assert line.labels[1] == "00:30"
    assert [bucket["spam"] for bucket in line.buckets] == [1, *[0] * 46, 1]


def test_labels_are_in_the_policys_zone() -> None:
    assert timeline([ONE], "Asia/Kolkata").labels == ["05:30"]


def test_days_begin_at_midnight_of_the_policys_zone() -> None:
    line = timeline([ONE, replace(ONE, at=START + 40 * 86400 * MILLION)], "Asia/Kolkata")
    assert line.labels[0] == "20 Nov 2026"
    evening = replace(ONE, at=START + 18 * 3600 * MILLION + 1800 * MILLION)  # midnight in Kolkata
    line = timeline([ONE, evening, replace(ONE, at=START + 40 * 86400 * MILLION)], "Asia/Kolkata")
    assert [bucket["spam"] for bucket in line.buckets[:2]] == [1, 1]


def test_centuries_still_fit() -> None:
    line = timeline([ONE, replace(ONE, at=START + 300 * 365 * 86400 * MILLION)], "UTC")
    assert len(line.buckets) <= MOST + 1


def test_every_finding_is_counted_the_rarest_clauses_together() -> None:
    findings = [replace(ONE, clause=f"c{index % 12}", at=START + index * 7 * MILLION) for index in range(500)]
    line = timeline(findings, "UTC")
    assert sum(bucket.total() for bucket in line.buckets) == 500
    assert len(line.series) == 8
    assert line.series[-1] == OTHERS

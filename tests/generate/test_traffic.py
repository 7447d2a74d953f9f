"""Everyday traffic is drawn in slices, so that memory does not grow with their number."""

from __future__ import annotations

import pytest

from bylaws.generate import traffic
from bylaws.generate.everyday import MAKERS
from bylaws.generate.everyday.world import World
from bylaws.generate.plan import Span
from bylaws.generate.scene import DAY, HOUR, MINUTE

SPAN = Span(1_738_540_800_000, 2)


def test_slices_are_small_and_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "SLICE", 300)
    made = list(traffic.slices(20_000, 1, World(200, SPAN)))
    assert sum(len(each.lines) for each in made) == 20_000
    assert max(len(each.lines) for each in made) <= 302
    ends = [each.end for each in made]
    assert ends == sorted(ends)
    assert ends[-1] == SPAN.end
    assert set(range(SPAN.first + HOUR, SPAN.end + 1, HOUR)) <= set(ends)
    assert all(at > each.end - HOUR for each in made for at, _ in each.lines)


def test_days_are_busy_and_nights_and_weekends_quiet() -> None:
    week = Span(SPAN.first, 7)
    sizes = [len(each.lines) for each in traffic.slices(70_000, 1, World(1000, week))]
    days = [sum(sizes[day * 24 : day * 24 + 24]) for day in range(7)]
    assert max(days[5:]) < 0.7 * min(days[:5])
    assert sum(sizes[24 + 1 : 24 + 5]) < 0.2 * sum(sizes[24 + 9 : 24 + 13])


def test_the_shares_of_the_kinds_are_shares() -> None:
    assert sum(share for share, _ in MAKERS.values()) == pytest.approx(1)


def test_what_is_late_arrives_after_its_slice() -> None:
    late = [at - each.end for each in traffic.slices(20_000, 1, World(200, SPAN)) for at, _ in each.lines if at > each.end + MINUTE]
    assert late
    assert max(late) < DAY // 4

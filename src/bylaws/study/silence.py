"""Sources that fell silent: gaps between events that are longer than what is usual for them."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bylaws.events.types import MILLION

MOST_SOURCES: Final = 10_000
"""Pairs of source and kind that are watched; what comes later is counted."""
FEWEST: Final = 20
"""Gaps that it takes to say what is usual."""
USUAL: Final = 0.99
"""The share of gaps that are no longer than the usual one."""
BEYOND: Final = 4
"""So many times the usual gap is a silence …"""
RECURRING: Final = 4
"""… unless gaps of half its length came so often: nights and weekends are usual, too."""
LEAST: Final = 300 * MILLION
"""No shorter gap is a silence, however busy a source."""
KEPT: Final = 8
FINENESS: Final = 8
"""Steps in which gaps are counted, for each doubling: the usual gap is told within a tenth."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came from `since` to `until` (microseconds).

    `usual`: the gap that is exceeded one time in a hundred only. `ended`: something came at `until`; else the input ends there.
    """

    source: str
    kind: str
    since: int
    until: int
    usual: int
    ended: bool

    @property
    def lasted(self) -> int:
        return self.until - self.since


@dataclass(slots=True)
class _Gaps:
    last: int
    count: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    longest: list[tuple[int, int]] = field(default_factory=list)

    def add(self, at: int) -> None:
        gap = max(at - self.last, 0)
        self.count += 1
        self.sizes[math.ceil(math.log2(gap) * FINENESS) + 1 if gap else 0] += 1
        heapq.heappush(self.longest, (gap, self.last))
        if len(self.longest) > KEPT:
            heapq.heappop(self.longest)
        self.last = max(self.last, at)

    @property
    def usual(self) -> int:
        # Of few gaps the longest would be the usual one; those that must recur to be usual are left out.
        wanted, seen = min(USUAL * self.count, self.count - RECURRING + 1), 0
        for step in sorted(self.sizes):
            seen += self.sizes[step]
            if seen >= wanted:
                return round(2 ** ((step - 1) / FINENESS)) if step else 0
        return 0


class Silences:
    """Learns from events in order; memory is bounded by the number of sources."""

    def __init__(self) -> None:
        self._gaps: dict[tuple[str, str], _Gaps] = {}
        self._last = 0
        self.unwatched = 0

    def see(self, source: str, kind: str, at: int) -> None:
        """An event of a source at an instant (microseconds)."""
        self._last = max(self._last, at)
        known = self._gaps.get((source, kind))
        if known is not None:
            known.add(at)
        elif len(self._gaps) < MOST_SOURCES:
            self._gaps[source, kind] = _Gaps(at)
        else:
            self.unwatched += 1

    def found(self) -> list[Silence]:
        """The silences, those longest beyond the usual first."""
        found = [each for pair, gaps in self._gaps.items() for each in self._of(*pair, gaps)]
        return sorted(found, key=lambda each: (-each.lasted / max(each.usual, 1), each.source, each.kind, each.since))

    def _of(self, source: str, kind: str, gaps: _Gaps) -> Iterator[Silence]:
        if gaps.count < FEWEST:
            return
        usual = gaps.usual
        every = [*((gap, since, True) for gap, since in gaps.longest), (self._last - gaps.last, gaps.last, False)]
        for gap, since, ended in every:
            alike = sum(2 * other >= gap for other, _ in gaps.longest)
            if gap >= LEAST and gap > BEYOND * usual and alike < RECURRING:
                yield Silence(source, kind, since, since + gap, usual, ended)

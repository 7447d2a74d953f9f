"""Sources that fell silent: gaps between events that are longer than what is usual for them.

What is usual is learnt from a source's other gaps: a silence is more than `BEYOND` times as long as all but two of them, and as
those in which the source spent most of its time.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct, field

from bylaws.events.types import DURATION, MILLION
from bylaws.events.values import show_value
from bylaws.study.mask import Mask

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

MOST_SOURCES: Final = 10_000
"""Pairs of source and kind that are watched; what comes later is counted."""
FEWEST: Final = 20
"""Gaps that it takes to say what is usual …"""
WATCHED: Final = 1800 * MILLION
"""… and how long they last together: one short burst does not say when the next is due."""
RECURRING: Final = 3
"""What came so often beside is usual: nights and weekends are …"""
MOSTLY: Final = 0.8
"""… and so are the longest of the gaps that fill this share of the time, shorter ones first: some sources come in bursts."""
BEYOND: Final = 4
"""So many times the usual gap is a silence."""
LEAST: Final = 300 * MILLION
"""No shorter gap is a silence, however busy a source."""
BROKEN_OFF: Final = 3600 * MILLION
"""No shorter silence is told of a source that nobody can judge."""
FEW: Final = 4
"""One source in so many may begin before the rest without these being late."""
KEPT: Final = 8
FINENESS: Final = 8
"""Steps in which gaps are counted, for each doubling: the usual gap is told within a tenth."""
LENGTHS: Final = (0, *(round(2 ** (step / FINENESS)) for step in range(62 * FINENESS)), 2**63 - 1)
"""The longest gap of each step."""


class Silence(Struct, frozen=True):
    """Nothing came from `since` to `until` (microseconds).

    `usual`: the longest gap that is usual beside this one. `ended`: something came at `until`; else the input ends there.
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


class Begun(Struct, frozen=True):
    """A source that was heard regularly from `at` on only, long after most others of which it is known when more is due (`since`).

    `usual`: its gaps (all microseconds).
    """

    source: str
    kind: str
    since: int
    at: int
    usual: int


class Unjudged(Struct, frozen=True):
    """A source of which so few `events` came, or in so short a time, that nobody can say when more were due.

    It was `heard` for so long, and then not for `quiet` until the end (microseconds).
    """

    source: str
    kind: str
    events: int
    heard: int
    quiet: int

    @property
    def stopped(self) -> bool:
        """Whether it told much in a short time, and then nothing for so long that it may have broken off."""
        return self.events > FEWEST and self.quiet >= BROKEN_OFF and self.quiet > BEYOND * self.heard

    def as_json(self, mask: Mask) -> dict[str, object]:
        """As docs/reference/output.md describes it."""
        return {
            "source": mask.text(self.source),
            "kind": self.kind,
            "events": self.events,
            "heard_s": self.heard // MILLION,
            "quiet_s": self.quiet // MILLION,
        }

    def words(self, mask: Mask) -> str:
        """What there is to be said of it."""
        told = f"{mask.text(self.source)}, {self.kind}: {self.events:,} event{'s' * (self.events != 1)}"
        if not self.stopped:
            return told
        heard, quiet = (show_value(DURATION, each) for each in (self.heard, self.quiet))
        return f"{told} in {heard}, then none for {quiet} until the end"


class _Gap(NamedTuple):
    """How long a gap is, and since when (microseconds); how many gaps of its source lie `before` it."""

    length: int
    since: int
    before: int

    @property
    def is_ahead(self) -> bool:
        """Whether so little lies before it that the source was not yet heard regularly: what a register told of long ago."""
        return self.before < RECURRING


class _Gaps(Struct):
    """How far apart the events of a source were. `first`, `last`: when; `sizes`: how many gaps there were of each step."""

    first: int
    last: int
    sizes: Counter[int] = field(default_factory=Counter)
    longest: list[_Gap] = field(default_factory=list)

    def add(self, at: int) -> None:
        gap = max(at - self.last, 0)
        self.keep(gap, self.last)
        self.sizes[_step(gap)] += 1
        self.last = max(self.last, at)

    def keep(self, gap: int, since: int, ahead: int = 0) -> None:
        """Keeps a gap if it may be a silence, and is among the longest. `ahead`: gaps before it that are not counted yet."""
        if gap >= LEAST:
            heapq.heappush(self.longest, _Gap(gap, since, self.sizes.total() + ahead))
            if len(self.longest) > KEPT:
                heapq.heappop(self.longest)

    def silences(self, end: int) -> Iterator[tuple[int, int, int, bool]]:
        """When one began and ended, the gap that was usual, and whether something came then; `end`: of the input."""
        for gap in self.longest:
            if not gap.is_ahead:
                others = self.regular - Counter([_step(gap.length)])
                yield from self._silence(gap.since, gap.since + gap.length, others, ended=True)
        yield from self._silence(self.last, end, self.regular, ended=False)

    @property
    def regular(self) -> Counter[int]:
        """The sizes without those of gaps before which it was not yet heard regularly."""
        return self.sizes - Counter(_step(each.length) for each in self.longest if each.is_ahead)

    def begun(self, usual: int) -> int:
        """When it began to be heard regularly, if `usual` is its gap."""
        ahead = (each.since + each.length for each in self.longest if each.is_ahead and _is_long(each.length, usual))
        return max(ahead, default=self.first)

    def _silence(self, since: int, until: int, others: Counter[int], *, ended: bool) -> Iterator[tuple[int, int, int, bool]]:
        if until - since < LEAST:
            return
        usual = _usual(others)
        if usual is not None and _is_long(until - since, usual):
            yield since, until, usual, ended


def _is_long(gap: int, usual: int) -> bool:
    return gap >= LEAST and gap > BEYOND * usual


def _usual(gaps: Counter[int]) -> int | None:
    """The longest gap that is usual among those counted by step; None if they are too few to say."""
    counts = dict(sorted(gaps.items()))
    lengths = {step: number * _length(step) for step, number in counts.items()}
    number, time = sum(counts.values()), sum(lengths.values())
    if number < FEWEST or time < WATCHED:
        return None
    return _length(max(_reaching(counts, number - RECURRING + 1), _reaching(lengths, MOSTLY * time)))


def _reaching(weights: Mapping[int, int], wanted: float) -> int:
    """The step up to which there are as many as wanted."""
    seen = accumulate(weights.values())
    return next(step for step, so_far in zip(weights, seen, strict=True) if so_far >= wanted)


def _step(gap: int) -> int:
    return bisect_left(LENGTHS, gap)


def _length(step: int) -> int:
    return LENGTHS[step]


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
        elif not self._begin(source, kind, at):
            self.unwatched += 1

    def _begin(self, source: str, kind: str, at: int) -> _Gaps | None:
        if len(self._gaps) >= MOST_SOURCES:
            return None
        return self._gaps.setdefault((source, kind), _Gaps(at, at))

    def see_all(self, whose: Array, places: Array, keys: Callable[[int], tuple[str, str]]) -> None:
        """Many events in order: whose each is, by a number, and when; `keys` gives source and kind of such a number."""
        import numpy as np  # here, for only runs over columns need it

        if not whose.size:
            return
        self._last = max(self._last, int(places[-1]))
        order = np.argsort(whose, kind="stable")
        mine, at = whose[order], places[order]
        heads = np.flatnonzero(np.concatenate([[True], mine[1:] != mine[:-1]]))
        ends = np.append(heads[1:], mine.size)
        since, is_gap = np.concatenate([at[:1], at[:-1]]), np.ones(mine.size, np.bool_)
        watched: list[_Gaps | None] = [None] * heads.size
        # In the order in which they came first, for only so many are watched.
        for group in np.argsort(order[heads]).tolist():
            head, key = int(heads[group]), keys(int(mine[heads[group]]))
            known = self._gaps.get(key)
            watched[group] = known if known is not None else self._begin(*key, int(at[head]))
            if known is not None:
                since[head] = known.last
            else:
                is_gap[head] = False
            if watched[group] is None:
                is_gap[head : ends[group]] = False
                self.unwatched += int(ends[group]) - head
        self._count(watched, np.repeat(np.arange(heads.size), ends - heads)[is_gap], since[is_gap], at[is_gap])
        for gaps, last in zip(watched, at[ends - 1].tolist(), strict=True):
            if gaps is not None:
                gaps.last = max(gaps.last, last)

    def _count(self, watched: Sequence[_Gaps | None], groups: Array, since: Array, at: Array) -> None:
        import numpy as np

        lengths = np.maximum(at - since, 0)
        steps = np.searchsorted(np.array(LENGTHS), lengths)
        long = np.flatnonzero(lengths >= LEAST)
        ahead = long - np.searchsorted(groups, groups[long])
        told = (each.tolist() for each in (groups[long], lengths[long], since[long], ahead))
        for group, length, begin, before in zip(*told, strict=True):
            self._known(watched, group).keep(length, begin, before)
        found, counts = np.unique(groups * len(LENGTHS) + steps, return_counts=True)
        for each, count in zip(found.tolist(), counts.tolist(), strict=True):
            group, step = divmod(each, len(LENGTHS))
            self._known(watched, group).sizes[step] += count

    @staticmethod
    def _known(watched: Sequence[_Gaps | None], group: int) -> _Gaps:
        gaps = watched[group]
        assert gaps is not None, "what is not watched has no gaps"
        return gaps

    def found(self) -> list[Silence]:
        """The silences, those longest beyond the usual first."""
        watched = self._gaps.items()
        found = [Silence(source, kind, *told) for (source, kind), gaps in watched for told in gaps.silences(self._last)]
        return sorted(found, key=lambda each: (-each.lasted / max(each.usual, 1), each.source, each.kind, each.since))

    def begun(self) -> list[Begun]:
        """The sources that began late, the latest beyond the usual first."""
        # What a register told once, of however long ago, is no log that begins then.
        usual = ((key, gaps, _usual(gaps.regular)) for key, gaps in self._gaps.items())
        known = [(*key, gaps.begun(gap), gap) for key, gaps, gap in usual if gap is not None]
        # A few registers may reach back further than the logs.
        firsts = sorted(first for _, _, first, _ in known)
        since = firsts[len(firsts) // FEW] if firsts else 0
        late = (each for each in known if _is_long(each[2] - since, each[3]))
        found = [Begun(source, kind, since, first, usual) for source, kind, first, usual in late]
        return sorted(found, key=lambda each: (-(each.at - each.since) / max(each.usual, 1), each.source, each.kind))

    def unjudged(self) -> list[Unjudged]:
        """The sources whose silences nobody can tell, those of which most came first."""
        few = ((key, gaps) for key, gaps in self._gaps.items() if _usual(gaps.regular) is None)
        found = (
            Unjudged(*key, gaps.sizes.total() + 1, gaps.last - gaps.first, max(self._last - gaps.last, 0)) for key, gaps in few
        )
        return sorted(found, key=lambda each: (-each.events, each.source, each.kind))

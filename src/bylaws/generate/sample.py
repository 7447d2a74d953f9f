"""A whole sample: everyday traffic with the acts woven in, in the order in which the events arrive."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.generate.abuse import ABUSES
from bylaws.generate.abuse.protocol import Abuse
from bylaws.generate.everyday.world import World
from bylaws.generate.known import FIRST_DAY, lists
from bylaws.generate.lines import Line, before, count, lines, registered
from bylaws.generate.plan import Planting, Span, crowd, plantings
from bylaws.generate.traffic import slices
from bylaws.generate.truth import header, truth

FEWEST_DAYS: Final = 2
EVENTS_A_DAY: Final = 8
"""Of one customer, on average."""
EVENTS_EACH: Final = 32
"""Of one customer at least, for each makes some lines of the register too."""
MOST_CUSTOMERS: Final = 1_000_000
_UNCOUNTED: Final[Mapping[str, int]] = MappingProxyType({})
PART: Final = 10_000
"""Lines of the register given out at a time."""


class SampleError(ValueError):
    """No such sample can be made."""


class _NoRoomError(SampleError):
    """`least`: a number of events of which there could be a sample."""

    def __init__(self, size: int, least: int) -> None:
        super().__init__(f"{size:,} events are too few for the abuse that a sample declares; ask for {least:,} or more")
        self.least = least


class _Rehearsal(Struct, frozen=True):
    """What is known of all acts before they are played: the truth, how many lines they make, and those that arrive before.

    `begins`: when each act begins (ms since 1970), with its place among the acts, in order.
    """

    truth: list[bytes]
    lines: int
    before: list[Line]
    begins: list[tuple[int, int]]


class Sample(Struct, frozen=True, dict=True):
    """`size` lines over `days` days. The same numbers and the same sorts of abuse give the same bytes.

    Raises SampleError unless there is room for the acts, in time and number, and for a seed below 0.
    """

    size: int
    seed: int
    days: int
    abuses: Sequence[Abuse] = ABUSES

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise SampleError("a seed is a whole number from 0 on")
        if self.days < FEWEST_DAYS:
            raise SampleError(f"a sample lasts {FEWEST_DAYS} days at least, for some abuses take more than one")
        if self._everyday < 0:
            raise _NoRoomError(self.size, self._least())

    @cached_property
    def acts(self) -> list[Planting]:
        """Those of abuse, of the twins and of the honest crowd, in the order of their starts."""
        given = self.size, self.seed, self._span, self.abuses
        return sorted(chain(plantings(*given), crowd(*given)), key=lambda each: each.start)

    def truth(self, kinds: Mapping[str, int] = _UNCOUNTED) -> Iterator[bytes]:
        """The lines of the truth: a header, which tells the `kinds` of the events if they were counted, then one for each act."""
        yield header(self.size, self.seed, self.days, kinds)
        yield from self._rehearsal.truth

    def events(self) -> Iterator[list[str]]:
        """The lines of the events, some at a time: what stood before, then all in order of arrival."""
        early = bisect_left(self._rehearsal.before, (self._span.first, ""))
        yield [text for _, text in self._rehearsal.before[:early]]
        register = registered("r", self._world.register())
        while part := [text for _, text in islice(register, PART)]:
            yield part
        yield from self._stream(self._rehearsal.before[early:])

    def lists(self) -> Mapping[str, list[str]]:
        """By name the lines of the lists that others gave the provider, as CSV."""
        return lists(self.days)

    @cached_property
    def _span(self) -> Span:
        return Span(int(FIRST_DAY.timestamp()) * 1000, self.days)

    @cached_property
    def _world(self) -> World:
        each = max(EVENTS_EACH, self.days * EVENTS_A_DAY)
        return World(min(MOST_CUSTOMERS, max(48, self.size // each)), self._span)

    @cached_property
    def _rehearsal(self) -> _Rehearsal:
        told: list[bytes] = []
        stood: list[Line] = []
        begins: list[tuple[int, int]] = []
        many = 0
        for place, each in enumerate(self.acts):
            act = each.act()
            told.append(truth(each, act))
            many += count(act)
            begins.append((min(event.at for event in act.events), place))
            stood += before(each, act)
            if begins[-1][0] < self._span.first:
                stood += [line for line in lines(each, act) if line[0] < self._span.first]
        return _Rehearsal(told, many, sorted(stood), sorted(begins))

    @cached_property
    def _everyday(self) -> int:
        """How many lines are left for honest traffic."""
        register = sum(1 for _ in chain(self._world.register(), self._world.removals()))
        return self.size - register - self._rehearsal.lines

    def _least(self) -> int:
        """A size with room for the acts. Of more lines a share is theirs, so what is lacking is looked for again and again."""
        try:
            return replace(self, size=self.size - self._everyday).size
        except _NoRoomError as error:
            return error.least

    def _stream(self, stood: list[Line]) -> Iterator[list[str]]:
        """The time played. Holds back what arrives later than the slice in which it happened."""
        waiting = [*stood, *registered("m", self._world.removals())]
        begins = deque(self._rehearsal.begins)
        for each in slices(self._everyday, self.seed, self._world):
            waiting += each.lines
            while begins and begins[0][0] < each.end:
                act = self.acts[begins.popleft()[1]]
                waiting += [line for line in lines(act, act.act()) if line[0] >= self._span.first]
            waiting.sort()
            due = bisect_left(waiting, (each.end, ""))
            yield [text for _, text in waiting[:due]]
            del waiting[:due]
        yield [text for _, text in waiting]

"""On the executors: events that came together by identity, each once, on their way to the shards that judge them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.engine.finding import Finding
from bylaws.events.event import Event
from bylaws.events.order import single
from bylaws.events.record import Reject
from bylaws.events.types import INT64_MIN
from bylaws.spark.facts import Facts, told
from bylaws.spark.groups import Group
from bylaws.spark.hearing import Firsts, Hearing
from bylaws.spark.packing import encoded, identity, signed

BUCKETS: Final = 4096
"""Into so many parts the entities of a group are divided; a part is never divided further."""
EVERYWHERE: Final = -1
"""Stands for all shards of a group."""


class Routed(Struct):
    """What is to be said of the events that stand.

    `duplicates`: how many tell again what these tell. `weights`: by group and bucket how many events it has. `first` and
    `last`: the times of those judged; `edge`: where the last of them stands. `odd`: whether there is a number that stands for a
    null in columns. `heard`: the first events of what groups listen to.
    """

    rejects: list[Reject] = field(default_factory=list)
    duplicates: int = 0
    weights: dict[tuple[int, int], int] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    edge: int | None = None
    odd: bool = False
    heard: Firsts = field(default_factory=dict)

    def repeat(self) -> None:
        """One more event tells again what another told."""
        self.duplicates += 1


class Route(Struct, frozen=True):
    """Where an event goes: a group, a bucket of it, and the rank in which it stands there."""

    group: int
    bucket: int
    rank: int
    event: Event


class Router:
    """Knows where events go. `until`: where judging ends (microseconds); `feeding`: the kinds that go first at an instant."""

    def __init__(self, groups: Sequence[Group], feeding: frozenset[str], until: int | None) -> None:
        self._feeding, self._until = feeding, until
        self._hearing = Hearing(groups, feeding)
        self._ways: dict[str, list[tuple[int, Callable[[Event], int] | None, str]]] = {}
        for number, group in enumerate(groups):
            for kind in group.kinds:
                self._ways.setdefault(kind, []).append((number, *filing(group, kind)))

    def routes(self, events: Iterator[Event], routed: Routed) -> Iterator[Route]:
        """The routes of events in order of `identity_key`."""
        for event in single(events, routed.rejects.append, routed.repeat):
            if self._until is not None and event.place >= self._until:
                continue
            routed.first = event.at if routed.first is None else min(routed.first, event.at)
            routed.last = event.at if routed.last is None else max(routed.last, event.at)
            routed.edge = event.place if routed.edge is None else max(routed.edge, event.place)
            routed.odd = routed.odd or any(value == INT64_MIN for value in event.fields.values() if type(value) is int)
            self._hearing.see(event, routed.heard)
            for route in self._of(event):
                place = route.group, route.bucket
                routed.weights[place] = routed.weights.get(place, 0) + 1
                yield route

    def _of(self, event: Event) -> Iterator[Route]:
        rank = 0 if event.kind in self._feeding else 1
        for group, bucket_of, called in self._ways.get(event.kind, ()):
            if bucket_of is not None:
                yield Route(group, bucket_of(event), rank, event)
            if called == event.kind:
                yield Route(group, EVERYWHERE, rank, event)
            elif called:
                # Right behind the event itself, for no name holds a NUL.
                yield Route(group, EVERYWHERE, rank, replace(event, kind=called, id=event.id + "\0"))


def filing(group: Group, kind: str) -> tuple[Callable[[Event], int] | None, str]:
    """By what events of a kind are filed (None: not at all), and by what name they are told everywhere (empty: they are not)."""
    called = group.everywhere.get(kind, "")
    if called == kind:
        return None, called
    if group.alone:
        return lambda _event: 0, called
    need = group.needs.get(kind)
    if need is None:
        return _anywhere, called
    return _filed(need.chain, need.exact), called


def _anywhere(event: Event) -> int:
    return identity(event) % BUCKETS


def _filed(chain: tuple[str, ...], exact: bool) -> Callable[[Event], int]:
    """`exact`: what gives none of the fields is kept together too."""

    def bucket(event: Event) -> int:
        fields: Mapping[str, object] = event.fields
        for name in chain:
            value = fields.get(name)
            if value is not None:
                return signed(encoded(str(value))) % BUCKETS
        return 0 if exact else _anywhere(event)

    return bucket


Place = tuple[int, int, bytes, bytes]
"""Where something stands in its shard: time, rank, source, id."""


def fact_route(groups: Sequence[Group], probing: Group, finding: Finding, feeding: frozenset[str]) -> tuple[int, int, Place, Facts]:
    """To which group and bucket goes what a probe found of an event, and where it stands there: with the event."""
    number, to = next(
        (number, each) for number, each in enumerate(groups) if each.split is not None and each.split.rule.name == probing.probing
    )
    event = Event(finding.kind, finding.event, finding.source, finding.at, finding.fields, place=finding.place)
    file = filing(to, event.kind)[0]
    assert file is not None, "what is judged is filed"
    rank = 0 if event.kind in feeding else 1
    return number, file(event), (event.place, rank, encoded(event.source), encoded(event.id)), told(finding)


def placed(weights: Mapping[tuple[int, int], int], groups: int, shards: int) -> tuple[list[list[int]], list[list[int]]]:
    """By group and bucket its shard, and by group the shards that it uses.

    The heaviest comes first, each to where there is least so far (longest processing time first), so that what is hot has a shard
    for itself.
    """
    loads = [0] * shards
    found = [[bucket % shards for bucket in range(BUCKETS)] for _ in range(groups)]
    used: list[set[int]] = [set() for _ in range(groups)]
    for (group, bucket), weight in sorted(weights.items(), key=lambda each: (-each[1], each[0])):
        if bucket != EVERYWHERE:
            least = min(range(shards), key=lambda shard: (loads[shard], shard))
            loads[least] += weight
            found[group][bucket] = least
            used[group].add(least)
    return found, [sorted(each) or [0] for each in used]

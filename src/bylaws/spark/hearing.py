"""What was heard of first, over all shards: see `bylaws.engine.heard`.

A shard sees some events only. So the first event of each source, whoever saw it, is told to all shards, under a name by which
nothing but `Heard` knows it, and right before the event itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from bylaws.engine.heard import HEARD
from bylaws.engine.step import Stepper
from bylaws.events.catalogue import Catalogue
from bylaws.events.event import Event
from bylaws.events.order import order_key
from bylaws.spark.groups import Group
from bylaws.spark.packing import packed, unpacked

First = tuple[tuple[Any, ...], bytes]
"""Where an event stands in the order, and the event."""
Firsts = dict[tuple[int, int], First]
"""By group and source the first event."""


class Hearing:
    """Looks for the first event of each source of some groups, in events of any order."""

    def __init__(self, groups: Sequence[Group], feeding: Collection[str]) -> None:
        self._feeding = feeding
        self._heard = [Stepper(group.program).heard for group in groups]

    def see(self, event: Event, found: Firsts) -> None:
        for group, heard in enumerate(self._heard):
            for number in heard.of_kind(event.kind):
                best, key = found.get((group, number)), order_key(event, self._feeding)
                if (best is None or key < best[0]) and heard.passes(number, event):
                    found[group, number] = key, packed(event)


def firsts(groups: Sequence[Group], found: Iterable[Firsts]) -> Mapping[frozenset[str], Sequence[bytes]]:
    """What all shards of a group are told, in order, of what several looked for; by what the group tells of."""
    least: Firsts = {}
    for each in found:
        for place, first in each.items():
            least[place] = min(first, least.get(place, first))
    told: dict[frozenset[str], list[First]] = {}
    for (number, _), first in least.items():
        told.setdefault(groups[number].told, []).append(first)
    return {group: [event for _, event in sorted(some)] for group, some in told.items()}


class Waiting:
    """What a shard is told, until its events are so far."""

    def __init__(self, told: Sequence[bytes], feeding: Collection[str]) -> None:
        self._feeding = feeding
        self._left = [unpacked(each) for each in reversed(told)]

    def upto(self, event: Event) -> Iterator[Event]:
        """What is told before an event."""
        while self._left and _key(self._left[-1], self._feeding) <= _key(event, self._feeding):
            first = self._left.pop()
            yield replace(first, kind=first.kind + HEARD)


def with_firsts(events: Iterable[Event], told: Sequence[bytes], feeding: Collection[str]) -> Iterator[Event]:
    """The events of a shard with what it is told, each in its place."""
    copies = (replace(each, kind=each.kind + HEARD) for each in map(unpacked, told))
    return heapq.merge(copies, events, key=lambda event: _key(event, feeding))


def _key(event: Event, feeding: Collection[str]) -> tuple[Any, ...]:
    return order_key(replace(event, kind=event.kind.removesuffix(HEARD)), feeding)


def with_copies(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the names by which events are told to all shards."""
    copies = {name + HEARD: replace(kind, name=name + HEARD) for name, kind in catalogue.kinds.items()}
    return Catalogue({**catalogue.kinds, **copies})

"""Repeats under `once`, counted without being made.

Of entries whose findings are surely settled, all that is to be known is their key, their place and their severity. Those that
follow an open group are its repeats at once. Where all entries of a rule are sure, so are the groups they will open: only what
opens one is judged, and what follows it is counted when that is done.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from bylaws.engine.columns.certainty import Certain
from bylaws.engine.columns.keys import Keys
from bylaws.engine.columns.rows import Array
from bylaws.engine.once import Groups, Repeats
from bylaws.events.columns.strings import Strings
from bylaws.events.types import INT64_MAX, Type
from bylaws.policy.program import SEVERITIES

Key = tuple[object, ...]


class Sure(Struct, frozen=True):
    """A finding that is surely settled: what it is grouped by, its severity, and what follows it if it opens a group."""

    key: Key
    severity: str
    followers: Repeats | None


def judged(certain: Certain, places: Array, groups: Groups, strings: Strings) -> list[tuple[int, Sure | None]]:
    """The entries that must be judged, in order, with what is sure of them. Repeats of groups that are open already are counted.

    `places`: of all entries, which are in order.
    """
    unsure = np.flatnonzero(~certain.sure).tolist()
    found: list[tuple[int, Sure | None]] = [(entry, None) for entry in unsure]
    for key, entries in _by_key(certain, strings):
        at, severities = places[entries], certain.severities[entries]
        done = _before(at, groups.open_until(key))
        if done:
            groups.repeat(key, int(at[0]), _repeats(at[:done], severities[:done]))
        for first, end in _opened(at, done, 0 if unsure else groups.per):
            followers = _repeats(at[first + 1 : end], severities[first + 1 : end]) if end > first + 1 else None
            found.append((int(entries[first]), Sure(key, _gravest(severities[first : first + 1]), followers)))
    return sorted(found, key=lambda each: each[0])


def _repeats(places: Array, severities: Array) -> Repeats:
    return Repeats(places.size, int(places[-1]), _gravest(severities))


def _opened(places: Array, first: int, per: int) -> Iterator[tuple[int, int]]:
    """Where each group begins and ends that entries of one key open, from the `first` on."""
    while first < places.size:
        end = max(_before(places, int(places[first]) + per), first + 1)
        yield first, end
        first = end


def _before(places: Array, place: int) -> int:
    """How many of some places, which are in order, are before another, which may lie beyond them all."""
    return int(np.searchsorted(places, min(place, INT64_MAX)))


def _gravest(severities: Array) -> str:
    return SEVERITIES[int(severities.max(initial=0))]


def _by_key(certain: Certain, strings: Strings) -> Iterator[tuple[Key, Array]]:
    """The sure entries by key, in order."""
    sure = np.flatnonzero(certain.sure)
    columns = [column[sure] for column in certain.keys]
    numbers = Keys(len(columns)).numbers(columns, add=True)
    order = np.argsort(numbers, kind="stable")
    heads = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    for entries in np.split(sure[order], heads[1:]):
        first = zip(certain.keys, certain.kinds, strict=True)
        yield tuple(_given(int(column[entries[0]]), kind, strings) for column, kind in first), entries


def _given(value: int, kind: Type, strings: Strings) -> object:
    """A value as the step executor has it."""
    if kind.is_text:
        return strings.text(value)
    return value == 1 if kind.name == "truth" else value

"""Sliding windows as one writes them by hand: a dictionary from keys to deques, and closures over it.

All lengths and times are milliseconds; a window holds what happened later than `length` ago. Most keys are seen once in a window:
those cost no deque.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

Found = Callable[[Hashable, int], bool]


def counter(length: int) -> Callable[[Hashable, int], int]:
    """Counts an event under a key and gives how many are in the window, itself among them."""
    seen: dict[Hashable, Any] = {}  # the time of a lone event, else a deque of times
    look_up = seen.get

    def add(key: Hashable, at: int) -> int:
        times = look_up(key)
        if times is None:
            seen[key] = at
            return 1
        limit = at - length
        if times.__class__ is int:
            if times <= limit:
                seen[key] = at
                return 1
            seen[key] = deque((times, at))
            return 2
        times.append(at)
        while times[0] <= limit:
            times.popleft()
        return len(times)

    return add


def tally(length: int) -> tuple[Callable[[Hashable, int], None], Callable[[Hashable, int], int]]:
    """Two closures: one that counts an event, one that tells how many are in the window."""
    seen: dict[Hashable, deque[int]] = {}

    def add(key: Hashable, at: int) -> None:
        times = seen.get(key)
        if times is None:
            seen[key] = deque((at,))
        else:
            times.append(at)

    def told(key: Hashable, at: int) -> int:
        times = seen.get(key)
        if not times:
            return 0
        limit = at - length
        while times and times[0] <= limit:
            times.popleft()
        return len(times)

    return add, told


def keeper(length: int) -> Callable[[Hashable, int, Any], deque[tuple[int, Any]]]:
    """Keeps a value under a key and gives all (time, value) in the window: for what is seldom asked and then of few."""
    seen: dict[Hashable, deque[tuple[int, Any]]] = {}

    def add(key: Hashable, at: int, value: Any) -> deque[tuple[int, Any]]:
        kept = seen.get(key)
        if kept is None:
            kept = seen[key] = deque()
        kept.append((at, value))
        limit = at - length
        while kept[0][0] <= limit:
            kept.popleft()
        return kept

    return add


def summer(length: int) -> Callable[..., tuple[int, int]]:
    """Adds one or two amounts under a key and gives their sums over the window."""
    seen: dict[Hashable, Any] = {}  # a lone (time, one, two), else [deque of those, sum of ones, sum of twos]
    look_up = seen.get

    def add(key: Hashable, at: int, one: int, two: int = 0) -> tuple[int, int]:
        kept = look_up(key)
        if kept is None:
            seen[key] = at, one, two
            return one, two
        limit = at - length
        parts, ones, twos = kept
        if parts.__class__ is int:
            if parts <= limit:
                seen[key] = at, one, two
                return one, two
            parts = deque((kept,))
            kept = seen[key] = [parts, ones, twos]
        parts.append((at, one, two))
        ones += one
        twos += two
        while parts[0][0] <= limit:
            _, gone, too = parts.popleft()
            ones -= gone
            twos -= too
        kept[1], kept[2] = ones, twos
        return ones, twos

    return add


def distincter(length: int) -> Callable[[Hashable, int, Hashable], int]:
    """Notes a value under a key and gives how many different ones are in the window.

    Beside the deque of what happened it keeps when each value was last seen: a value goes when its last time does.
    """
    seen: dict[Hashable, Any] = {}  # a lone (time, value), else a pair of deque and dictionary
    look_up = seen.get

    def add(key: Hashable, at: int, value: Hashable) -> int:
        known = look_up(key)
        limit = at - length
        if known is None:
            seen[key] = at, value
            return 1
        first, latest = known
        if first.__class__ is int:
            if first <= limit:
                seen[key] = at, value
                return 1
            first, latest = seen[key] = deque((known,)), {latest: first}
        first.append((at, value))
        latest[value] = at
        while first[0][0] <= limit:
            then, gone = first.popleft()
            if latest.get(gone) == then:
                del latest[gone]
        return len(latest)

    return add


def once(length: int) -> Found:
    """Whether a finding under a key opens a group: none was opened less than `length` before."""
    opened: dict[Hashable, int] = {}

    def opens(key: Hashable, at: int) -> bool:
        last = opened.get(key)
        if last is not None and at - last < length:
            return False
        opened[key] = at
        return True

    return opens

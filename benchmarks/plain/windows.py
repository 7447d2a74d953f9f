"""Sliding windows as one writes them by hand: a dictionary from keys to deques, and closures over it.

All lengths and times are milliseconds; a window holds what happened later than `length` ago. A key seen once costs no deque.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable

Found = Callable[[Hashable, int], bool]


def counter(length: int) -> Callable[[Hashable, int], int]:
    """Counts an event under a key and gives how many are in the window, itself among them."""
    seen: dict[Hashable, int | deque[int]] = {}

    def add(key: Hashable, at: int) -> int:
        times = seen.get(key)
        if times is None:
            seen[key] = at
            return 1
        if times.__class__ is int:
            if times <= at - length:
                seen[key] = at
                return 1
            times = seen[key] = deque((times,))
        times.append(at)  # type: ignore[union-attr]
        limit = at - length
        while times[0] <= limit:  # type: ignore[index]
            times.popleft()  # type: ignore[union-attr]
        return len(times)  # type: ignore[arg-type]

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


def summer(length: int) -> Callable[[Hashable, int, int], int]:
    """Adds an amount under a key and gives the sum of those in the window."""
    seen: dict[Hashable, tuple[deque[tuple[int, int]], list[int]]] = {}

    def add(key: Hashable, at: int, amount: int) -> int:
        entry = seen.get(key)
        if entry is None:
            seen[key] = deque(((at, amount),)), [amount]
            return amount
        parts, total = entry
        parts.append((at, amount))
        sum_ = total[0] + amount
        limit = at - length
        while parts[0][0] <= limit:
            sum_ -= parts.popleft()[1]
        total[0] = sum_
        return sum_

    return add


def distincter(length: int) -> Callable[[Hashable, int, Hashable], int]:
    """Notes a value under a key and gives how many different ones are in the window.

    Per key it keeps when each value was last seen; dictionaries keep order, so the stale ones stand first.
    """
    seen: dict[Hashable, dict[Hashable, int]] = {}

    def add(key: Hashable, at: int, value: Hashable) -> int:
        latest = seen.get(key)
        if latest is None:
            seen[key] = {value: at}
            return 1
        latest.pop(value, None)
        latest[value] = at
        limit = at - length
        while True:
            oldest = next(iter(latest))
            if latest[oldest] > limit:
                return len(latest)
            del latest[oldest]

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

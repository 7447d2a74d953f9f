"""Composite keys → dense numbers, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]

NULL = np.int64(-(2**63))
"""No key; no number."""

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_S32 = np.uint64(32)


@njit(cache=True, nogil=True, inline="always")
def mixed(a: int, b: int) -> np.uint64:
    h = (np.uint64(a) + _K1) * _K2
    h ^= h >> _S32
    h = (h ^ np.uint64(b)) * _K1
    return h ^ (h >> _S32)


@njit(cache=True, nogil=True)
def _number(left: Array, right: Array, slots: Array, pairs: Array, used: int, add: bool, out: Array) -> int:
    """out[i] = the number of (left[i], right[i]); NULL on either side, or an unknown pair when not adding, gives NULL."""
    mask = np.uint64(slots.size - 1)
    for i in range(left.size):
        a, b = left[i], right[i]
        if a == NULL or b == NULL:
            out[i] = NULL
            continue
        slot = mixed(a, b) & mask
        while True:
            number = slots[slot]
            if number < 0:
                if add:
                    slots[slot] = used
                    pairs[used, 0] = a
                    pairs[used, 1] = b
                    number = used
                    used += 1
                else:
                    number = NULL
                break
            if pairs[number, 0] == a and pairs[number, 1] == b:
                break
            slot = (slot + np.uint64(1)) & mask
        out[i] = number
    return used


class Pairs:
    """Numbers for pairs of numbers; NULL is none."""

    def __init__(self) -> None:
        self.slots = np.full(1 << 12, -1, np.int64)
        self.pairs = np.zeros((1 << 10, 2), np.int64)
        self.used = 0

    def numbers(self, left: Array, right: Array, *, add: bool) -> Array:
        """The pairs' numbers; unknown ones are added, or NULL."""
        if add:
            self._reserve(left.size)
        out = np.empty(left.size, np.int64)
        self.used = int(_number(left, right, self.slots, self.pairs, self.used, add, out))
        return out

    def keep(self, alive: Array) -> None:
        """Forget all but the pairs whose numbers `alive` names, which are numbered anew in its order."""
        kept = self.pairs[alive]
        self.used = 0
        self.slots = np.full(1 << 12, -1, np.int64)
        self.pairs = np.zeros((1 << 10, 2), np.int64)
        self.numbers(np.ascontiguousarray(kept[:, 0]), np.ascontiguousarray(kept[:, 1]), add=True)

    def replaced(self, left: Array, right: Array) -> None:
        """The same pairs by other numbers, in the same order."""
        self.used = 0
        self.slots = np.full(1 << 12, -1, np.int64)
        self.pairs = np.zeros((1 << 10, 2), np.int64)
        self.numbers(left, right, add=True)

    def _reserve(self, more: int) -> None:
        need = self.used + more
        if need > len(self.pairs):
            pairs = np.zeros((max(need, 2 * len(self.pairs)), 2), np.int64)
            pairs[: self.used] = self.pairs[: self.used]
            self.pairs = pairs
        size = self.slots.size
        while size < 2 * need:
            size *= 2
        if size > self.slots.size:
            self.slots = np.full(size, -1, np.int64)
            old, self.used = self.pairs[: self.used], 0
            out = np.empty(len(old), np.int64)
            left, right = np.ascontiguousarray(old[:, 0]), np.ascontiguousarray(old[:, 1])
            self.used = int(_number(left, right, self.slots, self.pairs, 0, True, out))


class Keys:
    """Numbers for keys of any number of columns: pairs of pairs."""

    def __init__(self, width: int) -> None:
        self.levels = [Pairs() for _ in range(max(width - 1, 1))]

    def __len__(self) -> int:
        return self.levels[-1].used

    def numbers(self, columns: list[Array], *, add: bool) -> Array:
        """One number a row; NULL where a column is NULL, or for unknown keys when not adding."""
        first = columns[0]
        rest = columns[1:] or [np.zeros(first.size, np.int64)]
        for level, column in zip(self.levels, rest, strict=True):
            first = level.numbers(first, column, add=add)
        return first

    def texts(self, are: Sequence[bool]) -> list[Array]:
        """The numbers in those columns that `are` texts."""
        return [level.pairs[: level.used, side] for level, side, text in self._columns(are) if text]

    def renumber(self, places: Array, are: Sequence[bool]) -> None:
        """Give the texts in those columns that `are` texts their new numbers; the keys keep theirs."""
        for level in self.levels:
            pairs = level.pairs[: level.used].copy()
            for each, side, text in self._columns(are):
                if each is level and text:
                    pairs[:, side] = places[pairs[:, side]]
            level.replaced(np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))

    def _columns(self, are: Sequence[bool]) -> Iterator[tuple[Pairs, int, bool]]:
        """By key column: the level and side of its pairs in which it lies."""
        for column, text in enumerate(are):
            yield self.levels[max(column - 1, 0)], min(column, 1), text

    def keep(self, alive: Array) -> None:
        """Forget all keys but those numbered in `alive`, which are numbered anew in its order."""
        for above in range(len(self.levels) - 1, 0, -1):
            level = self.levels[above]
            level.keep(alive)
            below, place = np.unique(level.pairs[: level.used, 0], return_inverse=True)
            pairs = level.pairs[: level.used].copy()
            pairs[:, 0] = place
            level.pairs[: level.used] = pairs
            level.keep(np.arange(level.used))
            alive = below
        self.levels[0].keep(alive)

"""Composite keys → dense numbers, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bylaws.events.columns.wide import compiled, inlined

Array = np.ndarray[Any, Any]

NULL = np.int64(-(2**63))
"""No key; no number."""

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_LOWER = np.uint64(0x00000000FFFFFFFF)
_S32 = np.uint64(32)


@inlined
def mixed(a: int, b: int) -> np.uint64:
    h = (np.uint64(a) + _K1) * _K2
    h ^= h >> _S32
    h = (h ^ np.uint64(b)) * _K1
    return h ^ (h >> _S32)


@compiled
def _number(left: Array, right: Array, adds: Array, first: int, slots: Array, pairs: Array, used: Array, out: Array) -> int:
    """out[i] = the number of (left[i], right[i]) from row `first` on, until the room is out: the row not done.

    NULL on either side, or an unknown pair where adds[i] is false, gives NULL. `used[0]` pairs are numbered. A slot holds half of
    a pair's hash, and its number plus one; 0 is an empty slot.
    """
    mask, room = np.uint64(slots.size - 1), pairs.shape[0]
    for i in range(first, left.size):
        a, b = left[i], right[i]
        out[i] = NULL
        if a == NULL or b == NULL:
            continue
        h = mixed(a, b)
        slot = h & mask
        found = np.int64(-1)
        while slots[slot] != 0:
            if (slots[slot] ^ h) >> _S32 == 0:
                number = np.int64(slots[slot] & _LOWER) - 1
                if pairs[number, 0] == a and pairs[number, 1] == b:
                    found = number
                    break
            slot = (slot + np.uint64(1)) & mask
        if found >= 0:
            out[i] = found
        elif adds[i]:
            number = used[0]
            if number == room:
                return i
            slots[slot] = (h & ~_LOWER) | np.uint64(number + 1)
            pairs[number, 0], pairs[number, 1] = a, b
            used[0] += 1
            out[i] = number
    return left.size


class Pairs:
    """Numbers for pairs of numbers; NULL is none. There are twice as many slots as there is room for."""

    def __init__(self) -> None:
        self._clear(1 << 10)

    @property
    def used(self) -> int:
        return int(self._used[0])

    def numbers(self, left: Array, right: Array, *, add: bool | Array) -> Array:
        """The pairs' numbers; unknown ones are added where `add` says so, or NULL."""
        out = np.empty(left.size, np.int64)
        adds = np.full(left.size, add) if isinstance(add, bool) else add
        done = _number(left, right, adds, 0, self._slots, self.pairs, self._used, out)
        while done < left.size:
            self._grow()
            done = _number(left, right, adds, done, self._slots, self.pairs, self._used, out)
        return out

    def keep(self, alive: Array) -> None:
        """Forget all but the pairs whose numbers `alive` names, which are numbered anew in its order."""
        kept = self.pairs[alive]
        self.replaced(np.ascontiguousarray(kept[:, 0]), np.ascontiguousarray(kept[:, 1]))

    def replaced(self, left: Array, right: Array) -> None:
        """Other pairs, numbered in their order."""
        room = len(self.pairs)
        while room > 1 << 10 and room > 4 * left.size:
            room //= 2
        self._clear(room)
        self.numbers(left, right, add=True)

    def _clear(self, room: int) -> None:
        self.pairs = np.zeros((room, 2), np.int64)
        self._slots = np.zeros(2 * room, np.uint64)
        self._used = np.zeros(1, np.int64)

    def _grow(self) -> None:
        old = self.pairs[: self.used].copy()
        self._clear(2 * len(self.pairs))
        self.numbers(np.ascontiguousarray(old[:, 0]), np.ascontiguousarray(old[:, 1]), add=True)


class Keys:
    """Numbers for keys of any number of columns: pairs of pairs."""

    def __init__(self, width: int) -> None:
        self.levels = [Pairs() for _ in range(max(width - 1, 1))]

    def __len__(self) -> int:
        return self.levels[-1].used

    def numbers(self, columns: list[Array], *, add: bool | Array) -> Array:
        """One number a row; NULL where a column is NULL, and for unknown keys unless `add` says, for all or by row, to add them."""
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

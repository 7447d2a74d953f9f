"""Which events were already there, in bounded memory.

The latest identities are remembered in memory; older ones go to a file, and when the input has ended the file is searched for
identities that came twice too far apart to be noticed in time. Then, and when two events share an identity but not their line,
`Unsorted` asks for an input that is sorted first, with such things decided.
"""

from __future__ import annotations

import tempfile
from typing import IO

import numpy as np

from bylaws.events.columns.strings import Array
from bylaws.events.columns.unreadable import Unsorted
from bylaws.events.columns.wide import at, compiled, fetch, inlined

GENERATION = 1 << 19
"""Identities of one generation; two are kept in memory (2 · 2²⁰ · 16 bytes)."""

_PARTS = 16
_ROOM = 1 << 20
"""Places of a table, to begin with: memory that is not used costs nothing."""
_AHEAD = 16
"""How many identities ahead the places are asked for where they may stand."""

_ONE = np.uint64(1)


@inlined
def _place(table: Array, key: np.uint64) -> int:
    """Where a key stands in a table of pairs (key, line) that lie one behind the other, or the free place where it would."""
    mask = np.uint64(table.size // 2 - 1)
    slot = key & mask
    while at(table, np.int64(slot << _ONE)) != 0 and at(table, np.int64(slot << _ONE)) != key:
        slot = (slot + _ONE) & mask
    return int(np.int64(slot << _ONE))


@compiled
def _look(keys: Array, raws: Array, young: Array, old: Array, again: Array) -> tuple[int, bool]:
    """again[i]: the identity is known, with the same line. Unknown ones go into `young`. (how many, whether lines differ)."""
    added = 0
    differ = False
    for i in range(keys.size):
        if i + _AHEAD < keys.size:
            ahead = keys[i + _AHEAD]
            fetch(young, np.int64((ahead << _ONE) & np.uint64(young.size - 1)))
            fetch(old, np.int64((ahead << _ONE) & np.uint64(old.size - 1)))
        key = keys[i]
        if key == 0:
            continue
        place = _place(old, key)
        known = old[place] == key
        if known:
            differ |= old[place + 1] != raws[i]
        else:
            place = _place(young, key)
            known = young[place] == key
            if known:
                differ |= young[place + 1] != raws[i]
            else:
                young[place] = key
                young[place + 1] = raws[i]
                added += 1
        again[i] = known
    return added, differ


class Seen:
    """Remembers identities by their hashes. `room`: places of a table to begin with, a power of two."""

    def __init__(self, generation: int = GENERATION, room: int = _ROOM) -> None:
        self._generation = generation
        self._young = np.zeros(2 * room, np.uint64)
        self._old = np.zeros(2, np.uint64)
        self._count = 0
        self._parts: list[IO[bytes]] = []

    def again(self, keys: Array, raws: Array) -> Array:
        """Which rows tell of an event that was there before, in the same words."""
        self._reserve(keys.size)
        again = np.zeros(keys.size, np.bool_)
        added, differ = _look(keys, raws, self._young, self._old, again)
        if differ:
            raise Unsorted("one event is told of in two ways")
        self._count += int(added)
        return again

    def check(self) -> None:
        """At the end of the input: whether any identity came twice after all."""
        if not self._parts:
            return
        self._spill(self._old)
        self._spill(self._young)
        for part in self._parts:
            part.seek(0)
            keys = np.sort(np.frombuffer(part.read(), np.uint64))
            if keys.size and bool((keys[1:] == keys[:-1]).any()):
                raise Unsorted("one event comes twice, far apart")

    def close(self) -> None:
        """Gives the files back."""
        for part in self._parts:
            part.close()

    def _reserve(self, more: int) -> None:
        if self._count >= self._generation:
            if self._old.any():
                self._spill(self._old)
            self._old, self._young, self._count = self._young, np.zeros_like(self._young), 0
        size = self._young.size // 2
        while 5 * size < 8 * (self._count + more):
            size *= 2
        if 2 * size > self._young.size:
            self._young = _resized(self._young, size)

    def _spill(self, table: Array) -> None:
        if not self._parts:
            self._parts = [tempfile.TemporaryFile() for _ in range(_PARTS)]  # noqa: SIM115 (closed by `close`)
        keys = table[::2]
        keys = np.sort(keys[keys != 0])
        ends = np.searchsorted(keys, np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(60))
        for file, part in zip(self._parts, np.split(keys, ends), strict=True):
            file.write(part.tobytes())


def _resized(table: Array, size: int) -> Array:
    resized = np.zeros(2 * size, np.uint64)
    kept = table.reshape(-1, 2)[table[::2] != 0]
    keys, raws = (np.ascontiguousarray(each) for each in kept.T)
    _look(keys, raws, resized, np.zeros(2, np.uint64), np.zeros(len(kept), np.bool_))
    return resized

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
from bylaws.events.columns.wide import compiled

GENERATION = 1 << 19
"""Identities of one generation; two are kept in memory (2 · 2²⁰ · 16 bytes)."""

_PARTS = 16


@compiled
def _look(keys: Array, raws: Array, young: Array, old: Array, again: Array) -> tuple[int, bool]:
    """again[i]: the identity is known, with the same line. Unknown ones go into `young`. (how many, whether lines differ)."""
    added = 0
    differ = False
    for i in range(keys.size):
        key = keys[i]
        if key == 0:
            continue
        found = False
        for table in (old, young):
            mask = np.uint64(table.shape[0] - 1)
            slot = key & mask
            while table[slot, 0] != 0:
                if table[slot, 0] == key:
                    found = True
                    if table[slot, 1] != raws[i]:
                        differ = True
                    break
                slot = (slot + np.uint64(1)) & mask
            if found:
                break
        again[i] = found
        if not found:
            mask = np.uint64(young.shape[0] - 1)
            slot = key & mask
            while young[slot, 0] != 0:
                slot = (slot + np.uint64(1)) & mask
            young[slot, 0] = key
            young[slot, 1] = raws[i]
            added += 1
    return added, differ


class Seen:
    """Remembers identities by their hashes."""

    def __init__(self, generation: int = GENERATION) -> None:
        self._generation = generation
        self._young = np.zeros((1 << 16, 2), np.uint64)
        self._old = np.zeros((1, 2), np.uint64)
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
            if not self._parts:
                self._parts = [tempfile.TemporaryFile() for _ in range(_PARTS)]  # noqa: SIM115 (closed by `close`)
            if self._old.any():
                self._spill(self._old)
            self._old, self._young, self._count = self._young, np.zeros_like(self._young), 0
        size = self._young.shape[0]
        while 5 * size < 8 * (self._count + more):
            size *= 2
        if size > self._young.shape[0]:
            self._young = _resized(self._young, size)

    def _spill(self, table: Array) -> None:
        keys = table[table[:, 0] != 0, 0]
        part = (keys >> np.uint64(60)).astype(np.int64)
        for number, file in enumerate(self._parts):
            file.write(keys[part == number].tobytes())


def _resized(table: Array, size: int) -> Array:
    resized = np.zeros((size, 2), np.uint64)
    kept = table[table[:, 0] != 0]
    _look(
        np.ascontiguousarray(kept[:, 0]),
        np.ascontiguousarray(kept[:, 1]),
        resized,
        np.zeros_like(resized),
        np.zeros(len(kept), np.bool_),
    )
    return resized

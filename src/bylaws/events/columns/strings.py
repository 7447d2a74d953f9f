"""Every distinct text once: bytes → dense number.

Equality of texts becomes equality of numbers, exactly (bytes are compared, the hash only leads to them). The hash is seeded at
random in each process, so that nobody can prepare texts that collide; numbers are given in the order of arrival and do not
depend on the seed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_S29 = np.uint64(29)
_S32 = np.uint64(32)
_TOLD = 1 << 15

Array = np.ndarray[Any, Any]


@intrinsic
def _eight(_typing: Any, data: Any, _at: Any) -> Any:
    """Eight bytes of a byte array at any offset, as one number: numba itself loads only aligned ones."""

    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        word = builder.bitcast(place, ir.IntType(64).as_pointer())
        return builder.load(word, align=1)

    return types.uint64(data, types.intp), load


@njit(cache=True, nogil=True)
def digest(data: Array, start: int, end: int, seed: np.uint64) -> np.uint64:
    """A 64-bit hash of `data[start:end]`."""
    size = end - start
    h = seed ^ (np.uint64(size) * _K2)
    if size >= 8:
        i = start
        while i + 8 <= end:
            h = (h ^ _eight(data, i)) * _K1
            h ^= h >> _S29
            i += 8
        if i < end:
            h = (h ^ _eight(data, end - 8)) * _K1
            h ^= h >> _S29
    else:
        w = np.uint64(0)
        for i in range(start, end):
            w = (w << np.uint64(8)) | np.uint64(data[i])
        h = (h ^ w) * _K1
        h ^= h >> _S29
    h *= _K2
    return h ^ (h >> _S32)


@njit(cache=True, nogil=True)
def same_bytes(left: Array, i: int, right: Array, j: int, size: int) -> bool:
    """Whether two stretches of bytes are equal."""
    k = 0
    while k + 8 <= size:
        if _eight(left, i + k) != _eight(right, j + k):
            return False
        k += 8
    while k < size:
        if left[i + k] != right[j + k]:
            return False
        k += 1
    return True


@njit(cache=True, nogil=True)
def intern(
    data: Array, start: int, end: int, table: Array, offsets: Array, hashes: Array, arena: Array, used: Array, seed: np.uint64
) -> int:
    """The number of `data[start:end]`, given anew if need be; -1 when a table must grow first."""
    h = digest(data, start, end, seed)
    mask = np.uint64(table.size - 1)
    slot = h & mask
    size = end - start
    while True:
        number = table[slot]
        if number < 0:
            break
        if hashes[number] == h:
            begin = offsets[number]
            if offsets[number + 1] - begin == size and same_bytes(arena, begin, data, start, size):
                return int(number)
        slot = (slot + np.uint64(1)) & mask
    number = used[0]
    begin = used[1]
    if number * 2 >= table.size or number + 1 >= offsets.size or begin + size > arena.size:
        return -1
    table[slot] = number
    hashes[number] = h
    for j in range(size):
        arena[begin + j] = data[start + j]
    offsets[number + 1] = begin + size
    used[0] = number + 1
    used[1] = begin + size
    return int(number)


@njit(cache=True, nogil=True)
def _intern_all(
    data: Array, ends: Array, table: Array, offsets: Array, hashes: Array, arena: Array, used: Array, seed: np.uint64, out: Array
) -> None:
    """The numbers of texts that stand one behind the other; the tables must have room for them."""
    start = 0
    for i in range(ends.size):
        out[i] = intern(data, start, ends[i], table, offsets, hashes, arena, used, seed)
        start = ends[i]


@njit(cache=True, nogil=True)
def _rehash(table: Array, hashes: Array, count: int) -> None:
    mask = np.uint64(table.size - 1)
    for number in range(count):
        slot = hashes[number] & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = number


@njit(cache=True, nogil=True)
def copy_spans(data: Array, begins: Array, sizes: Array, out: Array, starts: Array) -> None:
    """Copy stretches one behind the other."""
    for i in range(begins.size):
        for j in range(sizes[i]):
            out[starts[i] + j] = data[begins[i] + j]


class Strings:
    """The table of texts. `tables` is what the compiled functions take."""

    def __init__(self, capacity: int = 1 << 12) -> None:
        self.seed = np.uint64(secrets.randbits(64))
        self.table = np.full(capacity * 4, -1, np.int64)
        self.offsets = np.zeros(capacity + 1, np.int64)
        self.hashes = np.zeros(capacity, np.uint64)
        self.arena = np.zeros(capacity * 16, np.uint8)
        self.used = np.zeros(2, np.int64)
        self._told: dict[int, str] = {}

    def __len__(self) -> int:
        return int(self.used[0])

    @property
    def tables(self) -> tuple[Array, Array, Array, Array, Array, np.uint64]:
        return self.table, self.offsets, self.hashes, self.arena, self.used, self.seed

    def grow(self, texts: int = 0, size: int = 0) -> None:
        """Make room for at least twice of what is there, and for `texts` more of `size` bytes together."""
        count, used = len(self), int(self.used[1])
        capacity = max(self.hashes.size, 1)
        while capacity < 2 * count + texts + 2:
            capacity *= 2
        room = self.arena.size
        while room < 2 * used + size + 16:
            room *= 2
        if capacity > self.hashes.size:
            self.offsets = np.resize(self.offsets, capacity + 1)
            self.hashes = np.resize(self.hashes, capacity)
            self.table = np.full(capacity * 4, -1, np.int64)
            _rehash(self.table, self.hashes, count)
        if room > self.arena.size:
            arena = np.zeros(room, np.uint8)
            arena[:used] = self.arena[:used]
            self.arena = arena

    def keep(self, alive: Array) -> Array:
        """Forget all texts but those numbered in `alive` (sorted, each once); by old number the new one, -1 for the forgotten."""
        begins, sizes = self.offsets[alive], self.offsets[alive + 1] - self.offsets[alive]
        arena, hashes, places = self.arena, self.hashes[alive], np.full(len(self), -1, np.int64)
        places[alive] = np.arange(alive.size)
        capacity = 1 << max(12, int(alive.size).bit_length())
        total = int(sizes.sum())
        self.table = np.full(capacity * 4, -1, np.int64)
        self.offsets = np.zeros(capacity + 1, np.int64)
        np.cumsum(sizes, out=self.offsets[1 : alive.size + 1])
        self.hashes = np.zeros(capacity, np.uint64)
        self.hashes[: alive.size] = hashes
        self.arena = np.zeros(max(1 << 16, 2 * total), np.uint8)
        copy_spans(arena, begins, sizes, self.arena, self.offsets)
        self.used[:] = alive.size, total
        self._told.clear()
        _rehash(self.table, self.hashes, alive.size)
        return places

    def number(self, text: str) -> int:
        """The number of a text, given anew if need be."""
        raw = text.encode("utf-8", "surrogatepass")
        data = np.frombuffer(raw, np.uint8) if raw else np.zeros(0, np.uint8)
        found = intern(data, 0, len(raw), *self.tables)
        if found < 0:
            self.grow(1, len(raw))
            found = intern(data, 0, len(raw), *self.tables)
        return int(found)

    def numbers(self, texts: Sequence[str]) -> Array:
        """The numbers of many texts at once."""
        raws = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = np.frombuffer(b"".join(raws) or b"\0", np.uint8)
        ends = np.cumsum([len(raw) for raw in raws], dtype=np.int64)
        self.grow(len(raws), data.size)
        out = np.empty(len(raws), np.int64)
        _intern_all(data, ends, *self.tables, out)
        return out

    def text(self, number: int) -> str:
        told = self._told.get(number)
        if told is None:
            begin, end = self.offsets[number], self.offsets[number + 1]
            told = self.arena[begin:end].tobytes().decode("utf-8", "surrogatepass")
            if len(self._told) >= _TOLD:
                self._told.clear()
            self._told[number] = told
        return told

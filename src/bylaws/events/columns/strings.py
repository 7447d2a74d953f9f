"""Every distinct text once: bytes → dense number.

Equality of texts becomes equality of numbers, exactly (bytes are compared, the hash only leads to them). The hash is seeded at
random in each process, so that nobody can prepare texts that collide; numbers are given in the order of arrival and do not
depend on the seed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from bylaws.events.columns.wide import PAD, at, compiled, eight, fetch, folded, inlined, padded, put_eight

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_ONE = np.uint64(1)
_LOWER = np.uint64(0x00000000FFFFFFFF)
_S32 = np.uint64(32)
_TOLD = 1 << 15
_FAR, _NEAR, _NEXT = 24, 16, 8
"""How many texts ahead the table's entry, the text's place and the text itself are asked for."""

Array = np.ndarray[Any, Any]


@inlined
def low_bytes(size: int) -> np.uint64:
    """A mask of the lowest `size` bytes of eight; size < 8."""
    return (_ONE << np.uint64(8 * size)) - _ONE


@compiled
def digest(data: Array, start: int, end: int, seed: np.uint64) -> np.uint64:
    """A 64-bit hash of `data[start:end]`; PAD bytes must stand behind."""
    # Folded products of secrets, as in wyhash: with factors that are known, texts could be made that collide for every seed.
    size = end - start
    first, second = seed ^ _K1, seed * _K2 + _K1
    if size < 8:
        h = folded((eight(data, start) & low_bytes(size)) ^ first, second)
    else:
        h = other = seed
        i = start
        while i + 32 < end:
            h = folded(eight(data, i) ^ first, eight(data, i + 8) ^ h)
            other = folded(eight(data, i + 16) ^ second, eight(data, i + 24) ^ other)
            i += 32
        if i + 16 < end:
            h = folded(eight(data, i) ^ first, eight(data, i + 8) ^ h)
        i = max(start, end - 16)
        h = folded(eight(data, i) ^ second, eight(data, end - 8) ^ h ^ other)
    return np.uint64(folded(h ^ np.uint64(size), second))


@compiled
def same_bytes(left: Array, i: int, right: Array, j: int, size: int) -> bool:
    """Whether two stretches of bytes are equal; PAD bytes must stand behind each."""
    if size < 8:
        return bool((eight(left, i) ^ eight(right, j)) & low_bytes(size) == 0)
    for k in range(0, size - 8, 8):
        if eight(left, i + k) != eight(right, j + k):
            return False
    return bool(eight(left, i + size - 8) == eight(right, j + size - 8))


@inlined
def intern(
    data: Array, start: int, end: int, table: Array, offsets: Array, hashes: Array, arena: Array, used: Array, seed: np.uint64
) -> int:
    """The number of `data[start:end]`, given anew if need be; -1 when a table must grow first. PAD bytes must stand behind."""
    return _number_of(data, start, end, digest(data, start, end, seed), table, offsets, hashes, arena, used)


@inlined
def _number_of(
    data: Array, start: int, end: int, h: np.uint64, table: Array, offsets: Array, hashes: Array, arena: Array, used: Array
) -> int:
    """The same for a text whose hash is known."""
    mask = np.int64(table.size - 1)
    slot = np.int64(h) & mask
    size = end - start
    while True:
        entry = at(table, slot)
        if entry == 0:
            break
        if (entry ^ h) >> _S32 == 0:
            number = np.int64(entry & _LOWER) - 1
            begin = at(offsets, number)
            if at(offsets, number + 1) - begin == size and same_bytes(arena, begin, data, start, size):
                return int(number)
        slot = (slot + 1) & mask
    number = used[0]
    begin = used[1]
    if number * 2 >= table.size or number + 1 >= offsets.size or begin + size + PAD > arena.size:
        return -1
    for k in range(0, size, 8):
        put_eight(arena, begin + k, eight(data, start + k))
    table[slot] = _entry(h, number)
    hashes[number] = h
    offsets[number + 1] = begin + size
    used[0] = number + 1
    used[1] = begin + size
    return int(number)


@inlined
def _entry(h: np.uint64, number: int) -> np.uint64:
    """What stands in the table's slot of a text: half of its hash, and its number (0 is an empty slot)."""
    return (h & ~_LOWER) | np.uint64(number + 1)


@compiled
def _intern_all(
    data: Array, ends: Array, table: Array, offsets: Array, hashes: Array, arena: Array, used: Array, seed: np.uint64, out: Array
) -> None:
    """The numbers of texts that stand one behind the other; the tables must have room for them."""
    start = 0
    for i in range(ends.size):
        out[i] = intern(data, start, ends[i], table, offsets, hashes, arena, used, seed)
        start = ends[i]


class Spans(NamedTuple):
    """Texts in a block that wait for their numbers: where each begins and ends, its hash, and where its number is to go: a place

    among the values or, below 0, -1 minus a place among the elements of arrays.
    """

    begins: Array
    ends: Array
    digests: Array
    places: Array


def spans_for(texts: int) -> Spans:
    """Room for so many texts."""
    return Spans(np.empty(texts, np.int64), np.empty(texts, np.int64), np.empty(texts, np.uint64), np.empty(texts, np.int64))


@compiled
def intern_spans(data: Array, spans: Spans, first: int, count: int, values: Array, items: Array, tables: Any) -> int:
    """Give spans `first` to `count` their numbers. Up to which it is done: fewer than `count` if a table must grow first.

    What a text is compared with lies anywhere in memory, so it is asked for some texts ahead.
    """
    table, offsets, hashes, arena, used, _ = tables
    begins, ends, digests, places = spans
    mask = np.int64(table.size - 1)
    for i in range(first, min(first + _FAR, count)):
        fetch(table, np.int64(digests[i]) & mask)
    for i in range(first, count):
        if i + _FAR < count:
            fetch(table, np.int64(digests[i + _FAR]) & mask)
        if i + _NEAR < count:
            entry = at(table, np.int64(digests[i + _NEAR]) & mask)
            if entry != 0:
                fetch(offsets, np.int64(entry & _LOWER) - 1)
        if i + _NEXT < count:
            entry = at(table, np.int64(digests[i + _NEXT]) & mask)
            if entry != 0:
                fetch(arena, at(offsets, np.int64(entry & _LOWER) - 1))
        number = _number_of(data, begins[i], ends[i], digests[i], table, offsets, hashes, arena, used)
        if number < 0:
            return i
        if places[i] < 0:
            items[-1 - places[i]] = number
        else:
            values[places[i]] = number
    return count


@compiled
def _rehash(table: Array, hashes: Array, count: int) -> None:
    mask = np.int64(table.size - 1)
    for number in range(count):
        slot = np.int64(hashes[number]) & mask
        while at(table, slot) != 0:
            slot = (slot + 1) & mask
        table[slot] = _entry(hashes[number], number)


@compiled
def copy_bytes(data: Array, begins: Array, sizes: Array, out: Array, starts: Array) -> None:
    """Copy stretches of bytes one behind the other."""
    for i in range(begins.size):
        if i + _NEXT < begins.size:
            fetch(data, begins[i + _NEXT])
        begin, start, size = begins[i], starts[i], sizes[i]
        whole = size & ~7
        for j in range(0, whole, 8):
            put_eight(out, start + j, eight(data, begin + j))
        for j in range(whole, size):
            out[start + j] = data[begin + j]


@compiled
def copy_spans(data: Array, begins: Array, sizes: Array, out: Array, starts: Array) -> None:
    """Copy stretches of anything else one behind the other."""
    for i in range(begins.size):
        for j in range(sizes[i]):
            out[starts[i] + j] = data[begins[i] + j]


def heads_of(sizes: Array) -> Array:
    """Where stretches of these sizes begin when they stand one behind the other, and behind the last where it ends."""
    heads = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=heads[1:])
    return heads


class Strings:
    """The table of texts. `tables` is what the compiled functions take."""

    def __init__(self, capacity: int = 1 << 12) -> None:
        self.seed = np.uint64(secrets.randbits(64))
        self.table = np.zeros(capacity * 2, np.uint64)
        self.offsets = np.zeros(capacity + 1, np.int64)
        self.hashes = np.zeros(capacity, np.uint64)
        self.arena = np.zeros(capacity * 16 + PAD, np.uint8)
        self.used = np.zeros(2, np.int64)
        self._told: dict[int, str] = {}

    def __len__(self) -> int:
        return int(self.used[0])

    @property
    def room(self) -> int:
        """How many texts there may be before the tables grow."""
        return self.hashes.size

    @property
    def size(self) -> int:
        """How many bytes all texts have together."""
        return int(self.used[1])

    @property
    def tables(self) -> tuple[Array, Array, Array, Array, Array, np.uint64]:
        return self.table, self.offsets, self.hashes, self.arena, self.used, self.seed

    def grow(self, texts: int = 0, size: int = 0) -> None:
        """Make room for `texts` more of `size` bytes together; without them, for more where there is none left."""
        count, used = len(self), int(self.used[1])
        capacity = max(self.room, 1)
        while capacity < count + max(texts, 1):
            capacity *= 2
        room = self.arena.size
        if not texts and capacity == self.room:
            room += room // 2
        while room < used + size + PAD:
            room += room // 2
        if capacity > self.room:
            self.offsets = _longer(self.offsets, count + 1, capacity + 1)
            self.hashes = _longer(self.hashes, count, capacity)
            self.table = np.zeros(capacity * 2, np.uint64)
            _rehash(self.table, self.hashes, count)
        if room > self.arena.size:
            self.arena = _longer(self.arena, used, room)

    def keep(self, alive: Array) -> Array:
        """Forget all texts but those numbered in `alive` (sorted, each once); by old number the new one, -1 for the forgotten."""
        # As much room as is likely to be wanted again, but none that is never wanted.
        capacity, room = max(1 << max(12, int(alive.size).bit_length()), self.room // 2), self.arena.size // 2
        begins, sizes = self.offsets[alive], self.offsets[alive + 1] - self.offsets[alive]
        arena, hashes, places = self.arena, self.hashes[alive], np.full(len(self), -1, np.int64)
        places[alive] = np.arange(alive.size)
        total = int(sizes.sum())
        self.table = np.zeros(capacity * 2, np.uint64)
        self.offsets = np.zeros(capacity + 1, np.int64)
        np.cumsum(sizes, out=self.offsets[1 : alive.size + 1])
        self.hashes = np.zeros(capacity, np.uint64)
        self.hashes[: alive.size] = hashes
        self.arena = np.zeros(max(1 << 16, total + total // 2, room) + PAD, np.uint8)
        copy_bytes(arena, begins, sizes, self.arena, self.offsets)
        self.used[:] = alive.size, total
        self._told.clear()
        _rehash(self.table, self.hashes, alive.size)
        return places

    def number(self, text: str) -> int:
        """The number of a text, given anew if need be."""
        raw = text.encode("utf-8", "surrogatepass")
        data = padded(raw)
        found = intern(data, 0, len(raw), *self.tables)
        if found < 0:
            self.grow(1, len(raw))
            found = intern(data, 0, len(raw), *self.tables)
        return int(found)

    def numbers(self, texts: Sequence[str]) -> Array:
        """The numbers of many texts at once."""
        raws = [text.encode("utf-8", "surrogatepass") for text in texts]
        return self.interned(padded(b"".join(raws)), np.cumsum([len(raw) for raw in raws], dtype=np.int64))

    def interned(self, data: Array, ends: Array) -> Array:
        """The numbers of many texts that stand in UTF-8 one behind the other; PAD bytes must stand behind the last."""
        out = np.empty(ends.size, np.int64)
        if not ends.size:
            return out
        self.grow(ends.size, data.size)
        _intern_all(data, ends, *self.tables, out)
        return out

    def parts(self, begins: Array, ends: Array) -> Array:
        """The numbers of parts of texts, which begin and end at these places of the arena."""
        data, heads = self._gathered(begins, ends - begins)
        return self.interned(data, heads)

    def spelled(self, numbers: Array) -> tuple[Array, Array]:
        """Many texts as `interned` takes them."""
        begins = self.offsets[numbers]
        return self._gathered(begins, self.offsets[numbers + 1] - begins)

    def lines(self, numbers: Array) -> tuple[bytes, list[int]]:
        """Many texts in UTF-8, a line feed behind each, and where these stand."""
        begins = self.offsets[numbers]
        sizes = self.offsets[numbers + 1] - begins
        heads = heads_of(sizes + 1)
        data = np.full(int(heads[-1]), ord("\n"), np.uint8)
        copy_bytes(self.arena, begins, sizes, data, heads)
        return data.tobytes(), (heads[1:] - 1).tolist()

    def raws(self, numbers: Array) -> list[bytes]:
        """Many texts as they are in UTF-8."""
        arena, begins, ends = self.arena.data, self.offsets[numbers].tolist(), self.offsets[numbers + 1].tolist()
        return [arena[begin:end].tobytes() for begin, end in zip(begins, ends, strict=True)]

    def texts(self, numbers: Array) -> list[str]:
        """Many texts at once, which are asked for once only."""
        return [raw.decode("utf-8", "surrogatepass") for raw in self.raws(numbers)]

    def _gathered(self, begins: Array, sizes: Array) -> tuple[Array, Array]:
        """Stretches of the arena one behind the other, and where they end there."""
        heads = heads_of(sizes)
        data = np.zeros(int(heads[-1]) + PAD, np.uint8)
        copy_bytes(self.arena, begins, sizes, data, heads)
        return data, heads[1:]

    def text(self, number: int) -> str:
        told = self._told.get(number)
        if told is None:
            begin, end = self.offsets[number], self.offsets[number + 1]
            told = self.arena[begin:end].tobytes().decode("utf-8", "surrogatepass")
            if len(self._told) >= _TOLD:
                self._told.clear()
            self._told[number] = told
        return told


def _longer(array: Array, used: int, size: int) -> Array:
    """The first `used` entries, with room for `size`."""
    longer = np.zeros(size, array.dtype)
    longer[:used] = array[:used]
    return longer

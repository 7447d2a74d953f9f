"""A few words known beforehand, and which of them some bytes are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from bylaws.events.columns.strings import low_bytes, same_bytes
from bylaws.events.columns.wide import at, eight, inlined, padded

Array = np.ndarray[Any, Any]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_S40 = np.uint64(40)


class Names(NamedTuple):
    """An open-addressed table of words: `slots` of their numbers, -1 where empty; by number, the first eight bytes (`heads`) and

    all of them, `arena[starts[n]:starts[n + 1]]`.
    """

    slots: Array
    heads: Array
    starts: Array
    arena: Array


def name_table(words: tuple[bytes, ...]) -> Names:
    """The table of some words, numbered in their order."""
    size = 64
    while size < 8 * len(words):
        size *= 2
    slots = np.full(size, -1, np.int64)
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(each) for each in words], out=starts[1:])
    heads = np.array([int.from_bytes(each[:8], "little") for each in words], np.uint64)
    for number, each in enumerate(words):
        slot = int(_first_slot(heads[number], len(each), size - 1))
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number
    return Names(slots, heads, starts, padded(b"".join(words)))


@inlined
def _first_slot(head: np.uint64, size: int, mask: int) -> int:
    """Where to look for a word first."""
    return int(np.int64(((head ^ np.uint64(size)) * _SPREAD) >> _S40) & mask)


@inlined
def named(data: Array, start: int, end: int, slots: Array, heads: Array, starts: Array, arena: Array) -> int:
    """The number of the word `data[start:end]`; one beyond the last if it is none of them."""
    size = end - start
    head = eight(data, start)
    if size < 8:
        head &= low_bytes(size)
    mask = slots.size - 1
    slot = _first_slot(head, size, mask)
    while True:
        number = at(slots, slot)
        if number < 0:
            return int(heads.size)
        begin = at(starts, number)
        same = at(heads, number) == head and at(starts, number + 1) - begin == size
        if same and (size <= 8 or same_bytes(arena, begin, data, start, size)):
            return int(number)
        slot = (slot + 1) & mask

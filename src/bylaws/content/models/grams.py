"""The grams of a text: its words and pairs of words, and the runs of two to five bytes within them; each as a number.

A gram is hashed to one of BUCKETS numbers, those of words (WORDS) and those of bytes (BYTES) apart, and counts once in a text. What
looks at a text sees its UTF-8, so texts must be normalised before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from bylaws.events.columns.strings import heads_of
from bylaws.events.columns.wide import byte, compiled, inlined, padded

Array = np.ndarray[Any, Any]

WORDS, BYTES = 0, 1
BUCKETS: Final = 1 << 18
_SHIFT: Final = np.uint64(64 - 18)
LONGEST: Final = 1 << 16
"""Bytes of a text that are looked at."""
_SHORTEST_RUN: Final = 2
_LONGEST_RUN: Final = 5
_START: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_SALT: Final = np.uint64(0xD6E8FEB86659FD93)


class Texts:
    """Many texts one behind the other, as the compiled functions take them: `data[starts[i]:starts[i + 1]]`.

    `longest`: bytes of the longest.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        raws = [text.encode("utf-8", "replace")[:LONGEST] for text in texts]
        self.longest = max(map(len, raws), default=0)
        self.data: Array = padded(b"".join(raws))
        self.starts: Array = heads_of(np.fromiter(map(len, raws), np.int64, len(raws)))

    def __len__(self) -> int:
        return self.starts.size - 1


@inlined
def _bucket(h: np.uint64, salt: int) -> int:
    """The bucket of a hash."""
    mixed = (h ^ np.uint64(salt) * _SALT) * _SPREAD
    mixed ^= mixed >> np.uint64(32)
    return np.int64((mixed * _SPREAD) >> _SHIFT)


@inlined
def is_word(c: int) -> bool:
    """A letter or figure, the low line, or part of a sign beyond ASCII."""
    return 97 <= c <= 122 or 48 <= c <= 57 or c == 95 or c >= 128 or 65 <= c <= 90


@inlined
def _is_space(c: int) -> bool:
    return c == 32 or 9 <= c <= 13


@compiled
def note(data: Array, start: int, end: int, seen: Array, mark: int, out: Array) -> int:
    """Write a text's grams, each once, as bucket + BUCKETS · sort; how many. `seen` is of 2 · BUCKETS numbers other than `mark`.

    `out` must have room for six for each byte and two more.
    """
    count = 0
    before = np.uint64(0)
    i = start
    while i < end:
        c = byte(data, i)
        if _is_space(c):
            i += 1
            continue
        h = (_START ^ np.uint64(c)) * _PRIME
        j = i + 1
        if is_word(c):
            while j < end and is_word(byte(data, j)):
                h = (h ^ np.uint64(byte(data, j))) * _PRIME
                j += 1
        gram = _bucket(h, 1)
        if seen[gram] != mark:
            seen[gram] = mark
            out[count] = gram
            count += 1
        if before != 0:
            gram = _bucket(before * _PRIME ^ h, 2)
            if seen[gram] != mark:
                seen[gram] = mark
                out[count] = gram
                count += 1
        before = h
        i = j
    i = start
    while i < end:
        if _is_space(byte(data, i)):
            i += 1
            continue
        j = i
        while j < end and not _is_space(byte(data, j)):
            j += 1
        # A run may take in the space on either side.
        for first in range(i - 1, j):
            h = _START
            for k in range(first, min(first + _LONGEST_RUN, j + 1)):
                c = 32 if k < i or k == j else byte(data, k)
                h = (h ^ np.uint64(c)) * _PRIME
                if k - first + 1 >= _SHORTEST_RUN:
                    gram = BUCKETS + _bucket(h, 3)
                    if seen[gram] != mark:
                        seen[gram] = mark
                        out[count] = gram
                        count += 1
        i = j
    return count


def grams(texts: Texts) -> tuple[Array, Array]:
    """The grams of each text one behind the other, and where each text's begin."""
    found: list[Array] = []
    seen = np.zeros(2 * BUCKETS, np.int32)
    heads = np.zeros(len(texts) + 1, np.int64)
    for number in range(len(texts)):
        start, end = int(texts.starts[number]), int(texts.starts[number + 1])
        out = np.empty(6 * (end - start) + 2, np.int64)
        count = note(texts.data, start, end, seen, number + 1, out)
        found.append(np.sort(out[:count]))
        heads[number + 1] = heads[number] + count
    return (np.concatenate(found) if found else np.zeros(0, np.int64)), heads

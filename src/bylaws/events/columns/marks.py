"""Where the bytes stand that give lines of JSON their structure, found for a whole block at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.wide import PAD, at, compiled, ends_among, inlined, lowest, marks_among, ones

Array = np.ndarray[Any, Any]

_ONE = np.uint64(1)
_EACH = 4
"""Bytes for each mark, in all but the oddest input."""
_FEW = 16
"""Marks among 64 bytes that are noted without asking how many there are: guessing wrong costs more than noting in vain."""


def marks_of(data: Array) -> tuple[Array, int]:
    """Offsets of all quotes, backslashes, bytes below a space and bytes beyond ASCII, in order; and how many lines end.

    Behind the data stand PAD spaces. Strings, lines and what is odd in them begin and end at such bytes.
    """
    room = data.size // _EACH
    while True:
        marks = np.empty(room + PAD, np.int32)
        count, lines = _note(data, marks)
        if count >= 0:
            return marks[:count], lines
        room = _count(data)


@compiled
def _count(data: Array) -> int:
    count = 0
    for place in range(0, data.size - PAD, PAD):
        count += ones(marks_among(data, place))
    return count


@compiled
def _note(data: Array, marks: Array) -> tuple[int, int]:
    """Write the marks; how many there are (-1: more than there is room for), and how many lines end."""
    count = lines = 0
    for place in range(0, data.size - PAD, PAD):
        found = marks_among(data, place)
        behind = count + ones(found)
        if behind + PAD > marks.size:
            return -1, 0
        lines += ones(ends_among(data, place))
        for each in range(_FEW):
            marks[count + each] = place + lowest(found)
            found &= found - _ONE
        count += _FEW
        while found != 0:
            marks[count] = place + lowest(found)
            found &= found - _ONE
            count += 1
        count = behind
    return count, lines


@inlined
def mark(marks: Array, k: int) -> int:
    """Where mark number k stands."""
    return int(np.int64(at(marks, k)))

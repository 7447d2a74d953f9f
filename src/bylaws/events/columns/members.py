"""Where the members of the JSON object on a line stand, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.json_kernel import (
    ESCAPED,
    NUMBER,
    STRING,
    TEXTS,
    end_of_array,
    end_of_number,
    end_of_word,
    escapable,
    skip_space,
)
from bylaws.events.columns.marks import mark
from bylaws.events.columns.names import Names, named
from bylaws.events.columns.wide import byte, inlined

Array = np.ndarray[Any, Any]


def room_for(names: Names) -> Array:
    """Where `members` notes what it finds: nothing is found yet."""
    return np.full((names.heads.size + 1, 3), -1, np.int64)


@inlined
def members(
    data: Array, marks: Array, start: int, k: int, slots: Array, heads: Array, starts: Array, arena: Array, found: Array
) -> tuple[int, int]:
    """Note where the members of the object on a line are: found[name] = (start, end, what), those of unknown name in the last row.

    The number of a mark, and 0: an object that ends there with its line; 1: one with bytes beyond ASCII; -1: the line is suspect
    and does not end before that mark. `marks` are those of the block, of which number k is the next.
    """
    wide = 0
    i, k = skip_space(data, start, k)
    if byte(data, i) != 123:
        return k, -1
    i, k = skip_space(data, i + 1, k)
    while byte(data, i) == 34:
        close = mark(marks, k + 1)
        if byte(data, close) != 34:
            break
        name = named(data, i + 1, close, slots, heads, starts, arena)
        i, k = skip_space(data, close + 1, k + 2)
        if byte(data, i) != 58:
            break
        i, k = skip_space(data, i + 1, k)
        begin = i
        c = byte(data, i)
        if c == 34:
            what = STRING
            k += 1
            i = mark(marks, k)
            c = byte(data, i)
            while c != 34:
                if c == 92 and escapable(byte(data, i + 1)):
                    what = ESCAPED
                    if mark(marks, k + 1) == i + 1:
                        k += 1
                elif c < 128:
                    return k, -1
                else:
                    wide = 1
                k += 1
                i = mark(marks, k)
                c = byte(data, i)
            i += 1
            k += 1
        elif c == 45 or 48 <= c <= 57:
            what = NUMBER
            i = end_of_number(data, i)
        elif c == 91:
            what = TEXTS
            i, k, more = end_of_array(data, marks, i + 1, k)
            wide |= more
        else:
            i, what = end_of_word(data, i)
        if i < 0:
            break
        found[name, 0] = begin
        found[name, 1] = i
        found[name, 2] = what
        i, k = skip_space(data, i, k)
        c = byte(data, i)
        if c == 44:
            i, k = skip_space(data, i + 1, k)
        elif c == 125:
            i, k = skip_space(data, i + 1, k)
            return k, wide if byte(data, i) == 10 else -1
        else:
            break
    return k, -1

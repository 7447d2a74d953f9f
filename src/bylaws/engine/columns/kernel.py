"""Sliding windows over many keys, compiled.

A *group* is a set of windows that count the same events by the same keys. Each key has one list of its events, linked from the
oldest to the newest; each window of the group has its own place in that list up to which it has let go. An event's entry returns to
the free list when the last window has let go of it, so that memory holds what the longest window holds, without holes. Sums are
kept in two parts (high and low 32 bits), squares in four, so that nothing is ever lost.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from bylaws.engine.columns.keys import mixed

Array = np.ndarray[Any, Any]

COUNT, SUM, DISTINCT, MIN, MAX, DEVIATION = 0, 1, 2, 3, 4, 5
CELLS = (1, 3, 1, 2, 2, 7)
"""Cells of each aggregate: count: n; sum (and avg): n, high, low; distinct: n; min, max: ends of a queue, or (value, there is one)

when read; deviation: n, high, low, and the four parts of the squares.
"""

NULL = np.int64(-(2**63))
_LOW = np.int64(0xFFFFFFFF)
_LOW32, _32, _ONE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(1)


class Aggregates(NamedTuple):
    """By aggregate: what it is, its window, its argument's column (-1: none), its first cell, its queue (-1: none)."""

    what: Array
    window: Array
    argument: Array
    cell: Array
    queue: Array


class State(NamedTuple):
    """`ends[key]` = (oldest, newest) entry; `place[key, window]` = oldest entry still in it; `cells[key]`; by entry: `time`,

    `following`, `holds` (windows that have it), `values[entry, argument]`, `queues[entry, queue]` = (before, behind);
    distinct values: `slots` of `triples` (aggregate and key, value, times). `used` = (free list's head, entries ever used,
    triples in slots, entries in the free list).
    """

    ends: Array
    place: Array
    cells: Array
    time: Array
    following: Array
    holds: Array
    values: Array
    queues: Array
    slots: Array
    used: Array


@njit(cache=True, nogil=True, inline="always")
def _slot_of(slots: Array, who: int, value: int) -> int:
    mask = np.uint64(slots.shape[0] - 1)
    slot = mixed(who, value) & mask
    while slots[slot, 2] != 0 and (slots[slot, 0] != who or slots[slot, 1] != value):
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@njit(cache=True, nogil=True, inline="always")
def _close_gap(slots: Array, gap: int) -> None:
    """Move later entries of a probe sequence into an emptied slot, so that no search ends too early."""
    mask = slots.shape[0] - 1
    slots[gap, 2] = 0
    i = (gap + 1) & mask
    while slots[i, 2] != 0:
        home = np.int64(mixed(slots[i, 0], slots[i, 1]) & np.uint64(mask))
        if ((i - home) & mask) >= ((i - gap) & mask):
            slots[gap, 0], slots[gap, 1], slots[gap, 2] = slots[i, 0], slots[i, 1], slots[i, 2]
            slots[i, 2] = 0
            gap = i
        i = (i + 1) & mask


@njit(cache=True, nogil=True, inline="always")
def _square(cells: Array, key: int, cell: int, value: int, sign: int) -> None:
    """Add or take away a square of up to 126 bits, in parts of 32 bits of which each cell may hold some 2**31."""
    size = np.uint64(value if value >= 0 else -value)
    high, low = size >> _32, size & _LOW32
    first, second, third = high * high, high * low, low * low
    middle = (third >> _32) + ((second & _LOW32) << _ONE)
    upper = (second >> _32 << _ONE) + (first & _LOW32) + (middle >> _32)
    cells[key, cell + 3] += sign * np.int64((first >> _32) + (upper >> _32))
    cells[key, cell + 4] += sign * np.int64(upper & _LOW32)
    cells[key, cell + 5] += sign * np.int64(middle & _LOW32)
    cells[key, cell + 6] += sign * np.int64(third & _LOW32)


@njit(cache=True, nogil=True, inline="always")
def _leave(key: int, entry: int, a: int, aggregates: Aggregates, state: State) -> None:
    """Take one entry out of one aggregate."""
    what, cell, argument = aggregates.what[a], aggregates.cell[a], aggregates.argument[a]
    cells = state.cells
    if what == COUNT:
        cells[key, cell] -= 1
        return
    value = state.values[entry, argument]
    if value == NULL:
        return
    if what == SUM or what == DEVIATION:
        cells[key, cell] -= 1
        cells[key, cell + 1] -= value >> 32
        cells[key, cell + 2] -= value & _LOW
        if what == DEVIATION:
            _square(cells, key, cell, value, -1)
    elif what == DISTINCT:
        slot = _slot_of(state.slots, key * aggregates.what.size + a, value)
        state.slots[slot, 2] -= 1
        if state.slots[slot, 2] == 0:
            _close_gap(state.slots, slot)
            state.used[2] -= 1
            cells[key, cell] -= 1
    elif cells[key, cell] == entry:
        behind = state.queues[entry, aggregates.queue[a], 1]
        cells[key, cell] = behind
        if behind < 0:
            cells[key, cell + 1] = -1
        else:
            state.queues[behind, aggregates.queue[a], 0] = -1


@njit(cache=True, nogil=True, inline="always")
def _enter(key: int, entry: int, a: int, aggregates: Aggregates, state: State) -> None:
    """Put one entry into one aggregate."""
    what, cell, argument = aggregates.what[a], aggregates.cell[a], aggregates.argument[a]
    cells = state.cells
    if what == COUNT:
        cells[key, cell] += 1
        return
    value = state.values[entry, argument]
    if value == NULL:
        return
    if what == SUM or what == DEVIATION:
        cells[key, cell] += 1
        cells[key, cell + 1] += value >> 32
        cells[key, cell + 2] += value & _LOW
        if what == DEVIATION:
            _square(cells, key, cell, value, 1)
    elif what == DISTINCT:
        who = key * aggregates.what.size + a
        slot = _slot_of(state.slots, who, value)
        if state.slots[slot, 2] == 0:
            state.slots[slot, 0] = who
            state.slots[slot, 1] = value
            state.used[2] += 1
            cells[key, cell] += 1
        state.slots[slot, 2] += 1
    else:
        queue = aggregates.queue[a]
        last = cells[key, cell + 1]
        while last >= 0 and (
            (what == MAX and state.values[last, argument] <= value) or (what == MIN and state.values[last, argument] >= value)
        ):
            last = state.queues[last, queue, 0]
        state.queues[entry, queue, 0] = last
        state.queues[entry, queue, 1] = -1
        if last < 0:
            cells[key, cell] = entry
        else:
            state.queues[last, queue, 1] = entry
        cells[key, cell + 1] = entry


@njit(cache=True, nogil=True, inline="always")
def _let_go(key: int, limits: Array, row: int, aggregates: Aggregates, state: State) -> None:
    """Take out of every window of a key what is not later than its limit."""
    for w in range(state.place.shape[1]):
        entry = state.place[key, w]
        limit = limits[w, row]
        while entry >= 0 and state.time[entry] <= limit:
            for a in range(aggregates.what.size):
                if aggregates.window[a] == w:
                    _leave(key, entry, a, aggregates, state)
            after = state.following[entry]
            state.holds[entry] -= 1
            if state.holds[entry] == 0:
                state.ends[key, 0] = after
                if after < 0:
                    state.ends[key, 1] = -1
                state.following[entry] = state.used[0]
                state.used[0] = entry
                state.used[3] += 1
            entry = after
        state.place[key, w] = entry


@njit(cache=True, nogil=True, inline="always")
def _append(key: int, time: int, row: int, arguments: Array, aggregates: Aggregates, state: State) -> None:
    entry = state.used[0]
    if entry >= 0:
        state.used[0] = state.following[entry]
        state.used[3] -= 1
    else:
        entry = state.used[1]
        state.used[1] += 1
    state.time[entry] = time
    state.following[entry] = -1
    state.holds[entry] = state.place.shape[1]
    for p in range(arguments.shape[0]):
        state.values[entry, p] = arguments[p, row]
    newest = state.ends[key, 1]
    if newest < 0:
        state.ends[key, 0] = entry
    else:
        state.following[newest] = entry
    state.ends[key, 1] = entry
    for w in range(state.place.shape[1]):
        if state.place[key, w] < 0:
            state.place[key, w] = entry
    for a in range(aggregates.what.size):
        _enter(key, entry, a, aggregates, state)


@njit(cache=True, nogil=True)
def advance(
    time: Array, enters: Array, asks: Array, limits: Array, arguments: Array, aggregates: Aggregates, state: State, out: Array
) -> None:
    """Go through a batch in order. Row i enters under key enters[i], then its facts are read under key asks[i] (negative: not).

    `limits[window, i]`: the latest time no longer in that window; `arguments[column, i]`: what the aggregates take (NULL:
    null); `out[cell, i]`: the cells read, zeros for a key without events.
    """
    for i in range(time.size):
        key = enters[i]
        if key >= 0:
            _let_go(key, limits, i, aggregates, state)
            _append(key, time[i], i, arguments, aggregates, state)
        ask = asks[i]
        if ask < 0:
            continue
        if ask != key:
            _let_go(ask, limits, i, aggregates, state)
        for a in range(aggregates.what.size):
            cell = aggregates.cell[a]
            what = aggregates.what[a]
            if what == MIN or what == MAX:
                entry = state.cells[ask, cell]
                out[cell, i] = state.values[entry, aggregates.argument[a]] if entry >= 0 else 0
                out[cell + 1, i] = 1 if entry >= 0 else 0
            elif what == COUNT or what == DISTINCT:
                out[cell, i] = state.cells[ask, cell]
            else:
                for c in range(3 if what == SUM else 7):
                    out[cell + c, i] = state.cells[ask, cell + c]


@njit(cache=True, nogil=True)
def let_all_go(limits: Array, aggregates: Aggregates, state: State, keys: int) -> None:
    """Take out of every key what is not later than limits[window, 0]: silent keys must not keep their events for ever."""
    for key in range(keys):
        if state.ends[key, 0] >= 0:
            _let_go(key, limits, 0, aggregates, state)


@njit(cache=True, nogil=True)
def rehash(old: Array, new: Array) -> None:
    for i in range(old.shape[0]):
        if old[i, 2] != 0:
            slot = _slot_of(new, old[i, 0], old[i, 1])
            new[slot, 0], new[slot, 1], new[slot, 2] = old[i, 0], old[i, 1], old[i, 2]

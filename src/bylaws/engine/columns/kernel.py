"""Sliding windows over many keys, compiled.

A *group* is a set of windows that count the same events by the same keys. Its events stand in one ring in the order in which they
came, which is also the order in which they leave; each window of the group has its place in the ring up to which it has let go.
Whoever asks finds the cells of all keys up to date, and a silent key's events leave as any others do. Sums are kept in two parts
(high and low 32 bits), squares in four, so that nothing is ever lost.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from bylaws.engine.columns.keys import mixed
from bylaws.events.columns.wide import compiled, inlined

Array = np.ndarray[Any, Any]

COUNT, SUM, DISTINCT, MIN, MAX, DEVIATION = 0, 1, 2, 3, 4, 5
CELLS = (1, 3, 1, 2, 2, 7)
"""Cells of each aggregate: count: n; sum (and avg): n, high, low; distinct: n; min, max: ends of a queue, or (value, there is one)

when read; deviation: n, high, low, and the four parts of the squares.
"""

NULL = np.int64(-(2**63))
_LOW = np.int64(0xFFFFFFFF)
_LOW32, _32, _ONE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(1)


WHAT, CELL, READ, VALUE, QUEUE = range(5)
"""Columns of `Plan.aggregates`: what it is; its first cell under a key; its first cell when read; the columns of the ring in which

its argument stands, and the entry before in its queue (behind: the next column).
"""

TIME, KEY, VALUES = range(3)
"""Columns of the ring: an entry's time, its key, and from there on the arguments and queues."""

COME, LEFT, KEYS, TRIPLES, OLDEST = range(5)
"""What `used` counts: entries that have come, entries that have left all windows, keys that have entries, triples in slots; and

from there on, by window, the number of the oldest entry in it.
"""


class Plan(NamedTuple):
    """`aggregates`: one a row (see above), those of one window side by side; `begins[window]`: its first row; at last the end."""

    aggregates: Array
    begins: Array


class State(NamedTuple):
    """Entries are numbered as they come; that of number n stands in row n modulo the `ring`'s size (a power of two).

    `cells[key]`: first how many entries the key has, then the cells of the aggregates. Distinct values: `slots` of triples
    (aggregate and key, value, times). `used`: see above.
    """

    ring: Array
    cells: Array
    slots: Array
    used: Array


@inlined
def _slot_of(slots: Array, who: int, value: int) -> int:
    mask = np.uint64(slots.shape[0] - 1)
    slot = mixed(who, value) & mask
    while slots[slot, 2] != 0 and (slots[slot, 0] != who or slots[slot, 1] != value):
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@inlined
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


@inlined
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


@inlined
def _count(cells: Array, key: int, cell: int, value: int, sign: int) -> None:
    """Add or take away a value."""
    cells[key, cell] += sign
    cells[key, cell + 1] += sign * (value >> 32)
    cells[key, cell + 2] += sign * (value & _LOW)


@inlined
def _meet(slots: Array, used: Array, who: int, value: int) -> int:
    """One more of a value; 1 if it is the first."""
    slot = _slot_of(slots, who, value)
    slots[slot, 2] += 1
    if slots[slot, 2] > 1:
        return 0
    slots[slot, 0], slots[slot, 1] = who, value
    used[TRIPLES] += 1
    return 1


@inlined
def _miss(slots: Array, used: Array, who: int, value: int) -> int:
    """One less of a value; 1 if it was the last."""
    slot = _slot_of(slots, who, value)
    slots[slot, 2] -= 1
    if slots[slot, 2] > 0:
        return 0
    _close_gap(slots, slot)
    used[TRIPLES] -= 1
    return 1


@inlined
def _queue(ring: Array, cells: Array, key: int, cell: int, entry: int, column: int, queue: int, what: int) -> None:
    """Put an entry behind those that exceed it; the others will never be the extreme again."""
    mask = ring.shape[0] - 1
    value, last = ring[entry & mask, column], cells[key, cell + 1]
    while last >= 0 and (ring[last & mask, column] <= value if what == MAX else ring[last & mask, column] >= value):
        last = ring[last & mask, queue]
    ring[entry & mask, queue] = last
    ring[entry & mask, queue + 1] = -1
    if last < 0:
        cells[key, cell] = entry
    else:
        ring[last & mask, queue + 1] = entry
    cells[key, cell + 1] = entry


@inlined
def _unqueue(ring: Array, cells: Array, key: int, cell: int, entry: int, queue: int) -> None:
    """Take an entry out of its queue, in which it can only be the first."""
    mask = ring.shape[0] - 1
    if cells[key, cell] != entry:
        return
    behind = ring[entry & mask, queue + 1]
    cells[key, cell] = behind
    if behind < 0:
        cells[key, cell + 1] = -1
    else:
        ring[behind & mask, queue] = -1


@inlined
def _leave(aggregates: Array, a: int, entry: int, ring: Array, cells: Array, slots: Array, used: Array) -> None:
    """Take an entry out of one aggregate."""
    what, cell, place = aggregates[a, WHAT], aggregates[a, CELL], entry & (ring.shape[0] - 1)
    key = ring[place, KEY]
    if what == COUNT:
        cells[key, cell] -= 1
        return
    value = ring[place, aggregates[a, VALUE]]
    if value == NULL:
        return
    if what == SUM:
        _count(cells, key, cell, value, -1)
    elif what == DISTINCT:
        cells[key, cell] -= _miss(slots, used, key * aggregates.shape[0] + a, value)
    elif what == DEVIATION:
        _count(cells, key, cell, value, -1)
        _square(cells, key, cell, value, -1)
    else:
        _unqueue(ring, cells, key, cell, entry, aggregates[a, QUEUE])


@inlined
def _enter(aggregates: Array, a: int, entry: int, ring: Array, cells: Array, slots: Array, used: Array) -> None:
    """Put an entry into one aggregate."""
    what, cell, place = aggregates[a, WHAT], aggregates[a, CELL], entry & (ring.shape[0] - 1)
    key = ring[place, KEY]
    if what == COUNT:
        cells[key, cell] += 1
        return
    value = ring[place, aggregates[a, VALUE]]
    if value == NULL:
        return
    if what == SUM:
        _count(cells, key, cell, value, 1)
    elif what == DISTINCT:
        cells[key, cell] += _meet(slots, used, key * aggregates.shape[0] + a, value)
    elif what == DEVIATION:
        _count(cells, key, cell, value, 1)
        _square(cells, key, cell, value, 1)
    else:
        _queue(ring, cells, key, cell, entry, aggregates[a, VALUE], aggregates[a, QUEUE], what)


@inlined
def _slide(limits: Array, row: int, aggregates: Array, begins: Array, ring: Array, cells: Array, slots: Array, used: Array) -> None:
    """Take out of every window what is not later than limits[window, row]."""
    mask, left = ring.shape[0] - 1, used[COME]
    for w in range(begins.size - 1):
        entry, limit = used[OLDEST + w], limits[w, row]
        while entry < used[COME] and ring[entry & mask, TIME] <= limit:
            for a in range(begins[w], begins[w + 1]):
                _leave(aggregates, a, entry, ring, cells, slots, used)
            entry += 1
        used[OLDEST + w] = entry
        left = min(left, entry)
    while used[LEFT] < left:
        key = ring[used[LEFT] & mask, KEY]
        cells[key, 0] -= 1
        if cells[key, 0] == 0:
            used[KEYS] -= 1
        used[LEFT] += 1


@inlined
def _append(key: int, time: int, ring: Array, cells: Array, used: Array) -> np.int64:
    """The place of a new entry, which no window has yet."""
    place = np.int64(used[COME] & (ring.shape[0] - 1))
    used[COME] += 1
    ring[place, TIME] = time
    ring[place, KEY] = key
    if cells[key, 0] == 0:
        used[KEYS] += 1
    cells[key, 0] += 1
    return place


@inlined
def _read(key: int, asker: int, aggregates: Array, ring: Array, cells: Array, out: Array) -> None:
    for a in range(aggregates.shape[0]):
        what, cell, read = aggregates[a, WHAT], aggregates[a, CELL], aggregates[a, READ]
        if what == MIN or what == MAX:
            entry = cells[key, cell]
            if entry >= 0:
                out[read, asker] = ring[entry & (ring.shape[0] - 1), aggregates[a, VALUE]]
                out[read + 1, asker] = 1
        elif what == COUNT or what == DISTINCT:
            out[read, asker] = cells[key, cell]
        else:
            for c in range(3 if what == SUM else 7):
                out[read + c, asker] = cells[key, cell + c]


@compiled
def let_go(limits: Array, plan: Plan, state: State) -> None:
    """Take out of every window what is not later than limits[window, 0]."""
    aggregates, begins = plan
    ring, cells, slots, used = state
    _slide(limits, 0, aggregates, begins, ring, cells, slots, used)


@compiled
def advance(
    time: Array, keys: tuple[Array, Array], asker: Array, limits: Array, arguments: Array, plan: Plan, state: State, out: Array
) -> None:
    """Go through a batch in order. Row i enters under key keys[0][i], then its facts are read under keys[1][i] (negative: not).

    `limits[window, i]`: the latest time no longer in that window; `arguments[column, i]`: what the aggregates take (NULL:
    null); `out[cell, asker[i]]`: the cells read, zeros for a key without events.
    """
    enters, asks = keys
    aggregates, begins = plan
    ring, cells, slots, used = state
    for i in range(time.size):
        _slide(limits, i, aggregates, begins, ring, cells, slots, used)
        if enters[i] >= 0:
            place = _append(enters[i], time[i], ring, cells, used)
            for p in range(arguments.shape[0]):
                ring[place, VALUES + p] = arguments[p, i]
            for a in range(aggregates.shape[0]):
                _enter(aggregates, a, used[COME] - 1, ring, cells, slots, used)
        if asks[i] >= 0:
            _read(asks[i], asker[i], aggregates, ring, cells, out)


@compiled
def rehash(old: Array, new: Array) -> None:
    for i in range(old.shape[0]):
        if old[i, 2] != 0:
            slot = _slot_of(new, old[i, 0], old[i, 1])
            new[slot, 0], new[slot, 1], new[slot, 2] = old[i, 0], old[i, 1], old[i, 2]

"""A group of windows with its state, growing ahead of each batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from bylaws.engine.columns import kernel
from bylaws.engine.columns.keys import NULL, Keys

Array = np.ndarray[Any, Any]

_WHAT = {
    "count": kernel.COUNT,
    "sum": kernel.SUM,
    "avg": kernel.SUM,
    "distinct": kernel.DISTINCT,
    "min": kernel.MIN,
    "max": kernel.MAX,
    "deviation": kernel.DEVIATION,
}
_FEW_KEYS = 1 << 11
"""Up to so many keys none is forgotten."""


class Aggregate(Struct, frozen=True):
    """`agg` of the language, the window (its place in the group's limits), and the argument's column (-1: none)."""

    agg: str
    window: int
    argument: int


class Side(Struct, frozen=True):
    """By operation the columns of its key, and whether it takes part with that key."""

    columns: list[Array]
    takes: Array


class Operations(Struct, frozen=True):
    """What enters and asks, in order: by operation its place, its keys on entering and on asking, the arguments it brings, and

    `asker`: which of the asking entries it is. `beyond`: by place of an argument (-1: where there is none) the operations that

    enter with, or perhaps enter but for, a number too great to be held; no such argument is among them if there are none.
    """

    places: Array
    enters: Side
    asks: Side
    arguments: list[Array]
    asker: Array
    beyond: Mapping[int, Array] = {}


def merged(
    turns: tuple[Array, Array],
    places: tuple[Array, Array],
    sides: tuple[Side, Side],
    arguments: list[Array],
    beyond: Mapping[int, Array] = {},
) -> Operations:
    """Those that enter and those that ask (first and second of each pair), in the order of their turns."""
    order = np.argsort(np.concatenate(turns), kind="stable")
    entering, asking = (each.size for each in turns)

    def arranged(first: Array, second: Array) -> Array:
        return np.concatenate([first, second])[order]

    none, nothing = np.zeros(entering, np.int64), np.zeros(asking, np.int64)
    enters, asks = sides
    return Operations(
        arranged(*places),
        Side([arranged(key, nothing) for key in enters.columns], arranged(enters.takes, np.zeros(asking, np.bool_))),
        Side([arranged(none, key) for key in asks.columns], arranged(np.zeros(entering, np.bool_), asks.takes)),
        [arranged(argument, nothing) for argument in arguments],
        arranged(none, np.arange(asking)),
        {place: arranged(each, np.zeros(asking, np.bool_)) for place, each in beyond.items()},
    )


class Group:
    """Windows over the events of one sort by the keys of one sort."""

    def __init__(self, width: int, windows: int, aggregates: tuple[Aggregate, ...]) -> None:
        self.keys = Keys(width)
        self.windows = windows
        # How many have a value is the first thing that a sum knows.
        what = [kernel.SUM if each.agg == "count" and each.argument >= 0 else _WHAT[each.agg] for each in aggregates]
        sizes = [kernel.CELLS[each] for each in what]
        self.cells = [sum(sizes[:a]) for a in range(len(sizes))]
        self.width = sum(sizes)
        self._arguments = max((each.argument for each in aggregates), default=-1) + 1
        self._plan = _arranged(aggregates, what, self._arguments, windows)
        self._distincts = what.count(kernel.DISTINCT)
        queues = sum(each in (kernel.MIN, kernel.MAX) for each in what)
        self.state = kernel.State(
            np.zeros((256, kernel.VALUES + self._arguments + 2 * queues), np.int64),
            self._blank_cells(256),
            np.zeros((256, 3), np.int64),
            np.zeros(kernel.OLDEST + windows, np.int64),
        )

    def advance(self, operations: Operations, limits: Array, size: int) -> Array:
        """Go through a batch in order (see `kernel.advance`); the cells read by [cell, asking entry] of `size` entries."""
        out = np.zeros((self.width, size), np.int64)
        if not operations.places.size:
            return out
        self._make_room(limits, int(np.count_nonzero(operations.enters.takes)))
        keys = self._numbers(operations.enters, operations.asks)
        self._make_room_for_keys()
        arguments = np.array(operations.arguments[: self._arguments], np.int64).reshape(self._arguments, operations.places.size)
        kernel.advance(operations.places, keys, operations.asker, limits, arguments, self._plan, self.state, out)
        return out

    def texts(self, keys: Sequence[bool], arguments: Sequence[bool]) -> list[Array]:
        """The numbers of the texts that keys and arguments hold; `keys` and `arguments` tell which are texts."""
        held = self._held()
        found = [self.state.ring[held, column] for column in self._text_columns(arguments)]
        return [*self.keys.texts(keys), *(each[each != NULL] for each in found)]

    def renumber(self, places: Array, keys: Sequence[bool], arguments: Sequence[bool]) -> None:
        """Give those texts their new numbers."""
        self.keys.renumber(places, keys)
        held, ring = self._held(), self.state.ring
        columns = self._text_columns(arguments)
        for column in columns:
            numbers = ring[held, column]
            ring[held, column] = np.where(numbers == NULL, NULL, places[np.maximum(numbers, 0)])
        slots = self.state.slots.copy()
        mine = (slots[:, 2] != 0) & np.isin(self._plan.aggregates[slots[:, 0] % len(self.cells), kernel.VALUE], columns)
        slots[mine, 1] = places[slots[mine, 1]]
        self._rehash(slots, len(slots))

    @property
    def bytes(self) -> int:
        """What the state takes."""
        return sum(array.nbytes for array in self.state)

    def _numbers(self, enters: Side, asks: Side) -> tuple[Array, Array]:
        """The keys' numbers on entering and on asking; NULL where an operation does not, or nothing has come under its key."""
        if enters.columns is asks.columns:
            entering = asking = self.keys.numbers(enters.columns, add=enters.takes)
        else:
            entering = self.keys.numbers(enters.columns, add=enters.takes)
            asking = self.keys.numbers(asks.columns, add=False)
        return np.where(enters.takes, entering, NULL), np.where(asks.takes, asking, NULL)

    def _text_columns(self, arguments: Sequence[bool]) -> list[int]:
        """The columns of the ring that hold texts; the arguments beyond are those of other windows."""
        return [kernel.VALUES + place for place, text in enumerate(arguments[: self._arguments]) if text]

    def _held(self) -> Array:
        """The places of the entries that some window holds."""
        used = self.state.used
        places: Array = np.arange(used[kernel.LEFT], used[kernel.COME]) & (len(self.state.ring) - 1)
        return places

    # Room ---------------------------------------------------------------------------------------------------------------------

    def _make_room(self, limits: Array, more: int) -> None:
        """For as many entries more."""
        used = self.state.used
        if used[kernel.COME] - used[kernel.LEFT] + more > len(self.state.ring):
            kernel.let_go(limits, self._plan, self.state)
        self._forget_keys()
        state = self.state
        size = _room(len(state.ring), int(used[kernel.COME] - used[kernel.LEFT]) + more)
        if size > len(state.ring):
            ring = np.zeros((size, state.ring.shape[1]), np.int64)
            ring[np.arange(used[kernel.LEFT], used[kernel.COME]) & (size - 1)] = state.ring[self._held()]
            self.state = state._replace(ring=ring)
        slots = _room(len(state.slots), 3 * (int(used[kernel.TRIPLES]) + more * self._distincts) // 2)
        if slots > len(state.slots):
            self._rehash(state.slots, slots)

    def _make_room_for_keys(self) -> None:
        cells = self.state.cells
        size = _room(len(cells), len(self.keys))
        if size > len(cells):
            self.state = self.state._replace(cells=np.concatenate([cells, self._blank_cells(size - len(cells))]))

    def _forget_keys(self) -> None:
        """Forget the keys that have no entries, when these are many."""
        count, live = len(self.keys), int(self.state.used[kernel.KEYS])
        if count <= max(2 * live, _FEW_KEYS):
            return
        state, size = self.state, len(self.cells)
        alive = np.flatnonzero(state.cells[:count, 0] > 0)
        self.keys.keep(alive)
        place = np.full(count, NULL)
        place[alive] = np.arange(alive.size)
        held = self._held()
        state.ring[held, kernel.KEY] = place[state.ring[held, kernel.KEY]]
        slots = state.slots.copy()
        used = slots[:, 2] != 0
        slots[used, 0] = place[slots[used, 0] // size] * size + slots[used, 0] % size
        self.state = state._replace(cells=np.concatenate([state.cells[alive], self._blank_cells(1)]))
        self._rehash(slots, len(slots))

    def _rehash(self, slots: Array, size: int) -> None:
        fresh = np.zeros((size, 3), np.int64)
        kernel.rehash(slots, fresh)
        self.state = self.state._replace(slots=fresh)

    def _blank_cells(self, keys: int) -> Array:
        cells = np.zeros((keys, 1 + self.width), np.int64)
        for what, cell in self._plan.aggregates[:, [kernel.WHAT, kernel.CELL]].tolist():
            if what in (kernel.MIN, kernel.MAX):
                cells[:, cell : cell + 2] = -1
        return cells


def _arranged(aggregates: Sequence[Aggregate], what: Sequence[int], arguments: int, windows: int) -> kernel.Plan:
    """The aggregates as the kernel wants them."""
    sizes = np.array([kernel.CELLS[each] for each in what], np.int64)
    read = np.cumsum(sizes) - sizes
    queued = np.isin(what, (kernel.MIN, kernel.MAX))
    queue = kernel.VALUES + arguments + 2 * (np.cumsum(queued) - 1)
    value = np.array([kernel.VALUES + each.argument for each in aggregates], np.int64)
    window = np.array([each.window for each in aggregates], np.int64)
    order = np.argsort(window, kind="stable")
    plan = np.stack([np.array(what, np.int64), read + 1, read, value, np.where(queued, queue, -1)], axis=1)[order]
    return kernel.Plan(np.ascontiguousarray(plan), np.searchsorted(window[order], np.arange(windows + 1)))


def _room(have: int, need: int) -> int:
    size = max(have, 1)
    while size < need:
        size *= 2
    return size

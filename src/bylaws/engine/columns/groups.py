"""A group of windows with its state, growing ahead of each batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bylaws.engine.columns import kernel
from bylaws.engine.columns.keys import Keys

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


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`agg` of the language, the window (its place in the group's limits), and the argument's column (-1: none)."""

    agg: str
    window: int
    argument: int


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
        queues = np.cumsum([each in (kernel.MIN, kernel.MAX) for each in what]) - 1
        self.aggregates = kernel.Aggregates(
            np.array(what, np.int64),
            np.array([each.window for each in aggregates], np.int64),
            np.array([each.argument for each in aggregates], np.int64),
            np.array(self.cells, np.int64),
            np.where(np.isin(what, (kernel.MIN, kernel.MAX)), queues, -1).astype(np.int64),
        )
        self._queues = sum(each in (kernel.MIN, kernel.MAX) for each in what)
        self._distincts = sum(each == kernel.DISTINCT for each in what)
        self._arguments = max((each.argument for each in aggregates), default=-1) + 1
        self.state = self._empty(256, 256, 256)

    def advance(self, time: Array, enters: list[Array], asks: list[Array], limits: Array, arguments: Array) -> Array:
        """Go through a batch in order (see `kernel.advance`); the cells read by [cell, row], zeros for unknown keys.

        `enters` and `asks` are the key columns of each row, NULL where null or where the row does not enter or ask.
        """
        if time.size and self._is_full(time.size):
            self.expire(limits[:, 0])
        entering = self.keys.numbers(enters, add=True)
        asking = self.keys.numbers(asks, add=False)
        self._reserve(int((entering >= 0).sum()))
        out = np.zeros((self.width, time.size), np.int64)
        kernel.advance(time, entering, asking, limits, arguments, self.aggregates, self.state, out)
        return out

    def expire(self, limits: Array) -> None:
        """Let go of what is not later than limits[window], and of the keys that then hold nothing."""
        state = self.state
        count = len(self.keys)
        kernel.let_all_go(limits.reshape(-1, 1), self.aggregates, state, count)
        alive = np.flatnonzero(state.ends[:count, 0] >= 0)
        if not count or alive.size * 2 > count:
            return
        self.keys.keep(alive)
        fresh = self._empty(alive.size, 0, 0)
        for name in ("ends", "place", "cells"):
            getattr(fresh, name)[: alive.size] = getattr(state, name)[alive]
        place = np.full(count, -1, np.int64)
        place[alive] = np.arange(alive.size)
        slots = state.slots.copy()
        aggregates = max(len(self.cells), 1)
        slots[:, 0] = place[slots[:, 0] // aggregates] * aggregates + slots[:, 0] % aggregates
        rehashed = np.zeros_like(slots)
        kernel.rehash(slots, rehashed)
        self.state = state._replace(ends=fresh.ends, place=fresh.place, cells=fresh.cells, slots=rehashed)

    def _is_full(self, more: int) -> bool:
        """Whether as many entries or keys more would make the state grow."""
        state = self.state
        free = state.time.size - state.used[1] + state.used[3]
        return bool(free < more or len(self.keys) + more > state.ends.shape[0])

    def texts(self, keys: Sequence[bool], arguments: Sequence[bool]) -> list[Array]:
        """The numbers of the texts that keys and arguments hold; `keys` and `arguments` tell which are texts."""
        entries = self.state.values[: int(self.state.used[1])]
        found = [entries[:, place] for place, text in enumerate(arguments) if text]
        return [*self.keys.texts(keys), *(each[each >= 0] for each in found)]

    def renumber(self, places: Array, keys: Sequence[bool], arguments: Sequence[bool]) -> None:
        """Give those texts their new numbers."""
        self.keys.renumber(places, keys)
        entries = self.state.values[: int(self.state.used[1])]
        for place, text in enumerate(arguments):
            if text:
                entries[:, place] = _moved(entries[:, place], places)
        slots = self.state.slots.copy()
        for number, argument in enumerate(self.aggregates.argument.tolist()):
            if argument >= 0 and arguments[argument]:
                mine = (slots[:, 2] != 0) & (slots[:, 0] % len(self.cells) == number)
                slots[mine, 1] = places[slots[mine, 1]]
        rehashed = np.zeros_like(slots)
        kernel.rehash(slots, rehashed)
        self.state = self.state._replace(slots=rehashed)

    @property
    def bytes(self) -> int:
        """What the state takes."""
        return sum(array.nbytes for array in self.state)

    def _empty(self, keys: int, entries: int, triples: int) -> kernel.State:
        return kernel.State(
            np.full((keys, 2), -1, np.int64),
            np.full((keys, self.windows), -1, np.int64),
            self._blank_cells(keys),
            np.zeros(entries, np.int64),
            np.full(entries, -1, np.int64),
            np.zeros(entries, np.int16),
            np.zeros((entries, self._arguments), np.int64),
            np.full((entries, self._queues, 2), -1, np.int64),
            np.zeros((triples, 3), np.int64),
            np.array([-1, 0, 0, 0], np.int64),
        )

    def _blank_cells(self, keys: int) -> Array:
        cells = np.zeros((keys, self.width), np.int64)
        for what, cell in zip(self.aggregates.what, self.cells, strict=True):
            if what in (kernel.MIN, kernel.MAX):
                cells[:, cell : cell + 2] = -1
        return cells

    def _reserve(self, more: int) -> None:
        state = self.state
        keys = _room(state.ends.shape[0], len(self.keys))
        entries = _room(state.time.size, int(state.used[1]) + max(more - int(state.used[3]), 0))
        triples = _room(state.slots.shape[0], 2 * (int(state.used[2]) + more * self._distincts))
        if (keys, entries, triples) == (state.ends.shape[0], state.time.size, state.slots.shape[0]):
            return
        fresh = self._empty(
            max(keys - state.ends.shape[0], 0), max(entries - state.time.size, 0), triples if triples > state.slots.shape[0] else 0
        )
        grown = {
            name: np.concatenate([getattr(state, name), getattr(fresh, name)])
            for name in ("ends", "place", "cells", "time", "following", "holds", "values", "queues")
            if len(getattr(fresh, name))
        }
        if len(fresh.slots):
            kernel.rehash(state.slots, fresh.slots)
            grown["slots"] = fresh.slots
        self.state = state._replace(**grown)


def _moved(numbers: Array, places: Array) -> Array:
    """New numbers for those that are some; entries on the free list may hold forgotten ones."""
    return np.where(numbers >= 0, places[np.where(numbers >= 0, numbers, 0)], numbers)


def _room(have: int, need: int) -> int:
    size = max(have, 1)
    while size < need:
        size *= 2
    return size

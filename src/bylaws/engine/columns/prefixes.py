"""Longest prefixes over columns of texts: a tree of bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.rows import Array
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.wide import compiled


@compiled
def _walk(numbers: Array, offsets: Array, arena: Array, tree: Array, ends: Array, out: Array) -> None:
    for i in range(numbers.size):
        out[i] = -1
        if numbers[i] == NULL:
            continue
        node = 0
        for at in range(offsets[numbers[i]], offsets[numbers[i] + 1]):
            node = tree[node, arena[at]]
            if node < 0:
                break
            if ends[node] >= 0:
                out[i] = ends[node]


class Prefixes:
    """Prefixes numbered in the order in which they are added."""

    def __init__(self) -> None:
        self._tree: list[dict[int, int]] = [{}]
        self._ends: list[int] = [-1]
        self._count = 0
        self._packed: tuple[Array, Array] | None = None

    def add(self, filed: Sequence[object]) -> list[object]:
        """Takes in prefixes as the list files them, and gives them back."""
        for prefix in filed:
            node = 0
            for sign in str(prefix).encode():
                node = self._step(node, sign)
            self._ends[node] = self._count
            self._count += 1
        self._packed = None
        return list(filed)

    def find(self, numbers: Array, strings: Strings) -> Array:
        """By text number (NULL: none) the number of the longest prefix, or -1."""
        if self._packed is None:
            tree = np.full((len(self._tree), 256), -1, np.int64)
            for node, steps in enumerate(self._tree):
                for sign, following in steps.items():
                    tree[node, sign] = following
            self._packed = tree, np.array(self._ends, np.int64)
        tree, ends = self._packed
        out = np.empty(numbers.size, np.int64)
        _walk(numbers, strings.offsets, strings.arena, tree, ends, out)
        return out

    def _step(self, node: int, sign: int) -> int:
        following = self._tree[node].get(sign)
        if following is None:
            following = self._tree[node][sign] = len(self._tree)
            self._tree.append({})
            self._ends.append(-1)
        return following

"""The hash tree over the entries of a ledger, and its proofs (RFC 9162, section 2.1; SHA-256)."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

EMPTY: Final = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; its first byte keeps it from being taken for a node."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes below it."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows. Every full subtree's hash is kept, so that a leaf costs two hashes and a proof reads few of them."""

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add a leaf; its index, from 0."""
        value, height = leaf_hash(leaf), 0
        while True:
            if height == len(self._levels):
                self._levels.append([])
            level = self._levels[height]
            level.append(value)
            if len(level) % 2:
                return self.size - 1
            value, height = node_hash(level[-2], level[-1]), height + 1

    def root(self, size: int | None = None) -> bytes:
        """The root, or the root as it was at an earlier size; ValueError for a size it never had."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return self._over(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that the leaf at `index` is in the tree of `size` leaves, lowest hash first (2.1.3.1)."""
        if not 0 <= index < size <= self.size:
            raise ValueError(f"no leaf {index} in a tree of {size} leaves, of {self.size} there are")
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _left(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `old` leaves is the beginning of that of `new` leaves, lowest hash first (2.1.4.1)."""
        if not 0 < old <= new <= self.size:
            raise ValueError(f"no proof from {old} to {new} leaves, of {self.size} there are")
        proof, start, end = [], 0, new
        while end != old:
            middle = start + _left(end - start)
            if old <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        if start:
            proof.append(self._over(start, end))
        return proof[::-1]

    def _over(self, start: int, end: int) -> bytes:
        """The hash over leaves start … end, where start is one at which a subtree of that size begins."""
        full = []
        while start < end:
            height = (end - start).bit_length() - 1
            full.append(self._levels[height][start >> height])
            start += 1 << height
        value = full.pop()
        while full:
            value = node_hash(full.pop(), value)
        return value


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` stands at `index` in the tree of that size and root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf_hash(leaf)
    for beside in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            value = node_hash(beside, value)
            place, last = _up_to_right(place, last)
        else:
            value = node_hash(value, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: list[bytes]) -> bool:
    """Whether the proof shows that the tree `old` (size and root) is the beginning of the tree `new` (2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size or not proof:
        return False
    path = proof if old_size & (old_size - 1) else [old_root, *proof]
    place, last = old_size - 1, new_size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            was, now = node_hash(beside, was), node_hash(beside, now)
            place, last = _up_to_right(place, last)
        else:
            now = node_hash(now, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _up_to_right(place: int, last: int) -> tuple[int, int]:
    """Up to where the node is a right one: an end without a neighbour is its own parent."""
    while place and not place % 2:
        place, last = place >> 1, last >> 1
    return place, last


def _left(size: int) -> int:
    """How many leaves are on the left: the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)

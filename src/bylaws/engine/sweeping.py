"""Forgetting what is too old to matter, a little at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaws.engine.parted import PARTS

_LEAST: Final = 1024
_AT_ONCE: Final = 64
_EACH: Final = 16
"""How many keys are looked at in one go, and after how many entries the next ones are: nobody waits for all of them."""


class Swept:
    """Goes through its keys in rounds, some after every few entries; the next round begins when as many entries as keys were left,

    and some more, have come. So an entry costs the same on average however many keys there are, and none costs much. What keys
    there are, and how one is forgotten, whoever keeps them says: the last three methods are his.
    """

    HELD_OF_SWEPT: Final = ("_left", "_round", "_part")

    def __init__(self) -> None:
        self._left, self._part = _LEAST, 0
        self._round: list[object] = []

    def _entered(self, place: int) -> None:
        """To be called for each entry, with its place."""
        self._left -= 1
        if self._left <= 0:
            self._left = self._look(place)

    def _look(self, place: int) -> int:
        """Looks at some keys, and tells after how many entries others are due."""
        while len(self._round) < _AT_ONCE and self._part < PARTS:
            self._round += self._keys(self._part)
            self._part += 1
        some = self._round[-_AT_ONCE:]
        del self._round[-_AT_ONCE:]
        self._forget(some, place)
        if self._round or self._part < PARTS:
            return _EACH
        self._part = 0
        return _LEAST + self._remaining()

    def _keys(self, part: int) -> list[object]:
        """The keys of one of PARTS."""
        raise NotImplementedError

    def _forget(self, keys: Sequence[object], place: int) -> None:
        """Forgets what no later event can see of some keys, which may be gone already."""
        raise NotImplementedError

    def _remaining(self) -> int:
        """At the end of a round: how much is left."""
        raise NotImplementedError

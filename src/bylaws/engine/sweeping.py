"""Forgetting what is too old to matter, a little at a time."""

from __future__ import annotations

from typing import Final

_LEAST: Final = 1024


class Swept:
    """Sweeps itself after as many entries as were left by the last sweep, and some more; so an entry costs the same on average."""

    def __init__(self) -> None:
        self._left = _LEAST

    def _entered(self, place: int) -> None:
        """To be called for each entry, with its place."""
        self._left -= 1
        if self._left <= 0:
            self._left = _LEAST + self._sweep(place)

    def _sweep(self, place: int) -> int:
        """Forgets what no later event can see, and tells how much is left."""
        raise NotImplementedError

"""How much work a file may make."""

from __future__ import annotations

from typing import Final

UNPACKED: Final = 16 * 2**20
"""Bytes that are unpacked of a file at most, counted by what it costs to unpack them."""
MEMBERS: Final = 2048
"""Members of archives that are looked into at most, in all."""
DEPTH: Final = 8
"""Archives within archives that are opened."""
RATIO: Final = 100
"""From how many times its size on what unpacks to more than is unpacked is a bomb."""


class SpentError(Exception):
    """There is more than may be looked into; `fault`: `bomb` or `too large`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Budget:
    """What is left for a file of so many bytes."""

    def __init__(self, size: int) -> None:
        self._size, self.left, self._members = size, UNPACKED, MEMBERS

    def take(self, size: int, cost: int = 1) -> None:
        """So many bytes were unpacked. Raises SpentError."""
        self.left -= size * cost
        if self.left < 0:
            raise self.spent(UNPACKED - self.left)

    def member(self) -> None:
        """One member more. Raises SpentError."""
        self._members -= 1
        if self._members < 0:
            raise SpentError("too large")

    def spent(self, unpacked: int) -> SpentError:
        """For what unpacks to so many bytes."""
        return SpentError("bomb" if unpacked >= RATIO * self._size else "too large")

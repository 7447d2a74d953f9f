"""What lines said before, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

MOST: Final = 1 << 16

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """The values that were kept last, by key; beyond `most` the oldest is forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._most = most

    def get(self, key: Key) -> Value | None:
        return self._values.get(key)

    def keep(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def drop(self, key: Key) -> Value | None:
        return self._values.pop(key, None)


class Twins:
    """Failures that PAM told of and that the program which asked will tell of once more, by host and address."""

    def __init__(self) -> None:
        self._open: Memory[tuple[str, str], int] = Memory()

    def add(self, host: str, ip: str, count: int) -> None:
        self._open.keep((host, ip), (self._open.get((host, ip)) or 0) + count)

    def new(self, host: str, ip: str, count: int) -> int:
        """How many of `count` failures nobody has told of."""
        known = min(count, self._open.drop((host, ip)) or 0)
        return count - known

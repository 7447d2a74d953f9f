"""A table that never takes long to grow.

A dict that is full doubles at once: with a million keys whoever adds the next one waits for tens of milliseconds. Here keys lie in
many dicts, which double one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

PARTS: Final = 128
_MASK: Final = PARTS - 1


class Parted(Generic[Key, Value]):
    """As a dict, in no order. Keys are filed by their hash, which is another in each process; a pickle files them anew."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[dict[Key, Value]] = [{} for _ in range(PARTS)]

    def get(self, key: Key) -> Value | None:
        return self._parts[hash(key) & _MASK].get(key)

    def __getitem__(self, key: Key) -> Value:
        return self._parts[hash(key) & _MASK][key]

    def __setitem__(self, key: Key, value: Value) -> None:
        self._parts[hash(key) & _MASK][key] = value

    def __delitem__(self, key: Key) -> None:
        del self._parts[hash(key) & _MASK][key]

    def __contains__(self, key: Key) -> bool:
        return key in self._parts[hash(key) & _MASK]

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Key]:
        for part in self._parts:
            yield from part

    def some(self, part: int) -> list[Key]:
        """The keys of one of PARTS."""
        return list(self._parts[part])

    def values(self) -> Iterator[Value]:
        for part in self._parts:
            yield from part.values()

    def items(self) -> Iterator[tuple[Key, Value]]:
        for part in self._parts:
            yield from part.items()

    def __reduce__(self) -> tuple[object, ...]:
        return Parted, (), None, None, self.items()

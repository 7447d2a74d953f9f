"""The names in a compound file, in which Office of old kept documents ([MS-CFB])."""

from __future__ import annotations

from itertools import islice
from typing import Final

from bylaws.content.files.archives import BrokenError

_FREE: Final = 0xFFFFFFFA
"""Numbers of sectors from here on have other meanings."""
_MOST: Final = 1 << 12
"""Sectors of the directory that are read at most: 32 thousand entries."""
_ENTRY: Final = 128

_MACROS: Final = frozenset(("vba", "macros", "_vba_project", "_vba_project_cur"))
_SEALED: Final = frozenset(("encryptedpackage", "encryptioninfo"))


def faults_of(data: bytes) -> set[str]:
    """`macro` and `encrypted`, by the names of what it stores. Raises BrokenError."""
    names = {each.casefold() for each in names_of(data)}
    return {fault for fault, marks in (("macro", _MACROS), ("encrypted", _SEALED)) if names & marks}


def names_of(data: bytes) -> list[str]:
    """The names of streams and storages. Raises BrokenError."""
    shift = _number(data, 30, 2)
    if shift not in (9, 12):
        raise BrokenError
    size = 1 << shift
    table = _Table(data, size)
    names = []
    for sector in islice(table.chain(_number(data, 48)), _MOST):
        start = (sector + 1) * size
        for at in range(start, start + size, _ENTRY):
            entry = data[at : at + _ENTRY]
            if len(entry) < _ENTRY:
                raise BrokenError
            if entry[66]:
                names.append(entry[: max(0, min(_number(entry, 64, 2), 64) - 2)].decode("utf-16-le", "replace"))
    return names


class _Table:
    """Which sector follows which."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size
        self._parts = [_number(data, at) for at in range(76, 512, 4)]
        extra, per = _number(data, 68), size // 4 - 1
        seen: set[int] = set()
        while extra < _FREE and extra not in seen and len(seen) < _MOST:
            seen.add(extra)
            start = (extra + 1) * size
            self._parts += [_number(data, start + 4 * at) for at in range(per)]
            extra = _number(data, start + 4 * per)

    def chain(self, sector: int) -> list[int]:
        """The sectors of a stream; a circle ends it."""
        found: dict[int, None] = {}
        while sector < _FREE and sector not in found and len(found) < _MOST:
            found[sector] = None
            sector = self._after(sector)
        return list(found)

    def _after(self, sector: int) -> int:
        part, place = divmod(sector, self._size // 4)
        if part >= len(self._parts) or self._parts[part] >= _FREE:
            raise BrokenError
        return _number(self._data, (self._parts[part] + 1) * self._size + 4 * place)


def _number(data: bytes, at: int, width: int = 4) -> int:
    if at + width > len(data):
        raise BrokenError
    return int.from_bytes(data[at : at + width], "little")

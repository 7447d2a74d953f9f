"""List files: CSV with a header, plain texts with one key a line (`#` begins a comment), raw SHA-256 digests (`.bin`).

They are read line by line. A row takes up to a kilobyte of memory once it can be looked up, so the rows of a list are limited.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from msgspec import Struct

from bylaws.events.types import INSTANT, Type
from bylaws.events.values import read_value
from bylaws.policy.program import ListDecl
from bylaws.source.suggest import listed

Row = Mapping[str, object]
"""Values by the names of keys and columns; a null is left out."""

SIZE_LIMIT: Final = 128 * 2**20
"""Bytes of one list file."""
ROWS_LIMIT: Final = 2_000_000
"""Rows of one list file."""
LINE_LIMIT: Final = 2**20
"""Characters of a line."""

_DIGEST: Final = 32
_REPEATED: Final = 1024
"""Values of a column that are kept by how they are written; keys repeat less."""
_CELL: Final = re.compile(r'(?:"(?:[^"]|"")*+"|[^,]*+)(?:,|$)')


class Fault(Struct, frozen=True):
    """What is wrong with a list's file.

    `line`: from 1, or 0 for the file as a whole. `start` and `end`: where the words at fault stand in the file's text, in code
    points; nothing is between them where no words are to blame.
    """

    reason: str
    line: int = 0
    start: int = 0
    end: int = 0


Tell = Callable[[Fault], None]
"""Takes in a fault; if it raises nothing, rows that can be understood still come."""


class _UnusableError(Exception):
    """The rest of the file cannot be read for a fault."""

    def __init__(self, reason: str, line: int = 0, start: int = 0, end: int = 0) -> None:
        super().__init__(reason)
        self.fault = Fault(reason, line, start, end)


def read_list(declared: ListDecl, folder: Path, currency: str, tell: Tell) -> Iterator[Row]:
    """The rows of one list's file below `folder`, typed as declared. What is wrong with it is told, and left out."""
    try:
        path = _place(declared, folder)
        for number, row in enumerate(_rows(declared, path, partial(_value, currency), tell)):
            if number == ROWS_LIMIT:
                raise _UnusableError(f"more than {ROWS_LIMIT:,} rows")
            yield row
    except _UnusableError as error:
        tell(error.fault)
    except OSError as error:
        tell(Fault(error.strerror or str(error)))


def _place(declared: ListDecl, folder: Path) -> Path:
    path = (folder / declared.file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise _UnusableError("a list file must stay below the policy's folder")
    if path.stat().st_size > SIZE_LIMIT:
        raise _UnusableError(f"larger than {SIZE_LIMIT // 2**20} MiB")
    return path


_Value = Callable[[Type, str], object]


def _rows(declared: ListDecl, path: Path, value: _Value, tell: Tell) -> Iterator[Row]:
    if path.suffix not in (".bin", ".txt"):
        return _Table(declared, _Lines(path), value, tell).rows()
    if len(declared.keys) > 1 or declared.columns:
        raise _UnusableError(f"a `{path.suffix}` file holds one key and no columns; a list with more of them needs a CSV")
    return _digests(declared, path) if path.suffix == ".bin" else _keys(declared, path, value, tell)


def _digests(declared: ListDecl, path: Path) -> Iterator[Row]:
    """Digests of 32 bytes each, one after the other."""
    name, size = declared.keys[0][0], path.stat().st_size
    if size % _DIGEST:
        raise _UnusableError(f"{size} bytes are no whole number of digests of {_DIGEST} bytes")
    with path.open("rb") as file:
        while digest := file.read(_DIGEST):
            yield {name: digest.hex()}


def _keys(declared: ListDecl, path: Path, value: _Value, tell: Tell) -> Iterator[Row]:
    ((name, kind),) = declared.keys
    lines = _Lines(path)
    for line in lines:
        key = line.partition("#")[0].strip()
        if key:
            try:
                yield {name: value(kind, key)}
            except ValueError as error:
                start = lines.begun + line.index(key)
                tell(Fault(f"`{name}`: {error}", lines.first, start, start + len(key)))
        lines.pass_on()


class _Table:
    """A CSV with a header; columns that the list does not declare are passed over."""

    def __init__(self, declared: ListDecl, lines: _Lines, value: _Value, tell: Tell) -> None:
        self._types: dict[str, Type] = {"since": INSTANT, "until": INSTANT, **dict(declared.keys), **dict(declared.columns)}
        self._keys = dict(declared.keys)
        self._wanted = [name for name, _ in (*declared.keys, *declared.columns)]
        self._columns: list[tuple[int, str, Callable[[str], object]]] = []
        self._lines = lines
        self._value = value
        self._tell = tell

    def rows(self) -> Iterator[Row]:
        reader = csv.reader(self._lines, strict=True)
        try:
            header = [name.strip() for name in next(reader, ())]
            self._check(header)
            self._lines.pass_on()
            self._columns = [(number, name, self._reader(name)) for number, name in enumerate(header) if name in self._types]
            for cells in reader:
                row = self._row(len(header), cells) if cells else None
                if row is not None:
                    yield row
                self._lines.pass_on()
        except csv.Error as error:
            raise _UnusableError(str(error), self._lines.first, *self._lines.row) from None

    def _check(self, header: list[str]) -> None:
        missing = [name for name in self._wanted if name not in header]
        twice = [name for name in self._types if header.count(name) > 1]
        if missing or twice:
            what = f"lacks {listed(missing)}" if missing else f"names {listed(twice)} twice"
            raise _UnusableError(f"the header {what}", self._lines.first, *self._lines.row)

    def _reader(self, name: str) -> Callable[[str], object]:
        read = partial(self._value, self._types[name])
        return read if name in self._keys else lru_cache(_REPEATED)(read)

    def _row(self, width: int, cells: list[str]) -> Row | None:
        """None, with the faults told, for what is no row of the list."""
        if len(cells) != width:
            reason = f"{width} columns are named, this row has another number: {len(cells)}"
            self._tell(Fault(reason, self._lines.first, *self._lines.row))
            return None
        row, whole = {}, True
        for number, name, read in self._columns:
            text = cells[number].strip()
            if text:
                try:
                    row[name] = read(text)
                    continue
                except ValueError as error:
                    reason = f"`{name}`: {error}"
            elif name in self._keys:
                reason = f"this row has no `{name}`"
            else:
                continue
            whole = False
            self._tell(Fault(reason, *self._lines.cell(number)))
        return row if whole else None


def _value(currency: str, kind: Type, text: str) -> object:
    """Several values of an array stand in one cell, apart by spaces or semicolons. Raises ValueError."""
    raw: object = text.replace(";", " ").split() if kind.name == "array" else text
    return read_value(kind, raw, "", currency)


class _Lines:
    """The lines of a text, each with its end, and where those stand that were taken since the last `pass_on`.

    `first`: the number of the first of them, from 1; `begun`: where it begins in the text, in code points.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: list[str] = []
        self.first = 1
        self.begun = 0

    def __iter__(self) -> Iterator[str]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            while True:
                try:
                    line = file.readline(LINE_LIMIT + 1)
                except UnicodeDecodeError as error:
                    # What is decoded at a time begins on this line at the latest, and may hold others.
                    further = error.object.count(b"\n", 0, error.start)
                    raise _UnusableError("no UTF-8", self._next + further) from None
                if len(line) > LINE_LIMIT:
                    raise _UnusableError(f"a line of more than {LINE_LIMIT:,} characters", self._next)
                if not line:
                    return
                self._taken.append(line)
                yield line

    def pass_on(self) -> None:
        """What was taken is done with."""
        self.first += len(self._taken)
        self.begun += sum(map(len, self._taken))
        self._taken.clear()

    @property
    def row(self) -> tuple[int, int]:
        """Where what was taken begins and ends."""
        return self.begun, self.begun + len("".join(self._taken).rstrip("\r\n"))

    def cell(self, number: int) -> tuple[int, int, int]:
        """The line of a cell (from 0) of the row that was taken, and where it begins and ends, with its quotation marks."""
        row = "".join(self._taken).rstrip("\r\n")
        start, end = [found.span() for found in _CELL.finditer(row)][number]
        if row[start:end].endswith(","):
            end -= 1
        return self.first + row.count("\n", 0, start), self.begun + start, self.begun + end

    @property
    def _next(self) -> int:
        return self.first + len(self._taken)

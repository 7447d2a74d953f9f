"""Tables of delimited text (RFC 4180), read by a mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.mapping import Column, TableMapping
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "csv"

_LINE_LIMIT: Final = 1 << 20


class _Lines:
    """Feeds the csv reader with decoded lines and remembers what it was fed since the last row."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._lines, self._encoding, self._name = lines_of(stream, _LINE_LIMIT), encoding, stream.name
        self.taken: list[Line] = []
        self.rejects: list[Reject] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, Reject):
                self.rejects.append(line)
                continue
            try:
                text = line.text.decode(self._encoding)
            except UnicodeDecodeError:
                reason = f"a line that is no {self._encoding}"
                self.rejects.append(Reject(self._name, line.number, line.offset, reason, excerpt(line.text)))
                continue
            self.taken.append(line)
            yield (text.removeprefix("\ufeff") if line.number == 1 else text) + "\n"


def read(stream: Stream, mapping: TableMapping) -> Iterator[Record | Reject]:
    """One event a row. The csv module bounds a cell to 128 KiB, so a quote that is never closed costs that much and no more."""
    feed = _Lines(stream, mapping.encoding)
    rows = csv.reader(feed, delimiter=mapping.delimiter, strict=True)
    names: dict[str, int] | None = None
    while True:
        feed.taken.clear()
        row = _next_row(rows, feed, stream.name)
        yield from feed.rejects
        feed.rejects.clear()
        if row is None:
            return
        if isinstance(row, Reject):
            yield row
        elif mapping.header and names is None:
            names = {name.strip(): number for number, name in enumerate(row)}
            unknown = [each for each in mapping.columns.values() if each.column not in names]
            if unknown:
                stream.give_up(_no_column(unknown[0], names))
                return
        else:
            yield _record(stream, row, feed.taken, mapping, names)


def _next_row(rows: Iterator[list[str]], feed: _Lines, name: str) -> list[str] | Reject | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        first = feed.taken[0] if feed.taken else Line(0, 0, b"")
        return Reject(name, first.number, first.offset, f"no row of a table: {error}", excerpt(first.text))


def _no_column(column: Column, names: dict[str, int]) -> str:
    there = ", ".join(f"`{each[:40]}`" for each in list(names)[:20])
    return f"there is no column `{column.column}` that the mapping speaks of; there are {there}"


def _record(
    stream: Stream, row: list[str], taken: list[Line], mapping: TableMapping, names: dict[str, int] | None
) -> Record | Reject:
    first = taken[0]
    try:
        if names is not None and len(row) != len(names):
            raise ValueError(f"a row of {len(row)} cells, where there are {len(names)} columns")
        raw = dict(mapping.constants) | _fields(row, mapping, names)
    except (ValueError, OverflowError) as error:
        return Reject(stream.name, first.number, first.offset, str(error), excerpt(first.text))
    return Record(mapping.kind, raw, stream.name, first.number, first.offset, mapping.source, stream.log, first.text)


def _fields(row: list[str], mapping: TableMapping, names: dict[str, int] | None) -> dict[str, object]:
    raw: dict[str, object] = {}
    for field, column in mapping.columns.items():
        place = column.column - 1 if isinstance(column.column, int) else (names or {})[column.column]
        if place >= len(row):
            raise ValueError(f"a row of {len(row)} cells; `{field}` is in column {place + 1}")
        cell = row[place].strip()
        if cell not in mapping.absent:
            try:
                raw[field] = column.value(cell)
            except (ValueError, OverflowError) as error:
                raise ValueError(f"`{field}`: {error}") from None
    return raw

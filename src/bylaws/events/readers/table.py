"""Tables of delimited text (RFC 4180), read by a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.mapping import Column, TableMapping
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "csv"


def read(stream: Stream, mapping: TableMapping) -> Iterator[Record | Reject]:
    """One event a row."""
    names: dict[str, int] | None = None
    for row in rows_of(stream, mapping.encoding, mapping.delimiter, quoted=mapping.quoted):
        if isinstance(row, Reject):
            yield row
        elif mapping.header and names is None:
            names = {name.strip(): number for number, name in enumerate(row.cells)}
            unknown = [each for each in mapping.columns.values() if each.column not in names]
            if unknown:
                stream.give_up(_no_column(unknown[0], names))
                return
        else:
            yield _record(stream, row, mapping, names)


def _no_column(column: Column, names: dict[str, int]) -> str:
    there = ", ".join(f"`{each[:40]}`" for each in list(names)[:20])
    return f"there is no column `{column.column}` that the mapping speaks of; there are {there}"


def _record(stream: Stream, row: Row, mapping: TableMapping, names: dict[str, int] | None) -> Record | Reject:
    first = row.first
    try:
        if names is not None and len(row.cells) != len(names):
            raise ValueError(f"a row of {len(row.cells)} cells, where there are {len(names)} columns")
        raw = dict(mapping.constants) | _fields(row.cells, mapping, names)
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

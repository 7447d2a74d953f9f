"""Rows of tables (RFC 4180) and JSON objects, alike in that a mapping asks them for what they have in a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from bylaws.events.readers.column import Column
from bylaws.events.readers.json_objects import Object, objects_of
from bylaws.events.readers.lines import Line
from bylaws.events.readers.log_mapping import LogMapping
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt

_SHOWN: Final = 40
_LISTED: Final = 20


class TableRow(Struct, frozen=True):
    """`names`: the places of columns that have names."""

    at: Line
    cells: list[str]
    names: Mapping[str, int] | None = None

    def told(self, column: str | int) -> object:
        """The text of a cell. Raises ValueError for a row that is too short."""
        place = column - 1 if isinstance(column, int) else (self.names or {})[column]
        if place >= len(self.cells):
            raise ValueError(f"a row of {len(self.cells)} cells, which has no column {place + 1}")
        return self.cells[place].strip()

    def value(self, column: Column) -> object:
        """The raw value that a column makes of its cell. Raises ValueError."""
        return column.value(str(self.told(column.column)))


class ObjectRow(Struct, frozen=True):
    at: Line
    members: Mapping[str, Any]

    def told(self, column: str | int) -> object:
        """The value of a member, None if it is not there."""
        return member_of(self.members, str(column))

    def value(self, column: Column) -> object:
        """The raw value that a column makes of its member. Raises ValueError."""
        return column.raw(self.told(column.column))


def member_of(members: Mapping[str, Any], path: str) -> object:
    """What stands at the end of a path of names with dots between them; a name that has dots itself goes before."""
    if path in members:
        return members[path]
    found: object = members
    for name in path.split("."):
        if isinstance(found, dict):
            found = found.get(name)
        elif isinstance(found, list) and name.isascii() and name.isdigit() and len(name) < 7:
            found = found[int(name)] if int(name) < len(found) else None
        else:
            return None
    return found


def table_rows(stream: Stream, mapping: LogMapping) -> Iterator[TableRow | Reject]:
    """The rows of a table, without that of the columns' names."""
    names: dict[str, int] | None = None
    width = 0
    for row in _cut(stream, mapping):
        if isinstance(row, Reject):
            yield row
        elif mapping.header and names is None:
            told = _names(row)
            if missing := lacking(mapping, told):
                stream.give_up(missing)
                return
            names, width = {name: number for number, name in enumerate(told)}, len(told)
        elif names is not None and len(row.cells) != width:
            reason = f"a row of {len(row.cells)} cells, where there are {width} columns"
            yield Reject(stream.name, row.first.number, row.first.offset, reason, excerpt(row.first.text))
        else:
            yield TableRow(row.first, row.cells, names)


def object_rows(stream: Stream) -> Iterator[ObjectRow | Reject]:
    """The JSON objects of a stream."""
    for each in objects_of(stream):
        yield ObjectRow(Line(each.line, each.offset, each.text), each.members) if isinstance(each, Object) else each


def names_of(head: bytes, mapping: LogMapping) -> list[str]:
    """What columns are called in a table that begins so, if it is cut as a mapping says; of a table without names, none."""
    first = next(_cut(Stream("", iter([head])), mapping), None) if mapping.header else None
    return _names(first) if isinstance(first, Row) else []


def lacking(mapping: LogMapping, names: Sequence[str]) -> str:
    """What is wrong with a table whose columns are called so; empty if a mapping can read it."""
    if twice := next((each for each in mapping.names if names.count(str(each)) > 1), None):
        return f"there are several columns `{twice}`, and the mapping does not say which is meant"
    column = next((each for each in mapping.names if each not in names), None)
    there = ", ".join(f"`{each[:_SHOWN]}`" for each in names[:_LISTED])
    return "" if column is None else f"there is no column `{column}` that the mapping speaks of; there are {there}"


def _cut(stream: Stream, mapping: LogMapping) -> Iterator[Row | Reject]:
    return rows_of(stream, mapping.encoding, mapping.delimiter, quoted=mapping.quoted)


def _names(row: Row) -> list[str]:
    return [name.strip() for name in row.cells]

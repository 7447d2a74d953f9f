"""Rows of a log of Zeek, told by tabs or in JSON: which log it is, and the values by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bylaws.events.readers.json_objects import Object, objects_of
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.observed import readable
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt

LINE_LIMIT: Final = 1 << 20

_ESCAPED: Final = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(\\))")
_MANY: Final = ("set[", "vector[", "table[", "list[")
_HEAD: Final = (b"fields", b"types", b"path", b"set_separator", b"unset_field", b"empty_field")
_TRUTHS: Final = {b"T": True, b"F": False}
# A name that stands in one log alone, for logs that do not say which they are.
_MARKS: Final = {
    "conn_state": "conn",
    "request_body_len": "http",
    "auth_attempts": "ssh",
    "auth_success": "ssh",
    "mailfrom": "smtp",
    "helo": "smtp",
    "RD": "dns",
    "qtype_name": "dns",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`log` is `conn`, `http` …, empty if that cannot be told; `values` are those that the row has: texts, truths, lists, numbers.

    `line`, `offset` and `text` are where it stands and how.
    """

    log: str
    values: Mapping[str, object]
    line: int
    offset: int
    text: bytes


def log_of(names: Collection[str]) -> str:
    """Which log has these names; empty if that cannot be told."""
    return next((log for mark, log in _MARKS.items() if mark in names), "")


def json_rows(stream: Stream) -> Iterator[Row | Reject]:
    """Rows of JSON objects; they may say in `_path` which log they are of."""
    for each in objects_of(stream):
        yield each if isinstance(each, Reject) else _json_row(each)


def _json_row(told: Object) -> Row:
    path = told.members.get("_path")
    log = path if isinstance(path, str) else log_of(told.members)
    values = {name: readable(value) for name, value in told.members.items() if value is not None}
    return Row(log, values, told.line, told.offset, told.text)


def tab_rows(stream: Stream) -> Iterator[Row | Reject]:
    """Rows of columns that lines beginning with `#` name; such lines may come again where files were joined."""
    head, columns = _Head(), _Columns()
    for line in lines_of(stream, LINE_LIMIT):
        if isinstance(line, Reject):
            yield line
        elif line.text.startswith(b"#"):
            head = head.after(line.text)
            columns = head.columns()
        else:
            yield columns.row(stream.name, line)


@dataclass(frozen=True, slots=True)
class _Columns:
    """How a row is told."""

    log: str = ""
    names: Sequence[str] = ()
    types: Sequence[str] = ()
    separator: bytes = b"\t"
    between: bytes = b","
    unset: bytes = b"-"
    empty: bytes = b"(empty)"

    def row(self, file: str, line: Line) -> Row | Reject:
        cells = line.text.split(self.separator)
        if not self.names:
            reason = "a row before any line `#fields` that says what its columns are"
        elif len(cells) != len(self.names):
            reason = f"a row of {len(cells)} columns, where `#fields` names {len(self.names)}"
        else:
            told = zip(self.names, self.types, cells, strict=True)
            values = {name: self._value(cell, kind) for name, kind, cell in told if cell != self.unset}
            return Row(self.log, values, line.number, line.offset, line.text)
        return Reject(file, line.number, line.offset, reason, excerpt(line.text))

    def _value(self, cell: bytes, kind: str) -> object:
        if kind.startswith(_MANY):
            return [] if cell == self.empty else [_text_of(each) for each in cell.split(self.between) if each != self.unset]
        if cell == self.empty:
            return ""
        return _TRUTHS.get(cell, _text_of(cell)) if kind == "bool" else _text_of(cell)


@dataclass(slots=True)
class _Head:
    """What the lines beginning with `#` have said so far, by name."""

    separator: bytes = b"\t"
    told: dict[bytes, list[bytes]] = field(default_factory=dict)

    def after(self, line: bytes) -> _Head:
        name, _, rest = line[1:].partition(b" ")
        if name == b"separator":
            return _Head(_bytes_of(rest.strip()) or b"\t")
        name, *values = line[1:].split(self.separator)
        if name in _HEAD:
            self.told[name] = values
        return self

    def columns(self) -> _Columns:
        names = [each.decode("utf-8", "replace") for each in self.told.get(b"fields", [])]
        types = [each.decode("utf-8", "replace") for each in self.told.get(b"types", [])]
        types = types if len(types) == len(names) else ["string"] * len(names)
        log = self._one(b"path").decode("utf-8", "replace") or log_of(names)
        between, unset, empty = self._one(b"set_separator"), self._one(b"unset_field"), self._one(b"empty_field")
        return _Columns(log, names, types, self.separator, between or b",", unset or b"-", empty or b"(empty)")

    def _one(self, name: bytes) -> bytes:
        return next(iter(self.told.get(name, [])), b"")


def _bytes_of(cell: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: found[2] or bytes.fromhex(found[1].decode()), cell) if b"\\" in cell else cell


def _text_of(cell: bytes) -> str:
    return str(readable(_bytes_of(cell).decode("utf-8", "backslashreplace")))

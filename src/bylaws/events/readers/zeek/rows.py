"""Rows of a log of Zeek, told by tabs or in JSON: which log it is, and the values by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.json_objects import Object, objects_of
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.observed import readable
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt

LINE_LIMIT: Final = 1 << 20

_ESCAPED: Final = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(\\))")
_HEAD: Final = ("fields", "types", "path", "set_separator", "unset_field", "empty_field")
_MANY: Final = "many"
_TRUTH: Final = "truth"
_TRUTHS: Final = {"T": True, "F": False}
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
# Names that stand in Zeek's other logs and hardly elsewhere: of connections, files, certificates, and of what Zeek says of itself.
_OTHERS: Final = frozenset(
    ("id.orig_h", "uids", "fuid", "certificate.version", "port_num", "software_type", "ts_delta", "pkts_proc", "metric_type")
)
# All the names of logs that have none of those: known_hosts, packet_filter, reporter.
_WHOLE: Final = ({"ts", "host"}, {"ts", "node", "filter", "init", "success"}, {"ts", "level", "message", "location"})
# How what is named ends in the one log without times, loaded_scripts.
_SCRIPTS: Final = (".zeek", ".bro")


class Row(Struct, frozen=True):
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


def is_row(members: Mapping[str, object]) -> bool:
    """Whether an object is a row of some log of Zeek."""
    names = members.keys()
    if names == {"name"}:
        return str(members["name"]).endswith(_SCRIPTS)
    is_named = "_path" in names or not _OTHERS.isdisjoint(names) or names in _WHOLE
    return "ts" in names and (is_named or ("uid" in names and bool(log_of(names))))


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
            head = head.after(line.text.decode("utf-8", "backslashreplace"))
            columns = head.columns()
        else:
            yield columns.row(stream.name, line)


class _Columns(Struct, frozen=True):
    """How a row is told."""

    log: str = ""
    names: Sequence[str] = ()
    types: Sequence[str] = ()
    separator: str = "\t"
    between: str = ","
    unset: str = "-"
    empty: str = "(empty)"

    def row(self, file: str, line: Line) -> Row | Reject:
        text = line.text.decode("utf-8", "backslashreplace")
        cells = text.split(self.separator)
        if not self.names:
            reason = "a row before any line `#fields` that says what its columns are"
        elif len(cells) != len(self.names):
            reason = f"a row of {len(cells)} columns, where `#fields` names {len(self.names)}"
        else:
            plain = "\\" not in text and "\x00" not in text
            values = {
                name: cell if plain and not kind and cell != self.empty else self._value(cell, kind)
                for name, kind, cell in zip(self.names, self.types, cells, strict=True)
                if cell != self.unset
            }
            return Row(self.log, values, line.number, line.offset, line.text)
        return Reject(file, line.number, line.offset, reason, excerpt(line.text))

    def _value(self, cell: str, kind: str) -> object:
        if kind == _MANY:
            return [] if cell == self.empty else [_unescaped(each) for each in cell.split(self.between) if each != self.unset]
        if cell == self.empty:
            return ""
        return _TRUTHS.get(cell, cell) if kind == _TRUTH else _unescaped(cell)


class _Head(Struct):
    """What the lines beginning with `#` have said so far, by name."""

    separator: str = "\t"
    told: dict[str, list[str]] = field(default_factory=dict)

    def after(self, line: str) -> _Head:
        if line.startswith(("#separator ", "#separator\t")):
            return _Head(_unescaped(line.removeprefix("#separator").strip()) or "\t")
        name, *values = line[1:].split(self.separator)
        if name in _HEAD:
            self.told[name] = values
        return self

    def columns(self) -> _Columns:
        names, types = self.told.get("fields", []), self.told.get("types", [])
        kinds = [_kind_of(each) for each in types] if len(types) == len(names) else [""] * len(names)
        between, unset, empty = self._one("set_separator"), self._one("unset_field"), self._one("empty_field")
        log = self._one("path") or log_of(names)
        return _Columns(log, names, kinds, self.separator, between or ",", unset or "-", empty or "(empty)")

    def _one(self, name: str) -> str:
        return next(iter(self.told.get(name, [])), "")


def _kind_of(told: str) -> str:
    """What is to be known of a type: whether its values are many, or a truth; empty for all that stand as they are told."""
    return _MANY if told.startswith(("set[", "vector[", "table[", "list[")) else _TRUTH if told == "bool" else ""


def _unescaped(cell: str) -> str:
    """Bytes that are told by their number may be parts of one sign."""
    if "\\" in cell:
        told = _ESCAPED.sub(lambda found: found[2] or bytes.fromhex(found[1].decode()), cell.encode("utf-8", "replace"))
        cell = told.decode("utf-8", "backslashreplace")
    return cell.replace("\x00", "\\x00")

"""How the columns of a table become the fields of a kind: a small TOML file.

    kind = "call.record"
    delimiter = ";"                # default: comma
    header = true                  # false: columns are called by their number, from 1
    quoted = true                  # false: a quote is a character like any other, and each line is a row
    encoding = "utf-8"
    source = "exchange-7"          # said of every event; default `csv`
    absent = ["-", "NULL"]         # cells that say nothing, besides the empty one

    [snapshot]                     # of a list of what is held: when it was drawn up,
    at = "2026-11-01T00:00:00Z"    # which is the time of each row that tells none of its own

    [constants]
    direction = "outbound"

    [columns]                      # field = column
    from = "calling"
    ended_at = { column = "end", time = "%d.%m.%Y %H:%M:%S", zone = "Europe/Berlin" }
    billed_s = "seconds"
    to = { column = "called", prefix = "+" }
    outcome = { column = "label", values = { "0" = "success", "1" = "fail" } }
    recipients = { column = "rcpt", split = ";" }

`time` is a format of strptime, or `s`, `ms` or `us` for a number since 1970; `zone` is needed where the format has no offset.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bylaws.events.types import INSTANT
from bylaws.events.values import plain_value, read_value

FILE_LIMIT: Final = 1 << 18
_TOP: Final[dict[str, type]] = {
    "kind": str,
    "delimiter": str,
    "header": bool,
    "quoted": bool,
    "encoding": str,
    "source": str,
    "absent": list,
    "snapshot": dict,
    "constants": dict,
    "columns": dict,
}
_SNAPSHOT: Final[dict[str, type | tuple[type, ...]]] = {"at": (str, datetime)}
_COLUMN: Final[dict[str, type | tuple[type, ...]]] = {
    "column": (str, int),
    "time": str,
    "zone": str,
    "prefix": str,
    "split": str,
    "values": dict,
}
_EPOCHS: Final = ("s", "ms", "us")


@dataclass(frozen=True, slots=True)
class Column:
    """One field: the column it comes from (a name, or a number from 1) and how its cells are turned into a raw value."""

    column: str | int
    time: str = ""
    zone: ZoneInfo | None = None
    prefix: str = ""
    split: str = ""
    values: Mapping[str, object] | None = None

    def value(self, cell: str) -> object:
        """The raw value that a cell tells; raises ValueError."""
        if self.values is not None:
            if cell not in self.values:
                raise ValueError(f"`{cell[:40]}` is not among the values of the mapping")
            return self.values[cell]
        if self.split:
            return [part.strip() for part in cell.split(self.split) if part.strip()]
        if self.time in _EPOCHS:
            return plain_value(INSTANT, read_value(INSTANT, cell, self.time))
        if self.time:
            moment = self._moment(cell)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC).isoformat()
        return self.prefix + cell

    def _moment(self, cell: str) -> datetime:
        try:
            return datetime.strptime(cell, self.time)
        except ValueError:
            raise ValueError(f"`{cell[:40]}` is not of the form `{self.time}` that the mapping gives") from None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping file; see the module."""

    kind: str
    columns: Mapping[str, Column]
    constants: Mapping[str, object]
    absent: frozenset[str]
    delimiter: str = ","
    header: bool = True
    encoding: str = "utf-8"
    source: str = "csv"
    quoted: bool = True


def read_mapping(path: Path) -> TableMapping:
    """A mapping from its file; raises ValueError that names file and place."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise ValueError(f"larger than {FILE_LIMIT} bytes")
        return parse_mapping(tomllib.loads(raw.decode()))
    except OSError as error:
        raise ValueError(f"{path.name}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ValueError(f"{path.name}: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def parse_mapping(table: Mapping[str, Any]) -> TableMapping:
    """As `read_mapping`, from the parsed TOML."""
    _check("", table, _TOP)
    if not table.get("kind") or not table.get("columns"):
        raise ValueError("a mapping needs `kind` and `columns`")
    delimiter, encoding, header = table.get("delimiter", ","), table.get("encoding", "utf-8"), table.get("header", True)
    if len(delimiter) != 1 or delimiter in '"\r\n\x00':
        raise ValueError("`delimiter` is one character")
    columns = {field: _column(field, told, header) for field, told in table["columns"].items()}
    both = set(columns) & set(table.get("constants", {}))
    if both:
        raise ValueError(f"`{min(both)}` is both a column and a constant")
    constants = _snapshot(table) | table.get("constants", {})
    absent = frozenset({"", *map(str, table.get("absent", ()))})
    return TableMapping(
        table["kind"],
        columns,
        constants,
        absent,
        delimiter,
        header,
        _encoding(encoding),
        table.get("source", "csv"),
        table.get("quoted", True),
    )


def _snapshot(table: Mapping[str, Any]) -> dict[str, object]:
    """What a list that was drawn up at one time says of each row. Raises ValueError."""
    if "snapshot" not in table:
        return {}
    _check("snapshot", table["snapshot"], _SNAPSHOT)
    at = table["snapshot"].get("at")
    if at is None or "at" in table.get("constants", {}):
        raise ValueError("`snapshot` needs `at`, the time at which it was drawn up, and `constants` then tell none")
    told = at.isoformat() if isinstance(at, datetime) else at
    try:
        return {"at": plain_value(INSTANT, read_value(INSTANT, told))}
    except ValueError as error:
        raise ValueError(f"`snapshot.at`: {error}") from None


def _column(field: str, told: object, header: bool) -> Column:
    parts: Mapping[str, Any] = told if isinstance(told, dict) else {"column": told}
    place = f"columns.{field}"
    _check(place, parts, _COLUMN)
    column = parts.get("column")
    if isinstance(column, bool) or column is None or isinstance(column, int) == header or (not header and column < 1):
        raise ValueError(f"`{place}`: a column is told by its " + ("name" if header else "number, from 1"))
    time = parts.get("time", "")
    if time and time not in _EPOCHS and "%z" not in time and "zone" not in parts:
        raise ValueError(f"`{place}`: its `time` has no offset (%z), so it needs a `zone`")
    return Column(column, time, _zone(place, parts), parts.get("prefix", ""), parts.get("split", ""), parts.get("values"))


def _zone(place: str, parts: Mapping[str, Any]) -> ZoneInfo | None:
    if "zone" not in parts:
        return None
    try:
        return ZoneInfo(parts["zone"])
    except (KeyError, ValueError, OSError):
        raise ValueError(f"`{place}`: there is no time zone `{parts['zone'][:60]}`") from None


def _encoding(name: str) -> str:
    try:
        # Lines are cut before they are decoded, so a line end has to be the byte that it is in ASCII.
        if "\n".encode(name) == b"\n":
            return codecs.lookup(name).name
    except (LookupError, UnicodeError):
        pass
    raise ValueError(f"`encoding`: `{name[:60]}` is unknown, or not made of bytes like ASCII")


def _check(place: str, table: Mapping[str, Any], wanted: Mapping[str, type | tuple[type, ...]]) -> None:
    for name, value in table.items():
        told = f"`{place}.{name}`" if place else f"`{name}`"
        if name not in wanted:
            raise ValueError(f"{told}: there is only " + ", ".join(f"`{each}`" for each in wanted))
        if not isinstance(value, wanted[name]):
            raise ValueError(f"{told} is of a wrong type")

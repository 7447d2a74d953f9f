"""How the columns of a table, or the members of JSON objects, become the fields of a kind: a small TOML file.

    kind = "call.record"
    files = "cdr-*.csv"            # for files so called alone, whatever they look like (as with `--as`); default: any that fits
    source = "exchange-7"          # said of every event; default `csv`, or `json`
    absent = ["-", "NULL"]         # cells that say nothing, besides the empty one
    delimiter = ";"                # of a table; default: comma
    header = true                  # of a table; false: columns are called by their number, from 1
    quoted = true                  # of a table; false: a quote is a character like any other, and each line is a row
    encoding = "utf-8"             # of a table

    [where]                        # rows in which other values stand are left aside
    type = ["voice", "fax"]

    [constants]
    direction = "outbound"

    [columns]                      # field = column
    from = "calling"
    ended_at = { column = "end", time = "%d.%m.%Y %H:%M:%S", zone = "Europe/Berlin" }
    billed_s = "seconds"
    to = { column = "called", prefix = "+" }
    hangup_side = { column = "ended by", values = { A = "caller", B = "callee" } }

`time` is a format of strptime, or `s`, `ms` or `us` for a number since 1970; `zone` is needed where the format has no offset.
`{ column = "rcpt", split = ";" }` makes a list of what stands between semicolons.

Of JSON, one object a line, in an array, or each over several lines, `[members]` stands for `[columns]`:

    kind = "auth.attempt"

    [where]
    event = "login"

    [members]                      # field = member; a dot leads into an object, a number into a list
    at = "time"
    user = "user.id"
    ip = "client.addresses.0"
    outcome = { member = "ok", values = { true = "success", false = "fail" } }

A list of all that is held at one time has a `[snapshot]`:

    [snapshot]
    at = "2026-11-01T00:00:00Z"    # when it was drawn up: the time of each row that tells none of its own;
    # at = { file = "numbers-%Y-%m-%d.csv", zone = "UTC" }    # or so, if the name of the file tells it
    key = "number"                 # what an earlier one lists under this field, and this one does not, ends here (`released_at`),
    most_gone = "20%"              # unless it has nothing at all, or lacks more than this share of the earlier one

Of a list of accounts (`account.created`) each row is `listed`: it tells that the account is there, not that somebody signed up.

`values` may be patterns with `*` and `?`; the first that suits is taken, and what suits none is rejected. `prefix` may be a table:
what a text begins with, and what takes its place, of several that suit the longest.

    to = { column = "called", prefix = { "00" = "+", "0" = "+49" } }
    direction = { column = "line", values = { "carrier-*" = "inbound", "*" = "outbound" } }

With `format` a mapping adds to the events of a known format what that leaves open:

    format = "asterisk-cel"

    [columns]
    direction = { column = "context", values = { from-internal = "outbound", "from-carrier-*" = "inbound" } }
    to = { column = "exten", prefix = { "00" = "+", "0" = "+49" } }

Of several mappings, a file is read by those whose `files` it is, else by those whose columns or members it has; each row by the
first whose `where` takes it.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers.adding import parse_additions
from bylaws.events.readers.additions import Additions
from bylaws.events.readers.column import text_of
from bylaws.events.readers.log_mapping import MOST_GONE, OBJECTS, TABLES, LogMapping, Snapshot
from bylaws.events.readers.mapping_parts import Wanted, check, columns_of, members_of, zone_in
from bylaws.events.readers.snapshots import check_key
from bylaws.events.types import BILLION, INSTANT, SHARE
from bylaws.events.values import plain_value, read_value
from bylaws.source.suggest import nearest

FILE_LIMIT: Final = 1 << 18
ENVELOPE_NAMES: Final = ("id", "source", "at", "received_at", "currency")

_ANY: Final[Wanted] = {
    "kind": str,
    "files": str,
    "source": str,
    "absent": list,
    "where": dict,
    "snapshot": dict,
    "constants": dict,
}
_OF_TABLES: Final[Wanted] = {"delimiter": str, "header": bool, "quoted": bool, "encoding": str}
_TOP: Final[Wanted] = {**_ANY, **_OF_TABLES, "columns": dict, "members": dict}
_SNAPSHOT: Final[Wanted] = {"at": (str, datetime, dict), "key": str, "most_gone": str}
_BY_NAME: Final[Wanted] = {"file": str, "zone": str}


def read_mapping(path: Path) -> LogMapping | Additions:
    """A mapping from its file, or what it adds to a known format; raises ValueError that names file and place."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise ValueError(f"larger than {FILE_LIMIT} bytes")
        table = tomllib.loads(raw.decode())
        return parse_additions(table) if "format" in table else replace(parse_mapping(table), name=path.name)
    except OSError as error:
        raise ValueError(f"{path.name}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ValueError(f"{path.name}: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def parse_mapping(table: Mapping[str, Any]) -> LogMapping:
    """As `read_mapping`, from the parsed TOML."""
    check("", table, _TOP)
    objects = "members" in table
    if not table.get("kind") or not table.get("members" if objects else "columns") or (objects and "columns" in table):
        raise ValueError("a mapping needs `kind`, and either `columns` of a table or `members` of JSON objects")
    if objects and (odd := next((name for name in _OF_TABLES if name in table), "")):
        raise ValueError(f"`{odd}` is said of tables, and `members` of JSON objects")
    delimiter, header = table.get("delimiter", ","), table.get("header", True)
    if len(delimiter) != 1 or delimiter in '"\r\n\x00':
        raise ValueError("`delimiter` is one character")
    columns = members_of(table["members"]) if objects else columns_of(table["columns"], header)
    snapshot, constants = _snapshot(table), table.get("constants", {})
    if both := set(columns) & set(constants):
        raise ValueError(f"`{min(both)}` is both a column and a constant")
    mapping = LogMapping(
        table["kind"],
        columns,
        constants,
        frozenset({"", *map(str, table.get("absent", ()))}),
        delimiter,
        header,
        _encoding(table.get("encoding", "utf-8")),
        table.get("source", OBJECTS if objects else TABLES),
        table.get("quoted", True),
        objects,
        table.get("files", ""),
        {_place(f"where.{name}", name, header): _taken(name, told) for name, told in table.get("where", {}).items()},
        snapshot,
    )
    check_key(mapping)
    _check_fields(mapping, "members" if objects else "columns")
    return mapping


def _check_fields(mapping: LogMapping, place: str) -> None:
    """Raises ValueError for what is no field of the kind; of a kind that a policy declares, that is not known here."""
    kind = CATALOGUE.kinds.get(mapping.kind)
    if kind is None:
        return
    fields = {*(each.name for each in kind.fields), *ENVELOPE_NAMES}
    for part, names in ((place, mapping.columns), ("constants", mapping.constants)):
        unknown = next((each for each in names if each not in fields), None)
        if unknown is not None:
            near = nearest(unknown, fields)
            asked = f"did you mean `{near}`?" if near else f"`bylaws kinds {mapping.kind}` lists them"
            raise ValueError(f"`{part}.{unknown}`: `{mapping.kind}` has no such field; {asked}")


def _snapshot(table: Mapping[str, Any]) -> Snapshot | None:
    """Raises ValueError."""
    if "snapshot" not in table:
        return None
    check("snapshot", table["snapshot"], _SNAPSHOT)
    at, key, most_gone = table["snapshot"].get("at"), table["snapshot"].get("key", ""), _most_gone(table["snapshot"])
    if at is None or "at" in table.get("constants", {}):
        raise ValueError("`snapshot` needs `at`, the time at which it was drawn up, and `constants` then tell none")
    if isinstance(at, dict):
        check("snapshot.at", at, _BY_NAME)
        form = at.get("file", "")
        if not form or ("%z" not in form and "zone" not in at):
            raise ValueError("`snapshot.at` needs `file`, the form of the file's name, and a `zone` where that has no offset (%z)")
        return Snapshot(file=form, zone=zone_in("snapshot.at", at), key=key, most_gone=most_gone)
    told = at.isoformat() if isinstance(at, datetime) else at
    try:
        return Snapshot(plain_value(INSTANT, read_value(INSTANT, told)), key=key, most_gone=most_gone)
    except ValueError as error:
        raise ValueError(f"`snapshot.at`: {error}") from None


def _most_gone(snapshot: Mapping[str, Any]) -> int:
    """Raises ValueError."""
    told = snapshot.get("most_gone")
    if told is None:
        return MOST_GONE
    if not snapshot.get("key"):
        raise ValueError("`snapshot.most_gone` is said of lists with a `key`")
    try:
        share = read_value(SHARE, told)
    except ValueError:
        share = None
    if not isinstance(share, int) or not 0 <= share <= BILLION:
        raise ValueError('`snapshot.most_gone` is a share from 0% to 100%, such as "20%"')
    return share


def _taken(name: str, told: object) -> frozenset[str]:
    try:
        return frozenset(map(text_of, told if isinstance(told, list) else [told]))
    except ValueError:
        raise ValueError(f"`where.{name}` is a value, or a list of values") from None


def _place(place: str, name: str, header: bool) -> str | int:
    """A column as a key of TOML tells it, which is always a text."""
    if header:
        return name
    if not (name.isascii() and name.isdigit() and len(name) < 7 and int(name)):
        raise ValueError(f"`{place}`: a column is told by its number, from 1")
    return int(name)


def _encoding(name: str) -> str:
    try:
        # Lines are cut before they are decoded, so a line end has to be the byte that it is in ASCII.
        if "\n".encode(name) == b"\n":
            return codecs.lookup(name).name
    except (LookupError, UnicodeError):
        pass
    raise ValueError(f"`encoding`: `{name[:60]}` is unknown, or not made of bytes like ASCII")

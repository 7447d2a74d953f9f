"""Log files of BIND 9 (`channel … { file …; print-time yes; }`), of the categories `queries` and `update`.

- A query becomes a `dns.lookup`, as it was asked: what was answered, BIND does not tell there. Queries of another class than IN,
  such as for the server's version, are none.
- An update (RFC 2136) becomes a `dns.changed` for each record that it adds, with its value as `after`, and for each that it
  removes, of which BIND does not tell the value; one without `type` removes all of the name. `actor` is the key that signed it,
  else the address it came from.

Times without offset are those of the clock there (`--zone`), unless the channel says `print-time iso8601-utc`. What else stands in
such a file is counted by its category. What named says to syslog or the journal is read there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.local_time import MONTHS
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog import named
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "bind"

_LINE_LIMIT: Final = 1 << 16
_SNIFFED: Final = 10
_LINE: Final = re.compile(
    r"(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)?) "
    r"(?:([a-z][a-z-]{1,20}): )?(?:(?:critical|error|warning|notice|info|debug \d{1,3}): )?(.*)",
    re.ASCII | re.DOTALL,
)
_OF_A_CLIENT: Final = re.compile(named.CLIENT + r"(?:query: |updating zone ')")


def sniff(head: bytes) -> bool:
    """Whether one of the first lines tells of a query or an update."""
    for line in head.splitlines()[:_SNIFFED]:
        found = _LINE.fullmatch(_decoded(line))
        if found is not None and _OF_A_CLIENT.match(found[3]):
            return True
    return False


def read(stream: Stream) -> Iterator[Record | Reject]:
    for line in lines_of(stream, _LINE_LIMIT):
        event = line if isinstance(line, Reject) else _event(stream, line)
        if event is not None:
            yield event


def _event(stream: Stream, line: Line) -> Record | Reject | None:
    found = _LINE.fullmatch(_decoded(line.text))
    try:
        if found is None:
            raise ValueError("no line of BIND that tells its time")
        at = stream.local.read(_by_iso(found[1]))
    except ValueError as error:
        return Reject(stream.name, line.number, line.offset, str(error), excerpt(line.text))
    for kind, raw in named.hear(Said(at, "", named.PROGRAM, "", found[3])):
        return Record(kind, raw | {"at": at}, stream.name, line.number, line.offset, NAME, stream.log, line.text)
    stream.passed.add(found[2] or "")
    return None


def _by_iso(time: str) -> str:
    """A time as in ISO 8601; BIND's own form is `22-Nov-2026 20:13:21.534`."""
    if time[2] != "-":
        return time
    month = MONTHS.index(time[3:6]) + 1 if time[3:6] in MONTHS else 0
    return f"{time[7:11]}-{month:02}-{time[:2]}T{time[12:]}"


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\x00", "\ufffd")

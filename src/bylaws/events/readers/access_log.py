"""Access logs in the common and the combined format of Apache and nginx, with or without the virtual host before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.http_parts import asked
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "access-log"

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(
    r"(?:([A-Za-z0-9_.-]+)(?::\d+)? )?([0-9A-Fa-f:.]+) \S+ (\S+|\"[^\"]*\") "
    r"\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "
    rf"{_QUOTED} (\d{{3}}|-) (\d+|-)(?: {_QUOTED} {_QUOTED})?(?: .*)?",
    re.ASCII,
)
_ESCAPED = re.compile(r"\\([\"\\])")
_MONTHS: Final = {
    name: f"{number:02}"
    for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)
}
_LINE_LIMIT: Final = 1 << 18


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is such a line; a log may begin with a broken one."""
    return any(_LINE.fullmatch(_decoded(line)) for line in head.splitlines()[:10])


def read(stream: Stream) -> Iterator[Record | Reject]:
    for line in lines_of(stream, _LINE_LIMIT):
        yield line if isinstance(line, Reject) else _record(stream, line)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


def _record(stream: Stream, line: Line) -> Record | Reject:
    found = _LINE.fullmatch(_decoded(line.text))
    month = _MONTHS.get(found[5]) if found is not None else None
    if found is None or month is None:
        return Reject(stream.name, line.number, line.offset, "no line of an access log", excerpt(line.text))
    host, ip, user, day, _, year, time, offset, request, status, size, referrer, agent = found.groups()
    raw: dict[str, object] = {
        "at": f"{year}-{month}-{day}T{time}{offset}",
        "ip": ip,
        "host": host,
        "user": _known(user.strip('"')),
        "status": _known(status),
        "bytes_out": "0" if size == "-" else size,
        "referrer": _known(referrer),
        "user_agent": _known(agent),
    }
    raw |= asked(_ESCAPED.sub(r"\1", request))
    return Record("http.request", raw, stream.name, line.number, line.offset, NAME, stream.log, line.text)


def _known(text: str | None) -> str | None:
    return None if text in (None, "", "-") else _ESCAPED.sub(r"\1", text)

"""Logs of transfers by FTP, called xferlog, as wu-ftpd began them and vsftpd, ProFTPD and Pure-FTPd write them (xferlog(5)).

A file that came in becomes `file.uploaded`; one that went out, or was deleted, `data.accessed`. `file_id` and `object` are the
path, in which these servers write a blank as `_`. Who is known by a mail address alone (anonymous FTP) is nobody: `user` and
`actor` are absent. A transfer that broke off counts if anything of it was carried. Times are those of the clock there (`--zone`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog.said import Told
from bylaws.events.readers.transfers import transfer
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "xferlog"

_LINE_LIMIT: Final = 1 << 16
_SNIFFED: Final = 10
_CLOCK: Final = "%a %b %d %H:%M:%S %Y"
_LINE: Final = re.compile(
    r"((?:[A-Z][a-z]{2} ){2}[ \d]\d \d\d:\d\d:\d\d \d{4}) \d{1,10} \S{1,255} (\d{1,20}) (\S+) [ab] [CUTF_]{1,4} ([iod]) ([arg]) "
    r"(\S*) \S{1,40} [01] \S* ([ci])",
    re.ASCII,
)
_SORTS: Final = {"i": "upload", "o": "download", "d": "delete"}


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is of a transfer."""
    return any(_LINE.fullmatch(_decoded(line)) is not None for line in head.splitlines()[:_SNIFFED])


def read(stream: Stream) -> Iterator[Record | Reject]:
    for line in lines_of(stream, _LINE_LIMIT):
        event = line if isinstance(line, Reject) else _event(stream, line)
        if event is not None:
            yield event


def _event(stream: Stream, line: Line) -> Record | Reject | None:
    try:
        kind, raw = _transfer(stream, _decoded(line.text))
    except ValueError as error:
        return Reject(stream.name, line.number, line.offset, str(error), excerpt(line.text))
    if not kind:
        stream.passed.add("transfer of nothing")
        return None
    return Record(kind, raw, stream.name, line.number, line.offset, NAME, stream.log, line.text)


def _transfer(stream: Stream, text: str) -> Told:
    """The kind and the raw fields; no kind of a transfer that carried nothing. Raises ValueError."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError("no line of an xferlog")
    told, size, path, direction, access, login, done = found.groups()
    at, who = stream.local.read(told, _CLOCK), login or None if access != "a" else None
    if done == "i" and not int(size):
        return "", {}
    kind, raw = transfer(_SORTS[direction], who, path, int(size))
    return kind, raw | {"at": at}


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\x00", "\ufffd")

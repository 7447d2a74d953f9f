"""The log of vsftpd in its own form (`vsftpd_log_file`), as Debian sets it up.

Sign-ins become `auth.attempt`; a file that came in `file.uploaded`, one that went out or was deleted `data.accessed`, as at
`xferlog`, but with blanks as they are. Who signs in as anonymous carries as the user `ftp`, who is nobody. A line in which a name
looks like the rest of a line tells nothing. What else stands there is counted. Times are those of the clock there (`--zone`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog.doors import Vsftpd
from bylaws.events.readers.syslog.memory import Twins
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "vsftpd"

_LINE_LIMIT: Final = 1 << 13
_SNIFFED: Final = 10
_CLOCK: Final = "%a %b %d %H:%M:%S %Y"
_LINE: Final = re.compile(r"((?:[A-Z][a-z]{2} ){2}[ \d]\d \d\d:\d\d:\d\d \d{4}) \[pid (\d{1,10})\] (.*)", re.ASCII | re.DOTALL)
_SORT: Final = re.compile(r"(?:\[[^\]]{0,64}\] )?([A-Z]{2,10}(?: [A-Z]{2,10})?):")


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is of a client."""
    found = (_LINE.fullmatch(_decoded(line)) for line in head.splitlines()[:_SNIFFED])
    return any(each is not None and ': Client "' in each[3] for each in found)


def read(stream: Stream) -> Iterator[Record | Reject]:
    door = Vsftpd(Twins())
    for line in lines_of(stream, _LINE_LIMIT):
        event = line if isinstance(line, Reject) else _event(stream, line, door)
        if event is not None:
            yield event


def _event(stream: Stream, line: Line, door: Vsftpd) -> Record | Reject | None:
    found = _LINE.fullmatch(_decoded(line.text))
    try:
        if found is None:
            raise ValueError("no line of vsftpd's log")
        at = stream.local.read(found[1], _CLOCK)
    except ValueError as error:
        return Reject(stream.name, line.number, line.offset, str(error), excerpt(line.text))
    for kind, raw in door.hear(Said(at, "", NAME, found[2], found[3])):
        return Record(kind, raw | {"at": at}, stream.name, line.number, line.offset, NAME, stream.log, line.text)
    sort = _SORT.match(found[3])
    stream.passed.add(sort[1] if sort else "")
    return None


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\x00", "\ufffd")

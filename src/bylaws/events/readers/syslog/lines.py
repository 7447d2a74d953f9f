"""Lines of syslog (RFC 3164, RFC 5424, and with the time of RFC 3339 as rsyslog and journalctl write it).

What is understood: sshd (passwords and keys, accepted and refused, unknown users, connections that end before a sign-in; lines
that say `message repeated 3 times` count so often), Dropbear, failures that PAM tells of for sudo, su, login, vsftpd and others,
the doors of Dovecot and vsftpd, and Postfix: sign-ins at its door become `auth.attempt`, and what became of a mail
`message.result`. Queries and updates that BIND's named tells of become what is said at `bind`, and what the kernel says of
interfaces that begin or cease to listen to all traffic, `host.state`. Files that vsftpd carried become what is said at
`vsftpd`. What other programs say tells of no event; it is counted by program. A line without a year or an offset is understood
by `--year` and `--zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.local_time import MONTHS, LocalTime
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog.hearing import Hearing
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "syslog"

_PRIORITY: Final = r"(?:<\d{1,3}>)?"
_OLD: Final = re.compile(
    _PRIORITY + r"([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (\S{1,255}) (.*)", re.ASCII | re.DOTALL
)
_DATED: Final = re.compile(
    _PRIORITY + r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) (\S{0,254}[^\s:]) (.*)",
    re.ASCII | re.DOTALL,
)
_NEW: Final = re.compile(
    r"<\d{1,3}>1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} "
    r'(?:-|(?:\[(?:[^"\]\\]|"(?:[^"\\]|\\.)*")*\])+)(?: (.*))?',
    re.ASCII | re.DOTALL,
)
_TAG: Final = re.compile(r"([^\s\[\]:]{1,64})(?:\[([^\]\s]{1,32})\])?: ?(.*)", re.DOTALL)
_JOURNALCTL: Final = re.compile(r"-- .* --")
_LAST: Final = re.compile(r"last message repeated \d{1,18} times?|-- MARK --")
_LINE_LIMIT: Final = 1 << 18
_SNIFFED: Final = 10


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is of syslog, and says which program speaks."""
    local = LocalTime()
    for line in head.splitlines()[:_SNIFFED]:
        try:
            said = said_by(_decoded(line), local)
        except ValueError:
            continue
        if said is not None and said.program:
            return True
    return False


def read(stream: Stream) -> Iterator[Record | Reject]:
    hearing = Hearing()
    for line in lines_of(stream, _LINE_LIMIT):
        if isinstance(line, Reject):
            yield line
        else:
            yield from _heard(stream, line, hearing)


def _heard(stream: Stream, line: Line, hearing: Hearing) -> Iterator[Record | Reject]:
    text = _decoded(line.text)
    try:
        said = said_by(text, stream.local)
        if said is None and _JOURNALCTL.fullmatch(text) is None:
            raise ValueError("no line of syslog")
        told = hearing.hear(said) if said is not None else []
    except ValueError as error:
        yield Reject(stream.name, line.number, line.offset, str(error), excerpt(line.text))
        return
    if said is None or not told:
        stream.passed.add(said.program if said is not None else "")
        return
    for number, (kind, raw) in enumerate(told, 1):
        # A line that stands for several events names each but the first, which is called after the line as usual.
        own = {} if number == 1 else {"id": f"{stream.log}#{line.number}.{number}"}
        yield Record(
            kind, raw | {"at": said.at} | own, stream.name, line.number, line.offset, said.host or NAME, stream.log, line.text
        )


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\x00", "\ufffd").removeprefix("\ufeff")


def said_by(line: str, local: LocalTime) -> Said | None:
    """What a line says; None of one that is none of syslog. Raises ValueError for a time that there is not."""
    if found := _NEW.fullmatch(line):
        time, host, program, pid, text = ("" if part in (None, "-") else part for part in found.groups())
        if not time:
            raise ValueError("a line without a time")
        # rsyslog leaves the blank that stood behind the colon in the older form.
        return Said(local.read(time), host, program, pid, text.removeprefix("\ufeff").removeprefix(" "))
    if found := _OLD.fullmatch(line):
        if found[1] not in MONTHS:
            return None
        return _tagged(_without_year(found, local), found[4], found[5])
    if found := _DATED.fullmatch(line):
        return _tagged(local.read(found[1]), found[2], found[3])
    return None


def _without_year(found: re.Match[str], local: LocalTime) -> str:
    month, day, clock = MONTHS.index(found[1]) + 1, int(found[2]), found[3]
    try:
        return local.without_year(month, day, clock)
    except (ValueError, OverflowError):
        raise ValueError(f"there is no {found[1]} {day}, {clock}") from None


def _tagged(at: str, host: str, rest: str) -> Said | None:
    if _LAST.fullmatch(rest):
        return Said(at, host, "", "", rest)
    found = _TAG.fullmatch(rest)
    return None if found is None else Said(at, host, found[1], found[2] or "", found[3])

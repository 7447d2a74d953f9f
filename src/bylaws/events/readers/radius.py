"""Accounting by RADIUS (RFC 2866, RFC 2869), as FreeRADIUS writes it down in files called `detail`, version 2 and 3.

Every record of a session (`Start`, `Interim-Update`, `Stop`) becomes a `session.seen`. Of the same record come:

- `address.assigned`: the addresses and networks that the session was given (`Framed-IP-Address`, `Framed-IPv6-Address`,
  `Framed-IPv6-Prefix`, `Delegated-IPv6-Prefix`), each with the record that first tells of it in this input, and once more when the
  session stops, for then they are taken back.
- `usage.metered` of the meter `traffic`: the bytes of both directions that were added since the record of the session before. A
  session that began before the input did is counted from its first record there, for what was counted already, nobody tells: join
  the files of several days to one where sessions last longer.

The customer is who signed in: `User-Name` is `account`, `tenant` of what was assigned, and `user`. The time is that at which the
record reached the server (`Timestamp`) less its delay (`Acct-Delay-Time`); without it that of the head of the record, by `--zone`.
Records that are none of a session are counted: `Accounting-On` and `-Off`, requests for access.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from msgspec import Struct, field

from bylaws.events.addresses import canonical_cidr
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.spans import end_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog.memory import Memory
from bylaws.events.readers.syslog.said import Told
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "radius-detail"

SESSIONS: Final = 1 << 16
"""Sessions that are known at a time; beyond, the one that was heard of least lately is forgotten."""
NETWORKS: Final = 16
"""Addresses and networks of one session."""

_LINE_LIMIT: Final = 1 << 16
_MOST_LINES: Final = 1000
_CLOCK: Final = "%a %b %d %H:%M:%S %Y"
_BEGINNING: Final = re.compile(
    rb"\s*(?:[A-Z][a-z]{2} ){2}[ \d]\d \d\d:\d\d:\d\d \d{4}\r?\n\t[A-Za-z][\w-]{0,80} [:+]?= [^\n]", re.ASCII
)
_ATTRIBUTE: Final = re.compile(r"\s+([\w.:-]{1,253}) (?:[:+]?=|=\*) (.*)", re.ASCII | re.DOTALL)
_NUMBER: Final = re.compile(r"\d{1,10}", re.ASCII)
_ESCAPED: Final = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
_SIGNS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_NETWORKS: Final = ("Framed-IP-Address", "Framed-IPv6-Address", "Framed-IPv6-Prefix", "Delegated-IPv6-Prefix")
# What a server says to let the device choose (RFC 2865, 5.8), and what devices say that have not chosen yet.
_NO_NETWORKS: Final = frozenset(("255.255.255.255/32", "255.255.255.254/32", "0.0.0.0/32", "::/128", "::/0"))
_STATES: Final = {
    "Start": "start",
    "Interim-Update": "more",
    "Alive": "more",
    "Stop": "stop",
    "1": "start",
    "2": "stop",
    "3": "more",
}
_OCTETS: Final = (("Acct-Input-Octets", "Acct-Input-Gigawords"), ("Acct-Output-Octets", "Acct-Output-Gigawords"))
_READ: Final = frozenset(
    (
        *_NETWORKS,
        *(name for pair in _OCTETS for name in pair),
        "Acct-Delay-Time",
        "Acct-Session-Id",
        "Acct-Session-Time",
        "Acct-Status-Type",
        "Acct-Unique-Session-Id",
        "Calling-Station-Id",
        "NAS-IP-Address",
        "NAS-IPv6-Address",
        "NAS-Identifier",
        "Packet-Type",
        "Timestamp",
        "User-Name",
    )
)
"""The attributes of which anything is made; all others are passed by."""


class _Block(Struct):
    """A record: its head, its lines, and those of its attributes that are read, each as often as it is told."""

    first: Line
    head: str = ""
    told: dict[str, list[str]] = field(default_factory=dict)
    lines: int = 1

    def value(self, name: str) -> str:
        """The first value of that name; empty if there is none."""
        return next(iter(self.told.get(name, ())), "")

    def number(self, name: str) -> int | None:
        """Raises ValueError for what is no number of 32 bits."""
        text = self.value(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or int(text) >= 1 << 32:
            raise ValueError(f"`{name}`: `{text[:40]}` is no number of 32 bits")
        return int(text)


class _Session(Struct):
    """What a session had carried, in bytes (None: not told), and the networks that it was given."""

    octets: int | None = None
    networks: tuple[str, ...] = ()


_Sessions = Memory[bytes, _Session]


def sniff(head: bytes) -> bool:
    """Whether it begins with a record under a head as it is set up at first."""
    return _BEGINNING.match(head) is not None


def read(stream: Stream) -> Iterator[Record | Reject]:
    sessions: _Sessions = Memory(SESSIONS)
    block: _Block | None = None
    for line in lines_of(stream, _LINE_LIMIT):
        if isinstance(line, Reject):
            yield line
            continue
        text = line.text.decode("utf-8", "replace")
        if not text[0].isspace() or block is None:
            yield from _events(stream, block, sessions)
            block = _Block(line, "" if text[0].isspace() else text)
        yield from _add(stream, block, line, text)
    if not stream.broken:
        yield from _events(stream, block, sessions)


def _add(stream: Stream, block: _Block, line: Line, text: str) -> Iterator[Reject]:
    """An attribute joins its record."""
    if not text[0].isspace():
        return
    block.lines += 1
    found = _ATTRIBUTE.fullmatch(text)
    if found is None or block.lines > _MOST_LINES:
        reason = "no attribute of a record" if found is None else f"a record of more than {_MOST_LINES:,} lines"
        yield Reject(stream.name, line.number, line.offset, reason, excerpt(line.text))
    elif found[1] in _READ:
        block.told.setdefault(found[1], []).append(_unquoted(found[2].strip()))


def _unquoted(text: str) -> str:
    """A value without its quotes; octets that are no text are told by `\\` and three octal digits."""
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        octets = _ESCAPED.sub(_octet, text[1:-1].encode("utf-8", "replace"))
        text = octets.decode("utf-8", "replace")
    return text.replace("\x00", "\ufffd")


def _octet(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 8),)) if found[1] else _SIGNS.get(found[2], found[2])


def _events(stream: Stream, block: _Block | None, sessions: _Sessions) -> Iterator[Record | Reject]:
    if block is None:
        return
    place = block.first
    try:
        told = _told(stream, block, sessions)
    except ValueError as error:
        yield Reject(stream.name, place.number, place.offset, str(error), excerpt(place.text))
        return
    for number, (kind, raw) in enumerate(told, 1):
        own = {} if number == 1 else {"id": f"{stream.log}#{place.number}.{number}"}
        yield Record(kind, raw | own, stream.name, place.number, place.offset, NAME, stream.log)


def _told(stream: Stream, block: _Block, sessions: _Sessions) -> list[Told]:
    """The kinds and raw fields of the events of a record. Raises ValueError for what is none."""
    if block.lines == 1:
        raise ValueError("no record of RADIUS: it has no attributes")
    said = block.value("Acct-Status-Type") or block.value("Packet-Type") or "Access-Request"
    state = _STATES.get(said)
    if state is None:
        stream.passed.add(said)
        return []
    session, at = _session(block), _time(stream, block)
    octets, networks = _octets(block), _networks(block)
    key = blake2b(session.encode(), digest_size=16).digest()
    before = sessions.drop(key) or _Session(octets=0 if state == "start" else None)
    after = _Session(before.octets if octets is None else octets, _joined(before.networks, networks))
    if state != "stop":
        sessions.keep(key, after)
    added = octets - before.octets if octets is not None and before.octets is not None and octets >= before.octets else None
    seen = ("session.seen", _seen(block, session, at, state, networks) | {"bytes": added})
    account = block.value("User-Name")
    return [seen, *_metered(account, at, added), *_assigned(account, at, before, after, state == "stop")] if account else [seen]


def _metered(account: str, at: str, added: int | None) -> Iterator[Told]:
    if added:
        yield "usage.metered", {"at": at, "account": account, "meter": "traffic", "bytes": added}


def _assigned(account: str, at: str, before: _Session, after: _Session, ended: bool) -> Iterator[Told]:
    """The networks that a session was given with this record, or all that it had, if this ends it."""
    for prefix in after.networks:
        raw: dict[str, object] = {"at": at, "account": account, "tenant": account, "prefix": prefix}
        if ended:
            yield "address.assigned", raw | {"released_at": at}
        elif prefix not in before.networks:
            yield "address.assigned", raw


def _joined(before: tuple[str, ...], networks: tuple[str, ...]) -> tuple[str, ...]:
    """Each network of a session once. Raises ValueError for more than `NETWORKS`."""
    found = tuple(dict.fromkeys((*before, *networks)))
    if len(found) > NETWORKS:
        raise ValueError(f"a session with more than {NETWORKS} networks")
    return found


def _session(block: _Block) -> str:
    """By what a session is known: the server's own name for it, or else the device, the device's name for it, and the user."""
    unique, session = block.value("Acct-Unique-Session-Id"), block.value("Acct-Session-Id")
    if not session:
        raise ValueError("a record of no session: its `Acct-Session-Id` is missing")
    device = block.value("NAS-IP-Address") or block.value("NAS-IPv6-Address") or block.value("NAS-Identifier")
    return unique or "/".join(filter(None, (device, session, block.value("User-Name"))))


def _time(stream: Stream, block: _Block) -> str:
    """Seconds since 1970, or RFC 3339."""
    seconds = block.number("Timestamp")
    if seconds is None:
        return stream.local.read(block.head.strip(), _CLOCK)
    return str(seconds - (block.number("Acct-Delay-Time") or 0))


def _octets(block: _Block) -> int | None:
    """Bytes of both directions; None if neither is told."""
    told = [(block.number(low), block.number(high) or 0) for low, high in _OCTETS]
    return sum((high << 32) + (low or 0) for low, high in told) if any(low is not None for low, _ in told) else None


def _networks(block: _Block) -> tuple[str, ...]:
    """Raises ValueError for one that is none."""
    found: dict[str, None] = {}
    for name in _NETWORKS:
        for text in block.told.get(name, ()):
            try:
                found[canonical_cidr(text)] = None
            except ValueError as error:
                raise ValueError(f"`{name}`: `{text[:40]}` is {error}") from None
    return tuple(each for each in found if each not in _NO_NETWORKS)


def _seen(block: _Block, session: str, at: str, state: str, networks: tuple[str, ...]) -> dict[str, object]:
    user, lasted = block.value("User-Name") or None, block.number("Acct-Session-Time")
    began_now = at if state == "start" else None
    return {
        "at": at,
        "session": session,
        "account": user,
        "user": user,
        "ip": next((each.removesuffix("/32") for each in networks if each.endswith("/32")), None),
        "device": block.value("Calling-Station-Id") or None,
        "started": began_now if lasted is None else end_of(at, -lasted),
        "ended": None if state == "start" else at,
    }

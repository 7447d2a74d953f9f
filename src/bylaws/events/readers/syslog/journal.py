"""The journal of systemd as JSON: `journalctl -o json` and `-o json-pretty` (systemd.journal-fields(7)).

What becomes of a message is said at `syslog`. The entry's cursor names the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog.hearing import Hearing
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "journal"

_TIME: Final = "__REALTIME_TIMESTAMP"
_DIGITS: Final = re.compile(r"\d{1,18}", re.ASCII)


def sniff(head: bytes) -> bool:
    """Whether the first object is an entry of a journal."""
    members = first_object(head)
    return _TIME in members and ("__CURSOR" in members or "MESSAGE" in members)


def read(stream: Stream) -> Iterator[Record | Reject]:
    hearing = Hearing()
    for found in objects_of(stream, repair=True):
        if isinstance(found, Reject):
            yield found
        else:
            yield from _heard(stream, found, hearing)


def _heard(stream: Stream, found: Object, hearing: Hearing) -> Iterator[Record | Reject]:
    try:
        said = _said(found.members)
        told = hearing.hear(said)
    except ValueError as error:
        yield Reject(stream.name, found.line, found.offset, str(error), excerpt(found.text))
        return
    if not told:
        stream.passed.add(said.program)
    cursor = found.members.get("__CURSOR") or f"{stream.log}#{found.line}"
    for number, (kind, raw) in enumerate(told, 1):
        raw = raw | {"at": said.at, "id": cursor if number == 1 else f"{cursor}.{number}"}
        yield Record(kind, raw, stream.name, found.line, found.offset, said.host or NAME, stream.log, found.text)


def _said(members: Mapping[str, Any]) -> Said:
    time = next((each for each in (members.get("_SOURCE_REALTIME_TIMESTAMP"), members.get(_TIME)) if each is not None), None)
    if not isinstance(time, str) or not _DIGITS.fullmatch(time):
        raise ValueError("no entry of a journal: it tells no time")
    program = _text(members.get("SYSLOG_IDENTIFIER")) or _text(members.get("_COMM"))
    pid = _text(members.get("SYSLOG_PID")) or _text(members.get("_PID"))
    return Said(int(time), _text(members.get("_HOSTNAME")), program, pid, _text(members.get("MESSAGE")))


def _text(told: object) -> str:
    """A field's text; one that is no plain text is told as a list of bytes, one that is too large as null."""
    if isinstance(told, list) and all(isinstance(each, int) and 0 <= each < 256 for each in told):
        told = bytes(told).decode("utf-8", "replace")
    return told.replace("\x00", "\ufffd").rstrip("\n") if isinstance(told, str) else ""

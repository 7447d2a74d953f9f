"""The native format: one JSON object a line.

    {"kind": "auth.attempt", "id": "7f", "source": "login", "at": "2026-11-21T10:00:00Z", "account": "a1", "outcome": "fail"}

A kind's own fields stand beside the envelope's, or in an object `fields`: there a permit says its own `kind`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.json_objects import parsed
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "json-lines"

NO_KIND: Final = "no event: its `kind` is missing; a mapping with `[members]` reads JSON of another form"

# Names that are in use elsewhere for what is called otherwise here.
KINDS: Final = {"permission.granted": "permit.granted", "action.applied": "step.applied"}
FIELDS: Final = {
    "permission.granted": {"permission": "permit"},
    "action.applied": {"action": "step"},
    "message.sent": {"permission_ref": "permit_ref"},
    "probe.result": {"permission_ref": "permit_ref"},
}


def sniff(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(stream: Stream) -> Iterator[Record | Reject]:
    for line in lines_of(stream):
        yield line if isinstance(line, Reject) else record_of(stream, line)


def record_of(stream: Stream, line: Line) -> Record | Reject:
    """One line, by the ordinary reader, whose word is final."""
    try:
        return _record(stream, line)
    except ValueError as error:
        return Reject(stream.name, line.number, line.offset, str(error), excerpt(line.text))


def _record(stream: Stream, line: Line) -> Record:
    raw = parsed(line.text.removeprefix(b"\xef\xbb\xbf") if line.number == 1 else line.text)
    if not isinstance(raw, dict):
        raise ValueError("no event: an event is one JSON object on a line of its own")
    kind = raw.pop("kind", None)
    if not isinstance(kind, str):
        raise ValueError(NO_KIND if kind is None else "no event: its `kind` is no text")
    own = raw.pop("fields", None)
    if isinstance(own, dict):
        raw |= own
    elif own is not None:
        raise ValueError("no event: its `fields` are no object")
    if "event_id" in raw:
        raw.setdefault("id", raw.pop("event_id"))
    return Record(renamed(kind, raw), raw, stream.name, line.number, line.offset, NAME, stream.log, line.text)


def renamed(kind: str, raw: dict[str, object]) -> str:
    """What a kind is called here, and in `raw` its fields."""
    for theirs, ours in FIELDS.get(kind, {}).items():
        if theirs in raw:
            raw.setdefault(ours, raw.pop(theirs))
    return KINDS.get(kind, kind)

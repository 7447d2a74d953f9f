"""CloudEvents 1.0 in their JSON format (https://github.com/cloudevents/spec): one object, one a line, or a batch in an array.

    {"specversion": "1.0", "type": "org.example.auth.attempt", "id": "7f", "source": "/login",
     "time": "2026-11-21T10:00:00Z", "data": {"account": "a1", "outcome": "fail"}}

The last two parts of `type` are the kind; a name in front of them, and a version `.v2` behind, say nothing. `data` holds the
fields, as the native format tells them. `id` and `source` name the event; `time` is `at`, unless `data` has one.

`subject` is that of the kinds `consent.changed`, `age.signal` and `deletion.done`, where it says whom they are about; else it is
left aside. The extensions `account` and `tenant` are those of the envelope, unless `data` says them; other extensions are left
aside. Data in base64 are no fields, and are rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bylaws.events.readers.json_lines import renamed
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt
from bylaws.events.values import quoted

NAME: Final = "cloudevents"

VERSION: Final = "1.0"
WITH_SUBJECT: Final = frozenset(("consent.changed", "age.signal", "deletion.done"))
_VERSIONED: Final = re.compile(r"v\d+", re.ASCII)


def sniff(head: bytes) -> bool:
    """Whether the first object is such an event."""
    return {"specversion", "type", "source"} <= first_object(head).keys()


def read(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream):
        yield found if isinstance(found, Reject) else _record(stream, found)


def _record(stream: Stream, found: Object) -> Record | Reject:
    try:
        kind, raw = _event(found.members)
    except ValueError as error:
        return Reject(stream.name, found.line, found.offset, str(error), excerpt(found.text))
    return Record(kind, raw, stream.name, found.line, found.offset, NAME, stream.log, found.text)


def _event(members: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    if members.get("specversion") != VERSION:
        raise ValueError(f"no CloudEvent of version {VERSION}: its `specversion` is {quoted(members.get('specversion'))}")
    for name in ("type", "id", "source"):
        if not isinstance(members.get(name), str) or not members[name]:
            raise ValueError(f"no CloudEvent: its `{name}` is missing or no text")
    raw = _data(members)
    kind = renamed(_kind(str(members["type"])), raw)
    for name in ("account", "tenant", *(("subject",) if kind in WITH_SUBJECT else ())):
        raw.setdefault(name, members.get(name))
    raw.setdefault("at", members.get("time"))
    return kind, raw | {"id": members["id"], "source": members["source"]}


def _kind(told: str) -> str:
    *parts, last = told.rsplit(".", 3)
    if len(parts) < 2 or not _VERSIONED.fullmatch(last):
        parts.append(last)
    return ".".join(parts[-2:])


def _data(members: Mapping[str, object]) -> dict[str, object]:
    data = members.get("data")
    if members.get("data_base64") is not None:
        raise ValueError("its data are in base64 (`data_base64`); wanted are fields in an object `data`")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("its `data` are no object, and so no fields")
    return dict(data)

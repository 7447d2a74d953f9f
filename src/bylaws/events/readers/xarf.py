"""Abuse reports in XARF, the extended abuse reporting format, version 4 and version 3: https://github.com/xarf/xarf-spec.

One object a file, an array, or one object a line. A report becomes an `external.notice`. Its `kind` is `copyright`, `trademark`
(content of the type `brand_infringement`), `blocklist` (reputation of that type), else `abuse_report`. `claim` is the category
and the type: `messaging/spam`. `subject_ids` hold the source: an address, a domain, in version 3 also a page. `sender` is
the reporter's domain, else the address to write to. The report's own number names the event; version 3 has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "xarf"

_BEGINNING: Final = re.compile(rb'\s*\[?\s*\{[^{}]*"(?:xarf_version|ReporterInfo)"\s*:')
_KINDS: Final = {
    "copyright": "copyright",
    "content/brand_infringement": "trademark",
    "reputation/blocklist": "blocklist",
}
_V3_SOURCES: Final = ("IP", "URL", "Domain", "Email")


def sniff(head: bytes) -> bool:
    """Whether the first object is such a report; evidence may make it longer than what is looked at."""
    found = first_object(head)
    if found:
        return _is_report(found)
    return _BEGINNING.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _is_report(members: Mapping[str, object]) -> bool:
    return "xarf_version" in members or {"ReporterInfo", "Report"} <= members.keys()


def read(stream: Stream) -> Iterator[Record | Reject]:
    for each in objects_of(stream):
        yield each if isinstance(each, Reject) else _record(stream, each)


def _record(stream: Stream, told: Object) -> Record | Reject:
    members = told.members
    try:
        if not _is_report(members):
            raise ValueError("no abuse report: it has neither `xarf_version` nor `ReporterInfo` and `Report`")
        raw = _v4(members) if "xarf_version" in members else _v3(stream, members)
    except ValueError as error:
        return Reject(stream.name, told.line, told.offset, str(error), excerpt(told.text))
    return Record("external.notice", raw, stream.name, told.line, told.offset, NAME, stream.log, told.text)


def _v4(members: Mapping[str, object]) -> dict[str, object]:
    reporter = _object(members, "reporter")
    # Drafts of version 4 said `class`.
    category = _text(members, "category") or _text(members, "class")
    return {
        "id": _text(members, "report_id") or None,
        "notice": _text(members, "report_id") or None,
        "at": _needed(members, "timestamp"),
        "sender": _first(reporter, "domain", "contact", "org"),
        "subject_ids": _texts(members, "source_identifier"),
        **_claim(category, _text(members, "type")),
    }


def _v3(stream: Stream, members: Mapping[str, object]) -> dict[str, object]:
    reporter, report = _object(members, "ReporterInfo"), _object(members, "Report")
    source = report.get("Source")
    sources = source if isinstance(source, Mapping) else {"IP": source}
    found = [each for name in _V3_SOURCES for each in _texts(sources, name) or ()]
    return {
        "at": _with_offset(stream, _needed(report, "Date")),
        "sender": _first(reporter, "ReporterOrgDomain", "ReporterContactEmail", "ReporterOrgEmail", "ReporterOrg"),
        "subject_ids": found or None,
        **_claim(_text(report, "ReportClass").lower(), _text(report, "ReportType")),
    }


def _claim(category: str, sort: str) -> dict[str, object]:
    claim = "/".join(filter(None, (category, sort)))
    if not claim:
        raise ValueError("an abuse report that does not say of what")
    return {"kind": _KINDS.get(claim) or _KINDS.get(category, "abuse_report"), "claim": claim}


def _object(members: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = members.get(name)
    if isinstance(found, Mapping):
        return found
    if found is None:
        return {}
    raise ValueError(f"an abuse report whose `{name}` is no object")


def _needed(members: Mapping[str, object], name: str) -> str:
    found = _text(members, name)
    if not found:
        raise ValueError(f"an abuse report without its time, `{name}`")
    return found


def _with_offset(stream: Stream, time: str) -> str:
    """Version 3 leaves open how a time is told; one that lacks its offset is that of the clock there."""
    try:
        told = datetime.fromisoformat(time)
        return time if told.tzinfo else stream.local.instant(told)
    except (ValueError, OverflowError):
        return time


def _first(members: Mapping[str, object], *names: str) -> str | None:
    return next(filter(None, (_text(members, name) for name in names)), None)


def _text(members: Mapping[str, object], name: str) -> str:
    """The text under a name; empty where there is none. Raises ValueError for anything but a text."""
    found = members.get(name)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"an abuse report whose `{name}` is no text")
    return (found or "").strip()


def _texts(members: Mapping[str, object], name: str) -> list[str] | None:
    """The texts under a name, of which there may be one or a list."""
    found = members.get(name)
    told = found if isinstance(found, list) else [found]
    texts = [_text({name: each}, name) for each in told if each is not None]
    return [text for text in texts if text] or None

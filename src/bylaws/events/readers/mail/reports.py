"""Mails that are reports for machines: bounces (RFC 3464) and feedback (RFC 5965, RFC 6591)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.mail.headers import ADDRESS_LIMIT, Headers, clean, plain
from bylaws.events.readers.mail.parts import Part, headers_of

# The second form of each is that of internationalised mail (RFC 6533).
_STATUS: Final = ("message/delivery-status", "message/global-delivery-status")
_FEEDBACK: Final = "message/feedback-report"
_RETURNED: Final = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_ACTIONS: Final = {"failed": "bounced", "delivered": "delivered", "expanded": "delivered"}
_COMPLAINTS: Final = ("abuse", "fraud", "virus")
_BLOCKS: Final = re.compile(rb"(?:\r?\n){2,}")
_CODE: Final = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
_BLOCK_LIMIT: Final = 1 << 16


class Told(Struct, frozen=True):
    """An event that a report tells, without its time."""

    kind: str
    raw: dict[str, object]


class Undecided(Struct, frozen=True):
    """Of so many recipients a bounce only says that their message is still on its way."""

    recipients: int


def report_of(mail: Part) -> Iterator[Told | Undecided] | None:
    """What a report tells; None of any other mail. Raises ValueError for one that names nothing that it is about."""
    parts = mail.parts
    status = next((part for part in parts if part.sort in _STATUS), None)
    if status is not None and mail.sort == "multipart/report":
        return iter(_results(status, _returned(parts)))
    feedback = next((part for part in parts if part.sort == _FEEDBACK), None)
    return None if feedback is None else iter(_feedback(mail, headers_of(feedback.content.lstrip()), _returned(parts)))


def _returned(parts: list[Part]) -> Headers:
    """The headers of the mail that a report is about, as far as they were sent back."""
    returned = next((part for part in parts if part.sort in _RETURNED), None)
    return Headers(()) if returned is None else headers_of(returned.content.lstrip())


def _results(status: Part, returned: Headers) -> list[Told | Undecided]:
    message = returned.message_id("message-id")
    told: list[Told | Undecided] = []
    undecided = 0
    for block in _BLOCKS.split(status.content.strip())[:_BLOCK_LIMIT]:
        fields = headers_of(block)
        recipient = _recipient(fields.first("original-recipient")) or _recipient(fields.first("final-recipient"))
        action = plain(fields.first("action")).lower().split(" ")[0]
        if not recipient or not action:
            continue
        outcome = _ACTIONS.get(action)
        if outcome is None:
            undecided += 1
            continue
        code = _CODE.search(fields.first("status"))
        raw: dict[str, object] = {"message": message, "recipient": recipient, "outcome": outcome, "code": code[0] if code else None}
        told.append(Told("message.result", raw))
    if undecided:
        told.append(Undecided(undecided))
    if not told:
        raise ValueError("a bounce that names no recipient with what became of the message")
    return told


def _recipient(field: str) -> str:
    """The address of `rfc822; user@host`."""
    address = plain(field).partition(";")[2].strip().strip("<>").strip()
    return clean(address) if 0 < len(address) <= ADDRESS_LIMIT else ""


def _feedback(mail: Part, fields: Headers, returned: Headers) -> list[Told]:
    sort = plain(fields.first("feedback-type")).lower()
    if not sort:
        raise ValueError("a feedback report that does not say of what type it is")
    message = returned.message_id("message-id") or fields.message_id("message-id")
    about = [*_plainly(fields, "source-ip", "reported-domain", "reported-uri"), *filter(None, (message,))]
    writer = next(iter(Headers.of(mail).addresses("from")), None)
    failure = clean(plain(fields.first("auth-failure"))).lower()
    told = [
        Told(
            "external.notice",
            {
                "kind": "feedback_loop",
                "sender": writer and writer.address,
                "subject_ids": about or None,
                "claim": clean(" ".join(filter(None, (sort, failure))))[:ADDRESS_LIMIT],
            },
        )
    ]
    if sort in _COMPLAINTS:
        recipients: list[str | None] = [each.address for each in fields.addresses("original-rcpt-to")]
        if message and not recipients:
            recipients = [None]
        told += [Told("message.result", {"message": message, "recipient": each, "outcome": "complaint"}) for each in recipients]
    return told


def _plainly(fields: Headers, *names: str) -> list[str]:
    values = (clean(plain(value))[:ADDRESS_LIMIT] for value in fields.all(*names))
    return list(dict.fromkeys(value for value in values if value))[:100]

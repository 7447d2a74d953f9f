"""What monitors of a network tell of mail that went by.

Senders write there what they like: none of it may reject an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import Final

_DECODED: Final = 4096
"""Characters up to which a header is decoded: the time that it takes grows with the square of its length."""


def readable(value: object) -> object:
    """A value with its NULs written as `\\x00`, for no text may hold one; lists item by item."""
    if isinstance(value, str):
        return value.replace("\x00", "\\x00")
    return [readable(each) for each in value] if isinstance(value, list) else value


def mail_seen(envelope: Mapping[str, object], header: Mapping[str, object]) -> dict[str, object]:
    """Raw fields of a `message.sent`: `envelope` has `from` and `to` of SMTP, `header` `from`, `subject` and `message-id`."""
    told, sender, subject = envelope.get("to"), header.get("from"), header.get("subject")
    recipients = [_bare(each) for each in told] if isinstance(told, list) else _bare(told)
    name, address = _mailbox(sender) if isinstance(sender, str) else (None, sender)
    return {
        "channel": "email",
        "envelope_from": _bare(envelope.get("from")) or None,
        "recipients": recipients or None,
        "recipient_count": len(told) or None if isinstance(told, list) else None,
        "sender": address,
        "sender_display": name,
        "subject": words_of(subject) if isinstance(subject, str) else subject,
        "message_id": _bare(header.get("message-id")) or None,
    }


def words_of(header: str) -> str:
    """The text of a header with encoded words (RFC 2047); as it stands where they cannot be decoded, or it is overlong."""
    if "=?" not in header or len(header) > _DECODED:
        return header
    try:
        text = str(make_header(decode_header(header)))
    except (MessageError, LookupError, ValueError):
        return header
    return text.encode("utf-8", "replace").decode().replace("\x00", "\\x00")


def _bare(address: object) -> object:
    """Without the angle brackets of SMTP."""
    return address.strip().removeprefix("<").removesuffix(">") if isinstance(address, str) else address


def _mailbox(header: str) -> tuple[str | None, str | None]:
    """Name and address of a `From` header; what has no address in angle brackets is taken for one."""
    name, bracket, address = header.strip().rpartition("<")
    if not bracket or not address.endswith(">"):
        return None, header.strip() or None
    return words_of(name.strip().strip('"')).strip() or None, address[:-1].strip() or None

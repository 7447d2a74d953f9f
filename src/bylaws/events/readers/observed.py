"""What monitors of a network tell of mail that went by.

Senders write there what they like: none of it may reject an event.
"""

from __future__ import annotations

from collections.abc import Mapping

from bylaws.events.readers.mail.headers import addresses, shown


def readable(value: object) -> object:
    """A value with its NULs written as `\\x00`, for no text may hold one; lists item by item."""
    if isinstance(value, str):
        return value.replace("\x00", "\\x00")
    return [readable(each) for each in value] if isinstance(value, list) else value


def mail_seen(envelope: Mapping[str, object], header: Mapping[str, object]) -> dict[str, object]:
    """Raw fields of a `message.sent`: `envelope` has `from` and `to` of SMTP, `header` `from`, `subject` and `message-id`."""
    told, sender, subject = envelope.get("to"), header.get("from"), header.get("subject")
    recipients = [_bare(each) for each in told] if isinstance(told, list) else _bare(told)
    author = next(iter(addresses(sender)), None) if isinstance(sender, str) else None
    return {
        "channel": "email",
        "envelope_from": _bare(envelope.get("from")) or None,
        "recipients": recipients or None,
        "recipient_count": len(told) or None if isinstance(told, list) else None,
        "sender": author.address if author else sender,
        "sender_display": (author and author.display) or None,
        "subject": shown(subject) if isinstance(subject, str) else subject,
        "message_id": _bare(header.get("message-id")) or None,
    }


def _bare(address: object) -> object:
    """Without the angle brackets of SMTP."""
    return address.strip().removeprefix("<").removesuffix(">") if isinstance(address, str) else address

"""Mails as events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from bylaws.events.addresses import canonical_ip
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.mail.content import BODY_LIMIT, content_of
from bylaws.events.readers.mail.headers import Headers, addresses, clean, instant, plain
from bylaws.events.readers.mail.origin import fields_of, proof_of, transport_of
from bylaws.events.readers.mail.parts import HEADER_LIMIT, Part, header_block, part_of
from bylaws.events.readers.mail.pieces import Piece, pieces_of
from bylaws.events.readers.mail.reports import Undecided, report_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

_RECIPIENT_LIMIT: Final = 1 << 16
_REFERENCE_LIMIT: Final = 100
_NOBODY: Final = "MAILER-DAEMON"
"""How a `From ` line calls the empty return address."""
_CLIENT: Final = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]")
_SIGNED_IN: Final = re.compile(r"\(Authenticated sender: ([^\s()]{1,320})\)")


def read(stream: Stream, source: str, received: bool) -> Iterator[Record | Reject]:
    """Each mail of a stream; `received`: they came in for a customer."""
    for piece in pieces_of(stream):
        if isinstance(piece, Reject):
            yield piece
            continue
        try:
            yield from _records(stream, piece, source, received)
        except ValueError as error:
            yield Reject(stream.name, piece.line, piece.offset, str(error), excerpt(piece.text))


def _records(stream: Stream, piece: Piece, source: str, received: bool) -> list[Record]:
    if len(header_block(piece.text)) > HEADER_LIMIT:
        raise ValueError(f"a mail with more than {HEADER_LIMIT} bytes of headers")
    mail = part_of(piece.text)
    headers = Headers.of(mail)
    if not headers.fields:
        raise ValueError("no mail: it has no headers")
    at = arrived(headers, piece, stream.local)
    if at is None:
        raise ValueError("a mail that does not tell its time: no `Received`, no `Date`")
    told: list[tuple[str, dict[str, object]]] = []
    report = None if received else report_of(mail)
    if report is None:
        told.append(("message.received", _received(mail, headers)) if received else ("message.sent", _sent(mail, headers, piece)))
    for each in report or ():
        if isinstance(each, Undecided):
            stream.passed.add("recipients of delayed mail", each.recipients)
        else:
            told.append((each.kind, each.raw))
    if report is None and stream.answers is not None:
        arrival = plain(headers.first("received"))
        proof = proof_of(piece.text, headers, transport_of(headers, arrival, client_of(arrival)), at, stream.answers)
        told[0][1].update(fields_of(proof))
    name = _id(headers, piece)
    names = [name] if len(told) == 1 else [f"{name or f'{stream.log}#{piece.line}'}/{number}" for number in range(1, len(told) + 1)]
    return [
        Record(kind, {**raw, "at": at, "id": each}, stream.name, piece.line, piece.offset, source, stream.log)
        for each, (kind, raw) in zip(names, told, strict=True)
    ]


def arrived(headers: Headers, piece: Piece, local: LocalTime) -> str | None:
    """When the last server took it; else as the mbox says, and else as the sender does."""
    arrived = (instant(value.rpartition(";")[2], local) for value in headers.all("received"))
    return next(filter(None, arrived), None) or instant(_mbox_date(piece), local) or instant(headers.first("date"), local)


def _mbox_date(piece: Piece) -> str:
    """`Tue Apr 30 02:09:16 2019` in the order in which headers tell dates."""
    parts = piece.date.decode("ascii", "replace").replace(",", "").split()
    offsets = [part for part in parts[4:] if not part.isdigit()]
    years = [part for part in parts[4:] if part.isdigit()]
    return " ".join((parts[2], parts[1], years[0], parts[3], *offsets)) if years else ""


def _id(headers: Headers, piece: Piece) -> str | None:
    """A name for a mail that a server has taken, which no sender can give to two.

    Without a server's mark two copies that somebody sent may be the same to the last byte: they go by file and line.
    """
    named = headers.message_id("message-id")
    if named is None or not headers.first("received"):
        return None
    return f"{named}#{blake2b(piece.text, digest_size=8).hexdigest()}"


def _sent(mail: Part, headers: Headers, piece: Piece) -> dict[str, object]:
    author = next(iter(headers.addresses("from", "sender")), None)
    recipients = list(dict.fromkeys(each.address for each in headers.addresses("to", "cc", "bcc")))
    arrival = plain(headers.first("received"))
    signed_in = _SIGNED_IN.search(arrival)
    auto = headers.first("auto-submitted").lower()
    return {
        "message_id": headers.message_id("message-id"),
        "size_bytes": len(piece.text),
        "channel": "email",
        "user": clean(signed_in[1]) if signed_in else None,
        "sender": author and author.address,
        "sender_display": (author and author.display) or None,
        "envelope_from": _envelope_from(headers, piece),
        "raw_headers": clean(header_block(piece.text)[:BODY_LIMIT].decode("utf-8", "backslashreplace").rstrip("\r\n")),
        "recipients": recipients[:_RECIPIENT_LIMIT] or None,
        "recipient_count": len(recipients) or None,
        "automated": not auto.startswith("no") if auto else None,
        "client_ip": client_of(arrival),
        **_content(mail, headers),
    }


def _received(mail: Part, headers: Headers) -> dict[str, object]:
    author = next(iter(headers.addresses("from", "sender")), None)
    written_to = [each.address for each in headers.addresses("to")]
    mailbox = headers.addresses("x-original-to") or headers.addresses("envelope-to", "x-envelope-to", "delivered-to")
    told = _content(mail, headers)
    return {
        "message_id": headers.message_id("message-id"),
        "mailbox_or_number": mailbox[0].address if mailbox else written_to[0] if len(written_to) == 1 else None,
        "sender": author and author.address,
        "in_reply_to": headers.message_id("in-reply-to"),
        "references": headers.message_ids("references")[:_REFERENCE_LIMIT] or None,
        **{name: told[name] for name in ("subject", "body", "urls")},
    }


def _content(mail: Part, headers: Headers) -> dict[str, object]:
    content = content_of(mail)
    return {
        "subject": headers.text("subject"),
        "body": content.text or None,
        "urls": content.urls or None,
        "attachments": content.attachments or None,
    }


def _envelope_from(headers: Headers, piece: Piece) -> str | None:
    """The return address; None where there is none to return to."""
    told = list(headers.all("return-path"))[:1] or [piece.sender.decode("ascii", "replace")]
    return next((each.address for each in addresses(told[0]) if each.address != _NOBODY), None)


def client_of(arrival: str) -> str | None:
    """The address from which the last server took it, in the `from` of its `Received`."""
    for found in _CLIENT.finditer(arrival.partition(" by ")[0] if arrival.lower().startswith("from ") else ""):
        try:
            return canonical_ip(found[1])
        except ValueError:
            continue
    return None

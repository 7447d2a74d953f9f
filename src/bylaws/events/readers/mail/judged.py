"""Mails that are read for their origin alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from msgspec import Struct

from bylaws.events.readers.inputs import Input
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.mail.events import arrived, client_of
from bylaws.events.readers.mail.headers import Headers, plain
from bylaws.events.readers.mail.origin import proof_of, transport_of
from bylaws.events.readers.mail.parts import HEADER_LIMIT, header_block, headers_of
from bylaws.events.readers.mail.pieces import Piece, pieces_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt
from bylaws.origin.answers import Answers
from bylaws.origin.proof import Proof, Transport


class Mail(Struct, frozen=True):
    """`text` is the mail as it stands; `at`: when the last server took it, in RFC 3339."""

    file: str
    line: int
    text: bytes
    headers: Headers
    at: str

    @property
    def author(self) -> str:
        return next((each.address for each in self.headers.addresses("from", "sender")), "")

    @property
    def transport(self) -> Transport:
        arrival = plain(self.headers.first("received"))
        return transport_of(self.headers, arrival, client_of(arrival))

    def judge(self, answers: Answers) -> Proof:
        return proof_of(self.text, self.headers, self.transport, self.at, answers)


def mails_of(source: Input) -> Iterator[Mail | Reject]:
    """The mails of an input, and a Reject for each that cannot be judged."""
    try:
        file = source.open()
    except OSError as error:
        yield Reject(source.name, 0, 0, f"cannot be opened: {error.strerror}", "")
        return
    with file:
        stream = Stream.of(source.name, file, log=source.log, local=LocalTime(UTC, source.changed))
        for piece in pieces_of(stream):
            yield piece if isinstance(piece, Reject) else _mail(piece, stream)
    if stream.broken:
        yield Reject(source.name, 0, stream.offset, stream.broken, "")


def _mail(piece: Piece, stream: Stream) -> Mail | Reject:
    reason = "no mail: it has no headers"
    if len(header_block(piece.text)) <= HEADER_LIMIT:
        headers = headers_of(piece.text)
        at = arrived(headers, piece, stream.local)
        if headers.fields and at is not None:
            return Mail(stream.name, piece.line, piece.text, headers, at)
        reason = "a mail that does not tell its time: no `Received`, no `Date`" if headers.fields else reason
    return Reject(stream.name, piece.line, piece.offset, reason, excerpt(piece.text))

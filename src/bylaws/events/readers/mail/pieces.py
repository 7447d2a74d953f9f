"""The mails of a stream: one alone, or those of an mbox, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt

MAIL_LIMIT: Final = 40 * 2**20
_LINE: Final = 1024
"""Bytes of a `From ` line, at most."""

# The form is strict: texts also have lines that begin with this word.
FROM_LINE: Final = re.compile(
    rb"From ([^\r\n]{0,512}?) ?"
    rb"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d(?::\d\d)?"
    rb"(?: [A-Z]{1,5}| [+-]\d{4})? \d{4}(?: [+-]\d{4})?)[^\r\n]{0,64}(?:\r?\n|\Z)"
)
_SEPARATOR: Final = re.compile(rb"(\n)\r?\n\Z")
_ESCAPED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)


class Piece(Struct, frozen=True):
    """A mail as it stands: `text` from its first header on. `line` counts from 1 and `offset` in bytes: where it begins.

    `sender` and `date` are those of the `From ` line that an mbox puts before it, else empty.
    """

    line: int
    offset: int
    text: bytes
    sender: bytes = b""
    date: bytes = b""


def pieces_of(stream: Stream) -> Iterator[Piece | Reject]:
    """Each mail. One larger than `MAIL_LIMIT` is rejected without being held; what a broken input leaves is not handed out."""
    mbox = FROM_LINE.match(stream.peek(_LINE).lstrip(b"\r\n")) is not None
    held, cut = bytearray(), _Cut(1, stream.offset)
    for chunk in stream.chunks():
        held += chunk
        while mbox and (start := cut.next(held)):
            if not cut.dropped:
                yield _piece(cut, bytes(held[:start]))
            cut.drop(held, start)
            cut.dropped = False
        if len(held) > MAIL_LIMIT:
            if not cut.dropped:
                yield Reject(
                    stream.name, cut.line, cut.offset, f"a mail of more than {MAIL_LIMIT} bytes", excerpt(bytes(held[:_LINE]))
                )
            cut.dropped = True
            cut.drop(held, len(held) - _LINE)
    if held.strip() and not cut.dropped and not stream.broken:
        yield _piece(cut, bytes(held))


class _Cut(Struct):
    """Where the bytes that are held begin, and how far they were looked through.

    `dropped`: they are the rest of a mail that is too long.
    """

    line: int
    offset: int
    seen: int = 0
    dropped: bool = False

    def next(self, held: bytearray) -> int:
        """Where the next mail begins: at a `From ` line behind a blank one. 0 if that is not to be seen yet."""
        while (at := held.find(b"\nFrom ", self.seen)) >= 0:
            if len(held) - at < _LINE and held.find(b"\n", at + 1) < 0:
                self.seen = at
                return 0
            self.seen = at + 1
            if held[max(0, at - 2) : at].endswith((b"\n", b"\n\r")) and FROM_LINE.match(held, at + 1):
                return at + 1
        self.seen = max(self.seen, len(held) - len(b"\nFrom "))
        return 0

    def drop(self, held: bytearray, size: int) -> None:
        self.line += held.count(b"\n", 0, size)
        self.offset += size
        self.seen = max(0, self.seen - size)
        del held[:size]


def _piece(cut: _Cut, text: bytes) -> Piece:
    text = text.lstrip(b"\r\n")
    start = FROM_LINE.match(text)
    if start is None:
        return Piece(cut.line, cut.offset, text)
    content = _ESCAPED.sub(rb"\1", _SEPARATOR.sub(rb"\1", text[start.end() :]))
    return Piece(cut.line, cut.offset, content, start[1], start[2])

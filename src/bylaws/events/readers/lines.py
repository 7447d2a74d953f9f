"""Lines of a stream, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.stream import Stream
from bylaws.events.record import EXCERPT, Reject, excerpt

LINE_LIMIT: Final = 16 * 2**20


class Line(Struct, frozen=True):
    """`text` without its end; `number` counts from 1, `offset` is where it begins."""

    number: int
    offset: int
    text: bytes


def lines_of(stream: Stream, limit: int = LINE_LIMIT) -> Iterator[Line | Reject]:
    """Each line that is not blank. One longer than `limit` bytes is rejected without being held.

    What a broken input leaves of its last line is not handed out: half a line may look whole.
    """
    number, offset, held = 1, stream.offset, bytearray()
    dropped = 0
    for chunk in stream.chunks():
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            length = dropped + len(held) + end - start
            text = bytes(held) + chunk[start:end] if held else chunk[start:end]
            if length > limit:
                yield _too_long(stream, number, offset, limit, text)
            elif text and not text.isspace():
                yield Line(number, offset, text.rstrip(b"\r"))
            number, offset, start, dropped = number + 1, offset + length + 1, end + 1, 0
            held.clear()
        dropped += _hold(held, chunk[start:], limit)
    if dropped + len(held) > limit:
        yield _too_long(stream, number, offset, limit, bytes(held))
    elif held.strip() and not stream.broken:
        yield Line(number, offset, bytes(held).rstrip(b"\r"))


def _hold(held: bytearray, more: bytes, limit: int) -> int:
    """Keep the beginning of an unfinished line; of one that is too long only an excerpt. Bytes dropped."""
    held += more
    if len(held) <= limit:
        return 0
    dropped = max(0, len(held) - EXCERPT)
    del held[EXCERPT:]
    return dropped


def _too_long(stream: Stream, number: int, offset: int, limit: int, text: bytes) -> Reject:
    return Reject(stream.name, number, offset, f"a line of more than {limit} bytes", excerpt(text))

"""Reading bytes as if they were a file."""

from __future__ import annotations

import io

from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Reading, Stream, read_stream
from bylaws.events.record import Record, Reject, Remark


def stream(content: bytes) -> Stream:
    return Stream.of("file", io.BytesIO(content))


def items(content: bytes, reading: Reading | None = None) -> list[Record | Reject | Remark]:
    return list(read_stream(stream(content), reading or Reading()))


def events(content: bytes, reading: Reading | None = None) -> list[Event]:
    """What is read, every piece of it well."""
    decoder, out = Decoder(CATALOGUE, "EUR"), []
    for item in items(content, reading):
        assert isinstance(item, Record), item
        out.append(decoder.decode(item))
    assert not decoder.ignored
    return out


def reasons(content: bytes, reading: Reading | None = None) -> list[str]:
    """Of what was not read: pieces, or the input as a whole."""
    return [item.reason for item in items(content, reading) if not isinstance(item, Record)]


def refusals(content: bytes, reading: Reading | None = None) -> list[str]:
    """Of what was not read, or read and then not understood as an event."""
    decoder, out = Decoder(CATALOGUE, "EUR"), []
    for item in items(content, reading):
        try:
            if isinstance(item, Record):
                decoder.decode(item)
                continue
            out.append(item.reason)
        except Reject as reject:
            out.append(reject.reason)
    return out

"""Reading bytes as if they were a file."""

from __future__ import annotations

import io

import orjson

from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Reading, Stream, read_stream
from bylaws.events.record import Record, Reject, Remark
from bylaws.events.show import plain_value
from bylaws.events.types import INSTANT


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


def line(decoder: Decoder, item: Record | Reject | Remark) -> str:
    """What a golden file says of what was read: an event, or why there is none."""
    told: Event | Reject | Remark
    try:
        told = decoder.decode(item) if isinstance(item, Record) else item
    except Reject as reject:
        told = reject
    if not isinstance(told, Event):
        return orjson.dumps({type(told).__name__.lower(): str(told)}).decode()
    types = {field.name: field.type for field in CATALOGUE.kinds[told.kind].fields}
    fields = {name: plain_value(types[name], value, "EUR") for name, value in sorted(told.fields.items())}
    head = {"kind": told.kind, "at": plain_value(INSTANT, told.at), "id": told.id, "source": told.source}
    return orjson.dumps(head | {"fields": fields}).decode()

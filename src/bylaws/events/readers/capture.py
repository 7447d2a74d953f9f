"""Frames of a pcap or pcapng file. No length that the file states is believed before it is checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.events.types import MILLION

NAME: Final = "pcap"
PACKETS_NAME: Final = "pcap-packets"

FRAME_LIMIT: Final = 1 << 18
_BLOCK_LIMIT: Final = 1 << 20
_INTERFACE_LIMIT: Final = 1 << 12

# magic → byte order, ticks a second
_MAGICS: Final = {
    b"\xa1\xb2\xc3\xd4": (">", 10**6),
    b"\xd4\xc3\xb2\xa1": ("<", 10**6),
    b"\xa1\xb2\x3c\x4d": (">", 10**9),
    b"\x4d\x3c\xb2\xa1": ("<", 10**9),
}
_SECTION: Final = b"\x0a\x0d\x0d\x0a"
_ORDERS: Final = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_INTERFACE, _OLD_PACKET, _SIMPLE, _PACKET = 1, 2, 3, 6


class Frame(Struct, frozen=True):
    """`at` in microseconds since 1970; `link` is the link type; `length` the bytes on the wire, of which `data` may be a part."""

    at: int
    link: int
    data: bytes
    length: int
    offset: int


class _BadCaptureError(Exception):
    """The rest of the file cannot be read."""


def sniff(head: bytes) -> bool:
    return head[:4] in _MAGICS or (head[:4] == _SECTION and head[8:12] in _ORDERS)


def frames_of(stream: Stream) -> Iterator[Frame | Reject]:
    """Each frame; where the rest cannot be read, the stream is given up."""
    try:
        yield from _classic(stream) if stream.peek(4) in _MAGICS else _next_generation(stream)
    except _BadCaptureError as error:
        stream.give_up(str(error))


def _take(stream: Stream, size: int, what: str) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _BadCaptureError(f"the capture is cut off in the middle of {what}")
    return data


def _classic(stream: Stream) -> Iterator[Frame]:
    order, ticks = _MAGICS[stream.peek(4)]
    head = _take(stream, 24, "its header")
    link = struct.unpack_from(f"{order}I", head, 20)[0] & 0xFFFF
    while stream.peek(1):
        offset = stream.offset
        seconds, fraction, captured, length = struct.unpack(f"{order}IIII", _take(stream, 16, "a packet's header"))
        if captured > FRAME_LIMIT:
            raise _BadCaptureError(f"a packet claims {captured} bytes; the capture is damaged here")
        data = _take(stream, captured, "a packet")
        yield Frame(seconds * MILLION + fraction * MILLION // ticks, link, data, max(length, captured), offset)


class _Section(Struct):
    """What holds up to the next section header: the byte order, and per interface its link type and ticks a second."""

    order: str
    interfaces: list[tuple[int, int]]


def _next_generation(stream: Stream) -> Iterator[Frame | Reject]:
    section: _Section | None = None
    while stream.peek(1):
        offset = stream.offset
        if stream.peek(4) == _SECTION:
            section = _section(stream)
        elif section is None:
            raise _BadCaptureError("no capture: neither pcap nor pcapng")
        else:
            kind, body = _block(stream, section.order)
            yield from _content(kind, body, section, (stream.name, offset))


def _section(stream: Stream) -> _Section:
    order = _ORDERS.get(stream.peek(12)[8:12])
    if order is None:
        raise _BadCaptureError("a section of unknown byte order")
    _block(stream, order)
    return _Section(order, [])


def _block(stream: Stream, order: str) -> tuple[int, bytes]:
    kind, length = struct.unpack(f"{order}II", _take(stream, 8, "a block's header"))
    if not 12 <= length <= _BLOCK_LIMIT or length % 4:
        raise _BadCaptureError(f"a block claims {length} bytes; the capture is damaged here")
    body = _take(stream, length - 8, "a block")
    if struct.unpack(f"{order}I", body[-4:])[0] != length:
        raise _BadCaptureError("a block states two lengths; the capture is damaged here")
    return kind, body[:-4]


def _content(kind: int, body: bytes, section: _Section, place: tuple[str, int]) -> Iterator[Frame | Reject]:
    name, offset = place
    try:
        if kind == _INTERFACE:
            if len(section.interfaces) >= _INTERFACE_LIMIT:
                raise _BadCaptureError(f"more than {_INTERFACE_LIMIT} interfaces")
            section.interfaces.append((struct.unpack_from(f"{section.order}H", body)[0], _ticks(body, section.order)))
        elif kind in (_PACKET, _OLD_PACKET):
            yield _packet(kind, body, section, offset)
        elif kind == _SIMPLE:
            yield Reject(name, 0, offset, "a packet without a time")
    except (struct.error, IndexError):
        yield Reject(name, 0, offset, "a block that is too short, or of an interface that was never described")


def _packet(kind: int, body: bytes, section: _Section, offset: int) -> Frame:
    head = struct.unpack_from(f"{section.order}{'I' if kind == _PACKET else 'HH'}IIII", body)
    link, ticks = section.interfaces[head[0]]
    high, low, captured, length = head[-4:]
    if captured > len(body) - 20:
        raise IndexError
    return Frame(((high << 32) + low) * MILLION // ticks, link, body[20 : 20 + captured], max(length, captured), offset)


def _ticks(body: bytes, order: str) -> int:
    """Ticks a second: the option `if_tsresol`, a power of ten or (with the high bit) of two; by default a million."""
    at = 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(f"{order}HH", body, at)
        if code == 0:
            break
        if code == 9 and size == 1:
            power = body[at + 4]
            return int(2 ** (power & 0x7F)) if power & 0x80 else int(10 ** min(power, 18))
        at += 4 + (size + 3) // 4 * 4
    return MILLION

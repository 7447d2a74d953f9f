"""What must hold of a log, whatever stands in it."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from zlib import crc32

import orjson
import zstandard

from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import FORMATS, Format, Reading, Stream, mapped, read_stream, recognise
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.log_mapping import OBJECTS, TABLES
from bylaws.events.readers.mapping import parse_mapping
from bylaws.events.readers.snapshots import Snapshots
from bylaws.events.record import EXCERPT, Record, Reject, Remark
from bylaws.events.show import plain_value, show_value
from tests.events.readers.captures import CLIENT, PSH, SERVER, SYN, pcap, pcapng, tcp, udp

from .target import Target

SAMPLES = Path(__file__).parents[1] / "events" / "readers" / "samples"
LOGS = Path(__file__).parents[2] / "samples" / "logs"
LOCAL = LocalTime(last=date(2026, 11, 30))
TABLE_MAPPING = parse_mapping(
    {
        "kind": "call.record",
        "absent": ["-"],
        "constants": {"direction": "outbound"},
        "columns": {
            "from": {"column": "calling", "prefix": "+"},
            "ended_at": {"column": "end", "time": "%d.%m.%Y %H:%M:%S", "zone": "Europe/Berlin"},
            "billed_s": "seconds",
            "answered_at": {"column": "answered", "time": "ms"},
            "hangup_side": {"column": "label", "values": {"0": "caller", "1": "callee"}},
        },
    }
)
OBJECT_MAPPING = parse_mapping(
    {
        "kind": "number.assigned",
        "where": {"event": ["given", "kept"]},
        "snapshot": {"at": "2026-11-01T00:00:00Z", "key": "number"},
        "members": {
            "number": {"member": "line.number", "prefix": "+"},
            "account": "line.holders.0",
            "at": {"member": "since", "time": "ms"},
            "capabilities": "can",
        },
    }
)
MAPPINGS = {each.format: each for each in (TABLE_MAPPING, OBJECT_MAPPING)}
OBJECT = b"""{"event": "given", "line": {"number": 49301, "holders": ["a1", "a2"]}, "since": 1795255200000, "can": ["voice"]}
{"event": "lost", "line": 5}
{"event": "kept", "line": {"number": "49302", "holders": []}, "since": null}
"""
TABLE = b"calling,end,seconds,answered,label\n4930123456,21.11.2026 10:00:00,60,1795255200000,0\n49301,25.10.2026 02:30:00,,-,1\n"
MADE = b'{"kind": "made.up", "at": "2026-03-02T09:59:50Z", '
NATIVE = (
    MADE + b'"id": "e1", "source": "s", "a_text": "a", "a_integer": 5, "a_ip": "192.0.2.1"}\n'
    b'{"kind": "made.up", "at": 1772445590, "many_text": ["a", "b"], "a_map": {"a": "b"}, "a_money": "EUR 1.20"}\n',
    b'{"kind": "permit.granted", "at": "2026-03-02T09:59:50Z", "fields": {"kind": "resale"}, "received_at": 1772745590}\n'
    b'{"kind": "call.record", "ended_at": "2026-03-02T09:59:50+05:30", "from": "+49301", "currency": "USD"}\n',
    b"\xef\xbb\xbf" + MADE + b'"many_domain": ["Example.COM"], "a_phone": "0049 30 1", "a_truth": true, "duration_s": 0.5}',
)
KEPT = 1 << 20
BLOCKS = (0, 1, 64, 700)


def reading(format: Format) -> Callable[[bytes], None]:
    """Bytes are read by a format in whatever pieces they come; what is no event is told of."""

    def check(data: bytes) -> None:
        chosen = Reading(format.name, (MAPPINGS[format.name],) if format.name in MAPPINGS else ())
        told = _read([data], chosen)
        if crc32(data) % 4 == 0:
            assert _read(_pieces(data, 7), chosen) == told, "it depends on the pieces in which it comes"

    return check


def check_sniffed(data: bytes) -> None:
    """Whatever format is chosen by content reads."""
    recognise(data)
    _read([data], Reading())


def _read(pieces: Iterable[bytes], chosen: Reading) -> list[str]:
    """What is told of a log, written as the commands write it."""
    decoder, told = Decoder(CATALOGUE, "EUR"), []
    stream = Stream("file", iter(pieces), local=LOCAL)
    for item in read_stream(stream, chosen):
        try:
            told.append(_record(decoder, item) if isinstance(item, Record) else _said(item))
        except Reject as reject:
            told.append(_said(reject))
    return told


def _record(decoder: Decoder, item: Record) -> str:
    event = decoder.decode(item)
    types = {field.name: field.type for field in CATALOGUE.kinds[event.kind].fields}
    fields = {name: plain_value(types[name], value) for name, value in event.fields.items()}
    shown = [show_value(types[name], value) for name, value in event.fields.items()]
    return orjson.dumps([event.kind, event.id, event.source, event.at, event.place, fields, shown]).decode()


def _said(item: Reject | Remark) -> str:
    if isinstance(item, Reject):
        assert len(item.excerpt.encode()) <= EXCERPT
        assert item.line >= 0
        assert item.offset >= 0
        return orjson.dumps([item.file, item.line, item.offset, item.reason, item.excerpt]).decode()
    return orjson.dumps([item.file, item.state, item.reason, item.offset]).decode()


def check_native(data: bytes) -> None:
    """The native format is read over columns as it is read line by line."""
    from bylaws.events.columns.unreadable import Unreadable
    from tests.events.columns.scanning import ordinarily, over_columns  # here, for compiled code takes its time to load

    block = BLOCKS[crc32(data) % len(BLOCKS)]
    try:
        over = over_columns(data, block=block)
    except Unreadable:
        return
    assert over == ordinarily(data)


def check_compressed(data: bytes) -> None:
    """Compressed bytes unpack to the same in whatever pieces they are read.

    Of what is damaged more or less is unpacked before that is noticed; only some damage is seen by the whole alone.
    """
    whole, broken = _unpacked(BytesIO(data))
    pieces, broken_in_pieces = _unpacked(_InPieces(data, 3))
    if broken:
        assert pieces.startswith(whole) or whole.startswith(pieces)
    else:
        assert (pieces, broken_in_pieces) == (whole, "")


def _unpacked(file: BytesIO) -> tuple[bytes, str]:
    """The beginning of what is unpacked, and what broke."""
    stream, kept = Stream.of("file", file), bytearray()
    for chunk in stream.chunks():
        kept += chunk[: KEPT - len(kept)]
    return bytes(kept), stream.broken


class _InPieces(BytesIO):
    """A file of which a few bytes come at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._piece = size

    def read(self, _size: int | None = -1, /) -> bytes:
        return super().read(self._piece)


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def _samples(format: str) -> list[bytes]:
    return [
        path.read_bytes()
        for path in sorted(SAMPLES.iterdir())
        if path.suffix not in (".jsonl", ".md") and path.name.split(".")[0] == format
    ]


def captures() -> list[bytes]:
    talk = [
        (1000.0, tcp((CLIENT, 4000), (SERVER, 21), SYN)),
        (1001.0, tcp((SERVER, 21), (CLIENT, 4000), PSH, b"220 ready\r\n")),
        (1002.0, tcp((CLIENT, 4000), (SERVER, 21), PSH, b"USER a\r\nPASS b\r\n", seq=1)),
        (1003.0, tcp((SERVER, 21), (CLIENT, 4000), PSH, b"331 more\r\n530 no\r\n", seq=11)),
        (1004.5, udp((CLIENT, 53), (SERVER, 53), b"hello")),
    ]
    return [pcap(talk), pcap(talk, ">", nano=True), pcapng(talk), pcapng(talk, ">", 9), pcap(talk, link=101)]


def _records() -> list[bytes]:
    return [path.read_bytes()[:4000] for path in sorted(LOGS.glob("*.jsonl"))]


SEEDS: dict[str, Callable[[], Sequence[bytes]]] = {
    "pcap": captures,
    "pcap-packets": captures,
    "json-lines": _records,
    "access-log": lambda: [gzip.decompress((LOGS / "access.log.gz").read_bytes())[:4000]],
    "mail-received": lambda: _samples("mail-received") + _samples("mail"),
    TABLES: lambda: [TABLE],
    OBJECTS: lambda: [OBJECT],
}


def seeds_of(format: str) -> Sequence[bytes]:
    """Good logs of a format."""
    return SEEDS.get(format, lambda: _samples(format))()


def _native() -> Sequence[bytes]:
    from tests.events.columns.scanning import over_columns

    over_columns(NATIVE[0])  # compiles, where that was not done before: no input is to be blamed for it
    return NATIVE


def _compressed() -> Iterator[bytes]:
    text = b"".join(b"line %d\n" % number for number in range(200))
    for pack in (gzip.compress, lzma.compress, zstandard.ZstdCompressor(write_content_size=False).compress, zstandard.compress):
        yield pack(text)
        yield pack(text[:9]) + pack(b"") + pack(b"more") + bytes(4)


def _formats() -> Iterator[Format]:
    yield from FORMATS
    for name, each in MAPPINGS.items():
        yield Format(name, "by a mapping", lambda _: False, lambda stream, by=each: mapped.read(stream, [by], Snapshots()))  # type: ignore[misc]


TARGETS = (
    *(Target(f"reader-{each.name}", reading(each), lambda name=each.name: seeds_of(name)) for each in _formats()),  # type: ignore[misc]
    Target("sniffed", check_sniffed, lambda: chain.from_iterable(seeds_of(each.name) for each in _formats())),
    Target("native", check_native, _native),
    Target("compressed", check_compressed, _compressed),
)

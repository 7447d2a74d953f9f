"""Inputs of hostile size: `python -m tests.fuzz.hostile FORMAT` reads them by a format in a bounded address space.

Exits with 1 and says which input was too much, if one was; with `-v` it says of each how long it took.
"""

from __future__ import annotations

import gzip
import lzma
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from struct import pack

import zstandard

from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Reading, Stream, read_stream, table
from bylaws.events.readers.stream import chunks_of, unpacked
from bylaws.events.record import Record, Reject

from .logs import LOCAL, MAPPING, seeds_of

ROOM = 400 * 2**20
"""Bytes of address space that reading may take besides what there is before."""
LARGE = 100 * 2**20
"""Bytes without a line's end."""
FEW = 2**20
"""Bytes of short lines, each of which takes its time."""
NATIVE = "native"
CAPTURES = ("pcap", "pcap-packets")
_PIECE = 1 << 16

Pieces = Iterable[bytes]


def inputs_of(format: str) -> Iterator[tuple[str, Pieces]]:
    """Hostile inputs with what they are called."""
    good = seeds_of("json-lines" if format == NATIVE else format)[0]
    for sort, size in ((_LONG, LARGE), (_LINES, FEW)):
        for name, filling in sort.items():
            yield f"{name} behind a good beginning", _behind(good, filling(size))
            yield f"{name} within", _behind(good[: len(good) // 2], filling(size // 10))
    yield "an object of small values", _many_values(good)
    yield "mails of many parts", _behind(_PARTS, _repeated(b"--b\n\n", FEW))
    yield "an object nested in itself", _behind(good[: good.find(b"{") + 1], _repeated(b'"a":{', LARGE))
    if format in CAPTURES:
        yield "conversations without end", _conversations(good)
    for name, packed in BOMBS.items():
        yield f"a bomb of {name}", unpacked(chunks_of(BytesIO(packed(good))))


def _repeated(what: bytes, size: int) -> Iterator[bytes]:
    piece = what * (_PIECE // len(what) + 1)
    return (piece for _ in range(size // len(piece) + 1))


def _numbered(shape: bytes, size: int) -> Iterator[bytes]:
    """Lines that are all different."""
    return (shape % number for number in range(size // len(shape)))


_LONG: dict[str, Callable[[int], Iterator[bytes]]] = {
    "a line without end": lambda size: _repeated(b"a", size),
    "blanks": lambda size: _repeated(b" ", size // 2),
    "quotes": lambda size: _repeated(b'"', size // 2),
    "commas": lambda size: _repeated(b",", size // 2),
    "tabs": lambda size: _repeated(b"\t", size // 2),
    "brackets": lambda size: _repeated(b"[", size // 2),
    "braces": lambda size: _repeated(b'{"a":', size // 2),
    "tags": lambda size: _repeated(b"<a>", size // 2),
}
_LINES: dict[str, Callable[[int], Iterator[bytes]]] = {
    "empty lines": lambda size: _repeated(b"\n", 4 * size),
    "zeros": lambda size: _repeated(b"\0", 4 * size),
    "tiny lines": lambda size: _repeated(b"a\n", size),
    "tiny objects": lambda size: _repeated(b"{}\n", size),
    "members of unknown names": lambda size: _numbered(
        b'{"kind": "auth.attempt", "at": "2026-03-02T09:59:50Z", "x%d' + b"y" * 100 + b'": 1}\n', 2 * size
    ),
    "lines of other programs": lambda size: _numbered(
        b"Nov 21 10:00:00 h%d p[1]: " + b"connect from " + b"y" * 1000 + b"\n", size // 5
    ),
    "mails under way": lambda size: _numbered(
        b"Nov 21 10:00:00 " + b"h" * 200 + b"%d postfix/cleanup[1]: A1B2C3: message-id=<" + b"y" * 900 + b">\n", 40 * size
    ),
}
_PARTS = b"From: a@b.example\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n"


def _behind(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _many_values(good: bytes) -> Iterator[bytes]:
    """Objects within the limits that hold as many empty ones as they can, beside good members."""
    start = good[: good.find(b"{") + 1] or b"{"
    for value in (b"{}", b"[]", b'"ab"', '"é"'.encode(), b"1.5", b'{"":1}'):
        yield start + b'"a":['
        yield from _repeated(value + b",", 15 * 2**20)
        yield value + b"]," + good.partition(b"{")[2].partition(b"\n")[0] + b"\n"


def _conversations(good: bytes) -> Iterator[bytes]:
    """Many more flows than are kept at a time, within a second."""
    header, frame = good[:24], good[40 : 40 + int.from_bytes(good[32:36], "little")]
    for number in range(150_000):
        own = frame[:26] + pack(">I", 0x0A000000 + number) + frame[30:]
        yield (header if number == 0 else b"") + pack("<IIII", 1000, number, len(own), len(own)) + own


def _gzip(good: bytes) -> bytes:
    return gzip.compress(good) + gzip.compress(bytes(LARGE // 4), 1) * 8


def _xz(good: bytes) -> bytes:
    return lzma.compress(good) + lzma.compress(bytes(LARGE // 4), preset=0) * 8


def _zstd(good: bytes) -> bytes:
    return zstandard.compress(good) + zstandard.ZstdCompressor(write_content_size=False).compress(bytes(LARGE // 4)) * 8


BOMBS = {"gzip": _gzip, "xz": _xz, "zstd": _zstd}


def _read(format: str, pieces: Pieces) -> None:
    decoder = Decoder(CATALOGUE, "EUR")
    stream = Stream("file", iter(pieces), local=LOCAL)
    for item in read_stream(stream, Reading(format, MAPPING if format == table.NAME else None)):
        if isinstance(item, Record):
            with suppress(Reject):
                decoder.decode(item)


def _scan(_format: str, pieces: Pieces) -> None:
    """Over columns, for the kinds of the catalogue."""
    from bylaws.events.columns.blocks import BlockReader, Tally
    from bylaws.events.columns.schema import layout
    from bylaws.events.columns.strings import Strings
    from bylaws.events.readers import json_lines

    decoder = Decoder(CATALOGUE, "EUR")
    used = {name: frozenset(field.name for field in CATALOGUE.kinds[name].fields) for name in CATALOGUE.kinds}
    columns = layout(CATALOGUE, used, json_lines.FIELDS)
    with suppress(Unreadable):
        for _ in BlockReader(columns, Strings(), decoder, Tally(lambda _: None)).tables(Stream("file", iter(pieces))):
            pass


def main(format: str) -> int:
    read = _scan if format == NATIVE else _read
    read(format, [seeds_of("json-lines" if format == NATIVE else format)[0]])
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, resource.RLIM_INFINITY))
    failed = 0
    for name, pieces in inputs_of(format):
        begun = time.process_time()
        try:
            read(format, pieces)
        except MemoryError:
            failed = 1
            print(f"{format}: {name} takes more than {ROOM >> 20} MiB", flush=True)
        if "-v" in sys.argv:
            print(
                f"  {name}: {time.process_time() - begun:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB",
                flush=True,
            )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

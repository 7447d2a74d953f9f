"""Inputs of hostile size, read in a bounded address space and in bounded time.

`python -m tests.fuzz.hostile` gives them to all that reads, and writes to `hostile.json` what it took, of which
`python -m tests.fuzz.page` makes a table. With a NAME it gives them to that reader alone and tells of each input. Each input has a
process of its own. Exits with 1 if one was too much.
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import resource
import subprocess
import sys
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory
from typing import Any

import zstandard

from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import FORMATS, Reading, Stream, read_stream
from bylaws.events.readers.stream import chunks_of, unpacked
from bylaws.events.record import Record, Reject
from bylaws.policy.list_files import read_list

from .logs import LOCAL, MAPPINGS, seeds_of
from .target import TooSlowError, in_time

ROOM = 400 * 2**20
"""Bytes of address space that reading may take besides what there is before."""
LARGE = 100 * 2**20
"""Bytes without a line's end."""
FEW = 2**20
"""Bytes of short lines, each of which takes its time."""
SECONDS = 60
"""Of processor time that one input may take."""
NATIVE, LISTS = "native", "list"
CAPTURES = ("pcap", "pcap-packets")
ALL = (*(each.name for each in FORMATS), *MAPPINGS, NATIVE, LISTS)
TOLD = Path(__file__).parent / "hostile.json"
_PIECE = 1 << 16

Pieces = Iterable[bytes]


def inputs_of(name: str) -> Iterator[tuple[str, Pieces]]:
    """Hostile inputs with what they are called."""
    good = _good(name)
    for sort, size in ((_LONG, LARGE), (_LINES, FEW)):
        for called, filling in sort.items():
            yield f"{called} behind a good beginning", _behind(good, filling(size))
            yield f"{called} within", _behind(good[: len(good) // 2], filling(size // 10))
    yield "an object of small values", _many_values(good)
    yield "mails of many parts", _behind(_PARTS, _repeated(b"--b\n\n", FEW))
    yield "an object nested in itself", _behind(good[: good.find(b"{") + 1], _repeated(b'"a":{', LARGE))
    if name in CAPTURES:
        yield "conversations without end", _conversations(good)
    if name != LISTS:
        for called, packed in BOMBS.items():
            # To a capture zeros are packets, sixteen bytes each.
            size = FEW if name in CAPTURES else LARGE // 4
            yield f"a bomb of {called}", unpacked(chunks_of(BytesIO(packed(good, size))))


def _good(name: str) -> bytes:
    """An input that is good."""
    if name == LISTS:
        return b"key,at,amount,span,when,many,zone\na,192.0.2.1,EUR 1.20,90s,2026-03-02T09:59:50Z,UTC;Asia/Kolkata,UTC\n"
    return seeds_of("json-lines" if name == NATIVE else name)[0]


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


def _gzip(good: bytes, size: int) -> bytes:
    return gzip.compress(good) + gzip.compress(bytes(size), 1) * 8


def _xz(good: bytes, size: int) -> bytes:
    return lzma.compress(good) + lzma.compress(bytes(size), preset=0) * 8


def _zstd(good: bytes, size: int) -> bytes:
    return zstandard.compress(good) + zstandard.ZstdCompressor(write_content_size=False).compress(bytes(size)) * 8


BOMBS = {"gzip": _gzip, "xz": _xz, "zstd": _zstd}


def _read(name: str, pieces: Pieces) -> None:
    decoder = Decoder(CATALOGUE, "EUR")
    stream = Stream("file", iter(pieces), local=LOCAL)
    for item in read_stream(stream, Reading(name, (MAPPINGS[name],) if name in MAPPINGS else ())):
        if isinstance(item, Record):
            with suppress(Reject):
                decoder.decode(item)


def _scan(_name: str, pieces: Pieces) -> None:
    """Over columns, for the kinds of the catalogue."""
    from bylaws.events.columns.blocks import BlockReader
    from bylaws.events.columns.schema import layout
    from bylaws.events.columns.strings import Strings
    from bylaws.events.columns.tally import Tally
    from bylaws.events.readers import json_lines

    decoder = Decoder(CATALOGUE, "EUR")
    used = {name: frozenset(field.name for field in CATALOGUE.kinds[name].fields) for name in CATALOGUE.kinds}
    columns = layout(CATALOGUE, used, json_lines.FIELDS)
    with suppress(Unreadable):
        for _ in BlockReader(columns, Strings(), decoder, Tally(lambda _: None)).tables(Stream("file", iter(pieces))):
            pass


def _list(_name: str, pieces: Pieces) -> None:
    """As a table, as lines, and as digests."""
    from .policies import lists_of

    with TemporaryDirectory() as folder:
        held = Path(folder) / "held"
        with held.open("wb") as file:
            file.writelines(pieces)
        for declared in (next(lists_of(ending)) for ending in ("csv", "txt", "bin")):
            held = held.rename(held.with_name(declared.file))
            deque(read_list(declared, held.parent, "EUR", lambda _: None), 0)


def _reader(name: str) -> Callable[[str, Pieces], None]:
    return {NATIVE: _scan, LISTS: _list}.get(name, _read)


def tried(name: str) -> Iterator[dict[str, Any]]:
    """Each input that was tried: the `seconds` of processor time that it took, the MiB at the `peak`, and what was too `much`.

    The peak is of all that was held at a time, with the parts of the program that were used.
    """
    read = _reader(name)
    read(name, [_good(name)])  # what is compiled or loaded at first is not counted to an input
    for called, pieces in inputs_of(name):
        yield {"input": called, **alone(lambda pieces=pieces: read(name, pieces), ROOM, SECONDS)}  # type: ignore[misc]


def alone(reading: Callable[[], None], room: int, seconds: int) -> dict[str, Any]:
    """What reading takes in a copy of this process, which leaves nothing of it here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads here, none of which the copy waits for
        child = os.fork()
    if child == 0:
        os._exit(_ended(reading, room, seconds))
    _, status, took = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    much = {0: "", 1: f"takes more than {room >> 20} MiB", 2: f"takes more than {seconds} s"}
    return {
        "seconds": round(took.ru_utime + took.ru_stime, 1),
        "peak": took.ru_maxrss >> 10,
        "much": much.get(code, f"ended with {code}"),
    }


def _ended(reading: Callable[[], None], room: int, seconds: int) -> int:
    """How reading ended in bounded memory and time: well, 1 for too much memory, 2 for too much time, or 70."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + room, resource.RLIM_INFINITY))
    try:
        with in_time(seconds):
            reading()
    except MemoryError:
        return 1
    except TooSlowError:
        return 2
    except BaseException:
        traceback.print_exc()
        return 70
    return 0


def one(name: str) -> int:
    """Tries one reader."""
    failed = False
    for each in tried(name):
        print(json.dumps({"reader": name, **each}), flush=True)
        failed |= bool(each["much"])
    return int(failed)


def everything() -> int:
    """Tries all, one after the other, and keeps what it took."""
    summaries = []
    for name in ALL:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile", name], capture_output=True, text=True, check=False)
        summaries.append(_summary(name, [json.loads(line) for line in done.stdout.splitlines()]))
        if done.returncode and not summaries[-1]["faults"]:
            summaries[-1]["faults"] = [f"ended with {done.returncode}: {done.stderr[-2000:]}"]
        print(json.dumps(summaries[-1]), flush=True)
    TOLD.write_text(json.dumps(summaries, indent=1) + "\n", "utf-8")
    return int(any(each["faults"] for each in summaries))


def _summary(name: str, inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """How many inputs there were, the seconds in all, the slowest and what it took, MiB at the peak, and what was too much."""
    slowest = max(inputs, key=lambda each: float(each["seconds"]), default={"input": "", "seconds": 0.0})
    return {
        "reader": name,
        "inputs": len(inputs),
        "seconds": round(sum(each["seconds"] for each in inputs), 1),
        "slowest": slowest["seconds"],
        "input": slowest["input"],
        "peak": max((each["peak"] for each in inputs), default=0),
        "faults": [f"{each['input']} {each['much']}" for each in inputs if each["much"]],
    }


def told() -> list[dict[str, Any]]:
    """What was told of all when they were last tried."""
    found: list[dict[str, Any]] = json.loads(TOLD.read_text("utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(one(sys.argv[1]) if sys.argv[1:] else everything())

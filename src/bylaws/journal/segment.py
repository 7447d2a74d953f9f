"""One file of a journal: a line of JSON that says what it is, then sealed records one after the other.

    crc32 | length | number | settled | class | sealed text

Little endian, 4 + 4 + 8 + 8 + 2 bytes, then the text sealed by AES-256-GCM (NIST SP 800-38D). The check sum is of all that follows
it. `settled` is the last record that was on the disk when this one was written: it tells a write that was cut off from damage.
The number is the nonce, for no key seals two records of one number; the seal holds the record to its file and its place there.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final
from zlib import crc32

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from bylaws.journal.errors import JournalError

FORMAT: Final = 1
SUFFIX: Final = ".log"
ERASED: Final = "erased"
"""The class of records whose text is gone; the first of every segment."""

_HEAD: Final = struct.Struct("<IIQQH")
_NUMBER: Final = struct.Struct("<Q")
_TAG: Final = 16
_LONGEST: Final = 1 << 16
_FURTHER: Final = 4096
"""How many records on is looked for one that is whole, behind one that is not."""


class Header(Struct, frozen=True):
    """`first`: the number of the first record; `key`: the key file; `begun`: the time of events then (microseconds).

    `line`: all of it, as it stands in the file.
    """

    first: int
    key: str
    begun: int
    classes: tuple[str, ...]
    line: bytes


class Frame(Struct, frozen=True):
    """A record as it stands in the file, from `offset` up to but without `end`."""

    number: int
    settled: int
    kind: int
    offset: int
    end: int


class Record(Struct, frozen=True):
    """`text` is None if it was erased, or if its class is past its age."""

    number: int
    kept: str
    text: bytes | None


class BrokenFrameError(Exception):
    """Where a file stops being made of whole records. `torn`: all that is broken was never settled."""

    def __init__(self, offset: int, number: int, torn: bool) -> None:
        super().__init__(offset, number, torn)
        self.offset, self.number, self.torn = offset, number, torn


def header(first: int, key: str, begun: int, classes: Sequence[str]) -> Header:
    """The header of a new segment."""
    told = {"bylaws-journal": FORMAT, "first": first, "key": key, "begun": begun, "classes": list(classes)}
    return Header(first, key, begun, tuple(classes), json.dumps(told).encode() + b"\n")


def name_of(first: int) -> str:
    return f"{first:015}{SUFFIX}"


def header_of(path: Path) -> Header:
    """The header of a file. Raises JournalError for one that is no segment."""
    try:
        with path.open("rb") as file:
            return _read(file.readline(_LONGEST))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JournalError(
            f"{path}: this is no file of a journal ({error}); bring it back from a backup, or let `bylaws journal mend` put it "
            "aside"
        ) from None


class Segment:
    """A file that is there. Raises JournalError for one that is no segment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header = header_of(path)
        self.data = path.read_bytes()

    def frames(self) -> Iterator[Frame]:
        """The records in order, unopened. Raises BrokenFrameError."""
        at, number = len(self.header.line), self.header.first
        while at < len(self.data):
            frame = self._frame(at)
            if frame is None or frame.number != number:
                raise BrokenFrameError(at, number, not self._is_settled(at, number))
            yield frame
            at, number = frame.end, number + 1

    def whole_after(self, broken: BrokenFrameError) -> Iterator[Frame]:
        """Whole records behind a broken one, in order; some between them may be missing."""
        at, number = broken.offset, broken.number
        while (found := self._next_whole(at, number)) is not None:
            yield found
            at, number = found.end, found.number + 1

    def opened(self, frame: Frame, ciphers: Mapping[str, AESGCM]) -> Record:
        """A record's text. Raises JournalError if it is not what was sealed."""
        kept = self.header.classes[frame.kind] if frame.kind < len(self.header.classes) else ""
        cipher = ciphers.get(kept)
        if kept and kept != ERASED and cipher is None:
            return Record(frame.number, kept, None)
        body = self.data[frame.offset + _HEAD.size : frame.end]
        try:
            assert cipher is not None
            text = cipher.decrypt(_nonce(frame.number), body, _bound_to(self.header, frame.number, frame.settled, frame.kind))
        except (InvalidTag, AssertionError):
            raise JournalError(
                f"{self.path}: record {frame.number} at byte {frame.offset} is not what was written, though it looks whole: it was "
                "changed, or its key was; bring both back from backups"
            ) from None
        return Record(frame.number, kept, None if kept == ERASED else text)

    def _frame(self, at: int) -> Frame | None:
        data = self.data
        if len(data) - at < _HEAD.size + _TAG:
            return None
        check, length, number, settled, kind = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length
        if end > len(data) or crc32(memoryview(data)[at + 4 : end]) != check:
            return None
        return Frame(number, settled, kind, at, end)

    def _is_settled(self, at: int, number: int) -> bool:
        """Whether records from `number` on, which begin at a place and are broken there, had been on the disk whole."""
        return any(each.settled >= number for each in self.whole_after(BrokenFrameError(at, number, False)))

    def _next_whole(self, at: int, number: int) -> Frame | None:
        for wanted in range(number, number + _FURTHER):
            place = at
            while (found := self.data.find(_NUMBER.pack(wanted), place)) >= 0:
                frame = self._frame(found - 8) if found >= at + 8 else None
                if frame is not None and frame.number == wanted:
                    return frame
                place = found + 1
        return None


def sealed(head: Header, cipher: AESGCM, number: int, settled: int, kind: int, text: bytes) -> bytes:
    """A record as it stands in the file. `kind`: the place of its class in the header."""
    body = cipher.encrypt(_nonce(number), text, _bound_to(head, number, settled, kind))
    rest = _HEAD.pack(0, len(body), number, settled, kind)[4:] + body
    return crc32(rest).to_bytes(4, "little") + rest


def rewritten(
    segment: Segment, ciphers: Mapping[str, AESGCM], key: str, fresh: Mapping[str, AESGCM], gone: Collection[int], following: int
) -> Iterator[bytes]:
    """A segment anew under another key file, up to but without a number.

    Some records are erased: those named, and those that are broken, missing, or cannot be opened.
    """
    old = segment.header
    head = header(old.first, key, old.begun, old.classes)
    yield head.line
    number = old.first
    for frame in _all_whole(segment):
        record = _opened_or_none(segment, frame, ciphers)
        if record is not None and record.text is not None and frame.number not in gone:
            yield from _blank(head, fresh[ERASED], number, frame.number)
            yield sealed(head, fresh[record.kept], frame.number, frame.number, frame.kind, record.text)
            number = frame.number + 1
    yield from _blank(head, fresh[ERASED], number, following)


def _blank(head: Header, cipher: AESGCM, first: int, following: int) -> Iterator[bytes]:
    """Records without text, from a number up to but without another."""
    for number in range(first, following):
        yield sealed(head, cipher, number, number, 0, b"")


def _opened_or_none(segment: Segment, frame: Frame, ciphers: Mapping[str, AESGCM]) -> Record | None:
    try:
        return segment.opened(frame, ciphers)
    except JournalError:
        return None


def _all_whole(segment: Segment) -> Iterator[Frame]:
    try:
        yield from segment.frames()
    except BrokenFrameError as broken:
        yield from segment.whole_after(broken)


def _read(line: bytes) -> Header:
    told = json.loads(line)
    if told["bylaws-journal"] != FORMAT:
        raise ValueError(f"it is of format {told['bylaws-journal']}, and this version reads {FORMAT}")
    return Header(told["first"], told["key"], told["begun"], tuple(told["classes"]), line)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound_to(head: Header, number: int, settled: int, kind: int) -> bytes:
    """What a seal holds besides the text: the file and the place in it."""
    return blake2b(head.line + _HEAD.pack(0, 0, number, settled, kind), digest_size=32).digest()

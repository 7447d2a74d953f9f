"""Bytes of an input, decompressed as they are read: memory stays bounded whatever the input claims."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final

import zstandard

from bylaws.events.readers.additions import NOTHING, Additions
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.passed import Passed
from bylaws.origin.answers import Answers

CHUNK: Final = 1 << 16
ZSTD_WINDOW: Final = 128 * 2**20
XZ_MEMORY: Final = 256 * 2**20

_OUTPUT: Final = 1 << 20
# A zstd block of 4 bytes may stand for 128 KiB and the library has no bound of its own: feeding little at a time bounds what
# comes out at once (8 MiB).
_ZSTD_INPUT: Final = 256
_GZIP, _ZSTD, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00"


class BrokenInputError(Exception):
    """The input ended early, is damaged, or asks for more than it may."""


def chunks_of(file: IO[bytes], progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The file's own bytes; `progress` is told how many were read."""
    while True:
        try:
            chunk = file.read(CHUNK)
        except OSError as error:
            raise BrokenInputError(f"could not be read further: {error.strerror}") from None
        if not chunk:
            return
        if progress is not None:
            progress(len(chunk))
        yield chunk


def unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The content behind gzip, zstd or xz, told by its first bytes; anything else as it is. Raises BrokenInputError."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(_XZ):
            break
    if head.startswith(_GZIP):
        return _gunzip(head, chunks)
    if head.startswith(_ZSTD):
        return _unzstd(head, chunks)
    if head.startswith(_XZ):
        return _unxz(head, chunks)
    return _plain(head, chunks)


def _plain(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from chunks


def _gunzip(data: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        while True:
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                out = member.decompress(data, _OUTPUT)
                if out:
                    yield out
                data = member.unconsumed_tail
                if not data and not member.eof:
                    data = _more(chunks, "gzip")
            data = _next_member(member.unused_data, chunks, _GZIP)
            if not data:
                return
    except zlib.error:
        raise BrokenInputError("is no sound gzip") from None


def _unxz(data: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        while True:
            stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
            while not stream.eof:
                if not data and stream.needs_input:
                    data = _more(chunks, "xz")
                out = stream.decompress(data, _OUTPUT)
                data = b""
                if out:
                    yield out
            data = _next_member(stream.unused_data, chunks, _XZ)
            if not data:
                return
    except lzma.LZMAError as error:
        if "limit" in str(error).lower():
            raise BrokenInputError(f"its xz dictionary wants more than {XZ_MEMORY >> 20} MiB of memory") from None
        raise BrokenInputError("is no sound xz") from None


def _unzstd(data: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    library = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    try:
        while True:
            frame, at = library.decompressobj(), 0
            while not frame.eof:
                if at >= len(data):
                    data, at = _more(chunks, "zstd"), 0
                out = frame.decompress(data[at : at + _ZSTD_INPUT])
                at += _ZSTD_INPUT
                if out:
                    yield out
            data = _next_member(frame.unused_data + data[at:], chunks, b"")
            if not data:
                return
    except zstandard.ZstdError as error:
        if "memory" in str(error).lower():
            raise BrokenInputError(f"its zstd window is larger than {ZSTD_WINDOW >> 20} MiB") from None
        raise BrokenInputError("is no sound zstd") from None


def _more(chunks: Iterator[bytes], name: str) -> bytes:
    chunk = next(chunks, b"")
    if not chunk:
        raise BrokenInputError(f"its {name} data end too early")
    return chunk


def _next_member(data: bytes, chunks: Iterator[bytes], magic: bytes) -> bytes:
    """What follows a finished member: another one, or nothing but zeros."""
    while True:
        data = data.lstrip(b"\x00")
        if len(data) >= max(len(magic), 1):
            break
        chunk = next(chunks, b"")
        if not chunk:
            break
        data += chunk
    if data and not data.startswith(magic):
        raise BrokenInputError("something else follows its compressed data")
    return data


def is_compressed(head: bytes) -> bool:
    """Whether what begins so is decompressed as it is read."""
    return head.startswith((_GZIP, _ZSTD, _XZ))


class Stream:
    """The decompressed bytes of one input, with a look ahead.

    `name` is the input as messages call it, `log` as identities do; `offset` the bytes handed out; `local` says what times mean
    that are told without offset or year, `additions` what a mapping adds to what the format tells, `answers` what the DNS says of
    mails (None: nobody asks). When the input breaks, reading
    ends as at an end of file and `broken` says why. Readers count in `passed` what they understand and no kind of event tells of.
    """

    def __init__(self, name: str, chunks: Iterator[bytes], log: str = "", local: LocalTime | None = None) -> None:
        self.name = name
        self.log = log or name
        self.local = local or LocalTime()
        self.offset = 0
        self.broken = ""
        self.passed = Passed()
        self.additions: Additions = NOTHING
        self.answers: Answers | None = None
        self._chunks = chunks
        self._ahead = bytearray()

    @classmethod
    def of(
        cls,
        name: str,
        file: IO[bytes],
        progress: Callable[[int], None] | None = None,
        log: str = "",
        local: LocalTime | None = None,
    ) -> Stream:
        return cls(name, _lazily(file, progress), log, local)

    def give_up(self, reason: str) -> None:
        """Says that the rest cannot be read; what broke first stands."""
        self.broken = self.broken or reason

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end, without taking them."""
        while len(self._ahead) < size:
            chunk = self._next()
            if not chunk:
                break
            self._ahead += chunk
        return bytes(self._ahead[:size])

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        taken = self.peek(size)
        del self._ahead[: len(taken)]
        self.offset += len(taken)
        return taken

    def chunks(self) -> Iterator[bytes]:
        """All that is left, in pieces as they come."""
        if self._ahead:
            yield self.read(len(self._ahead))
        while chunk := self._next():
            self.offset += len(chunk)
            yield chunk

    def _next(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except BrokenInputError as error:
            self.broken = str(error)
            return b""


def _lazily(file: IO[bytes], progress: Callable[[int], None] | None) -> Iterator[bytes]:
    # Even the first bytes are read inside the iteration, so that a broken input is told of in one way only.
    yield from unpacked(chunks_of(file, progress))

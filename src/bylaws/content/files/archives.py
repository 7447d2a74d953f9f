"""What lies in archives, piece by piece, and never more than may be unpacked.

Python's own readers of zip and tar are used on bytes in memory only; nothing is ever written.
"""

from __future__ import annotations

import bz2
import lzma
import re
import stat
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import IO, Final, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bylaws.content.files.budget import MEMBERS, UNPACKED, Budget, SpentError

PIECE: Final = 1 << 18
_MEMORY: Final = 80 * 2**20
"""Bytes that unpacking xz may take: enough for all its ordinary settings."""
_COST: Final = {"gzip": 1, "bzip2": 8, "xz": 4}
_AWAY: Final = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")
_ZIP_ENTRY, _ZIP_END = b"PK\x01\x02", b"PK\x05\x06"


class BrokenError(Exception):
    """The archive is not built as it says."""


class Member:
    """One piece: its name, its bytes if they could be had, and what is wrong with it."""

    __slots__ = ("data", "faults", "name")

    def __init__(self, name: str, data: bytes | None = None, faults: tuple[str, ...] = ()) -> None:
        self.name, self.data, self.faults = name, data, faults


def leads_away(name: str) -> bool:
    """Whether a path leads out of the folder into which it is unpacked."""
    return _AWAY.search(name) is not None


def zip_at_end(data: bytes) -> bool:
    """Whether the bytes end as zip files do, whatever they begin with."""
    end = data.rfind(_ZIP_END, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data) or end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") != len(data):
        return False
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    return 0 < size <= end and data.startswith(_ZIP_ENTRY, end - size)


def _link_leads_away(name: str, target: str) -> bool:
    """Whether a symbolic link that is called so leads out of the folder into which it is unpacked."""
    path = normpath(join(dirname(name), target.replace("\\", "/")))
    return leads_away(target) and leads_away(path)


class Zipped:
    """A zip file. Raises BrokenError, and SpentError for more entries than are looked into."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        # Counted before, for the reader makes an object of each.
        if data.count(_ZIP_ENTRY) > MEMBERS:
            raise SpentError("too large")
        self._budget = budget
        try:
            self._file = ZipFile(BytesIO(data))
            self._entries = self._file.infolist()
        except (BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
            raise BrokenError from None
        # Entries that share their bytes are how a small file unpacks to a world.
        self._overlaps = sum(each.compress_size for each in self._entries) > len(data)

    @property
    def names(self) -> list[str]:
        return [each.filename for each in self._entries]

    @property
    def mimetype(self) -> bytes:
        """What an entry of that name says first."""
        for each in self._entries:
            if each.filename == "mimetype" and each.compress_type == ZIP_STORED and not each.flag_bits & 1:
                try:
                    with self._file.open(each) as file:
                        return file.read(100)
                except (BadZipFile, OSError, ValueError, NotImplementedError):
                    return b""
        return b""

    def members(self) -> Iterator[Member]:
        if self._overlaps:
            raise SpentError("bomb")
        claimed = sum(each.file_size for each in self._entries)
        for each in self._entries:
            self._budget.member()
            yield self._member(each)
        if claimed > UNPACKED:
            raise self._budget.spent(claimed)

    def _member(self, entry: ZipInfo) -> Member:
        faults = ("path escape",) if leads_away(entry.orig_filename) else ()
        if entry.filename.endswith("/"):
            return Member(entry.filename, None, faults)
        if entry.flag_bits & 1:
            return Member(entry.filename, None, (*faults, "encrypted"))
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            return Member(entry.filename, None, (*faults, "not opened"))
        if entry.file_size > self._budget.left:
            return Member(entry.filename, None, (*faults, "too large"))
        try:
            with self._file.open(entry) as file:
                data = _read(file, self._budget)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            return Member(entry.filename, None, (*faults, "corrupt"))
        if stat.S_ISLNK(entry.external_attr >> 16) and _link_leads_away(entry.filename, data[:4096].decode("utf-8", "replace")):
            faults = (*faults, "path escape")
        return Member(entry.filename, data, faults)


def _read(file: IO[bytes], budget: Budget) -> bytes:
    pieces = []
    while piece := file.read(PIECE):
        budget.take(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


def of_tar(data: bytes, budget: Budget) -> Iterator[Member]:
    """The members of a tar file. Raises BrokenError and SpentError."""
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
            for each in archive:
                budget.member()
                away = leads_away(each.name) or (each.islnk() and leads_away(each.linkname))
                away = away or (each.issym() and _link_leads_away(each.name, each.linkname))
                faults = ("path escape",) if away else ()
                file = archive.extractfile(each) if each.isreg() else None
                yield Member(each.name, None if file is None else _read(file, budget), faults)
            # A header that is none ends it, though more may follow.
            if data[archive.offset :].strip(b"\0"):
                raise BrokenError
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError):
        raise BrokenError from None


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def unpacked(kind: str, data: bytes, budget: Budget) -> bytes:
    """What `gzip`, `bzip2` or `xz` holds, all its streams. Raises BrokenError and SpentError."""
    pieces: list[bytes] = []
    try:
        while data:
            unpacker = _unpacker(kind)
            fed = data
            while not unpacker.eof:
                piece = unpacker.decompress(fed, PIECE)
                fed = getattr(unpacker, "unconsumed_tail", b"")
                if not piece and not unpacker.eof and not fed:
                    raise BrokenError
                budget.take(len(piece), _COST[kind])
                pieces.append(piece)
            following = unpacker.unused_data
            # What follows a stream and is none is padding, or not ours to judge.
            data = following if following[:2] == data[:2] else b""
    except lzma.LZMAError as error:
        raise (SpentError("too large") if "limit" in str(error) else BrokenError()) from None
    except (zlib.error, OSError, EOFError, ValueError):
        raise BrokenError from None
    return b"".join(pieces)


def _unpacker(kind: str) -> _Unpacker:
    if kind == "gzip":
        return zlib.decompressobj(31)
    return bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=_MEMORY)

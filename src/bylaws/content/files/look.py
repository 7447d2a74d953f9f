"""What is wrong with a file, and with what lies in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct

from bylaws.content.files import ole
from bylaws.content.files.archives import BrokenError, Member, Zipped, of_tar, unpacked, zip_at_end
from bylaws.content.files.budget import DEPTH, Budget, SpentError
from bylaws.content.files.kinds import HEAD, IMAGES, PROGRAMS, SOUNDS, kind_of, kind_of_zip
from bylaws.content.files.names import SCRIPTS, extension_of, is_disguised, is_otherwise

_TEST: Final = (rb"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\4[PA@%P!O5X")[::-1]
"""The test file on which scanners have agreed; written backwards, so that none of them takes this module for it."""
_PACKED: Final = frozenset(("gzip", "bzip2", "xz"))
_CLOSED: Final = frozenset(("7z", "rar", "zstd", "cab", "iso"))
_OWN_PROGRAMS: Final = frozenset(("jar", "apk"))
"""Archives whose members are programs, as they should be."""
_PDF_ACTS: Final = (b"/JavaScript", b"/Launch")
_SVG_ACTS: Final = (b"<script", b"javascript:")
_DRAWN: Final = 4 * 2**20
"""Bytes of a drawing that are searched for handlers, which takes longer than all else."""
_SVG_HANDLER: Final = re.compile(rb"\son[a-z]{3,24}\s{0,8}=")
_RTF_ACTS: Final = (b"\\objdata", b"\\objupdate", b"\\objautlink")
_PAGE_CODE: Final = (b"<?php", b"<script>", b"<script ")
_REMOTE: Final = (b"attachedTemplate", b'TargetMode="External"')

Visit = Callable[[bytes], None]


class Look(Struct, frozen=True):
    """The sort of a file, and what is wrong with it and with what lies in it, in the order of the alphabet."""

    kind: str
    faults: tuple[str, ...]


def look(data: bytes, visit: Visit) -> Look:
    """Looks into a file; `visit` is told of it and of each piece that was unpacked."""
    looking = _Looking(Budget(len(data)), visit)
    try:
        kind = looking.into(data, 0)
    except SpentError as spent:
        looking.faults.add(spent.fault)
        kind = looking.kind
    return Look(kind, tuple(sorted(looking.faults)))


class _Looking:
    """`kind`: that of the file itself."""

    def __init__(self, budget: Budget, visit: Visit) -> None:
        self.kind, self.faults = "data", set[str]()
        self._budget, self._visit = budget, visit

    def into(self, data: bytes, depth: int) -> str:
        """The sort of a file that lies in so many archives. Raises SpentError."""
        self._visit(data)
        kind = kind_of(data)
        if depth == 0:
            self.kind = kind
        try:
            return self._opened(kind, data, depth)
        except BrokenError:
            self.faults.add("corrupt")
            return kind

    def _opened(self, kind: str, data: bytes, depth: int) -> str:
        self.faults.update(_faults_of(kind, data))
        if kind in _CLOSED:
            self.faults.add("not opened")
        elif (kind in _PACKED or kind in ("zip", "tar")) and depth >= DEPTH:
            self.faults.add("nested")
        elif kind in _PACKED:
            self._all("packed", [Member("", unpacked(kind, data, self._budget))], depth)
        elif kind == "tar":
            self._all(kind, of_tar(data, self._budget), depth)
        elif kind == "zip" or (zip_at_end(data) and depth < DEPTH):
            return self._zip(kind, Zipped(data, self._budget), depth)
        return kind

    def _zip(self, kind: str, archive: Zipped, depth: int) -> str:
        within = kind_of_zip(archive.names, archive.mimetype)
        if kind == "zip":
            kind = within
            if depth == 0:
                self.kind = kind
        elif kind not in PROGRAMS:
            # Programs that unpack themselves are made so; nothing else is two things at once by chance.
            self.faults.add("polyglot")
        self.faults.update(_macros(archive.names, kind))
        self._all(within, archive.members(), depth)
        return kind

    def _all(self, kind: str, members: Iterable[Member], depth: int) -> None:
        for each in members:
            self.faults.update(each.faults)
            if is_disguised(each.name):
                self.faults.add("disguised")
            if extension_of(each.name) in SCRIPTS:
                self.faults.add("script in archive")
            if each.data is not None:
                self._member(kind, each.name, each.data, depth)

    def _member(self, archive: str, name: str, data: bytes, depth: int) -> None:
        kind = self.into(data, depth + 1)
        if kind in PROGRAMS and archive not in _OWN_PROGRAMS:
            self.faults.add("program in archive")
            if is_otherwise(kind, name, ""):
                self.faults.add("other type")
        if name.endswith(".rels") and all(each in data for each in _REMOTE):
            self.faults.add("active content")


def _macros(names: list[str], kind: str) -> Iterator[str]:
    low = [each.casefold() for each in names]
    if any(each.endswith("vbaproject.bin") or "/macrosheets/" in each for each in low):
        yield "macro"
    if kind == "odf" and any(each.startswith(("basic/", "scripts/")) for each in low):
        yield "macro"
    if any("/activex/" in each for each in low):
        yield "active content"


def _faults_of(kind: str, data: bytes) -> Iterator[str]:
    """What is wrong with a file by itself. Raises BrokenError."""
    if data.startswith(_TEST) and len(data) <= 128 and not data[len(_TEST) :].strip(b" \t\r\n\x1a"):
        yield "test virus"
    if kind in IMAGES - {"svg"} and _has(data.lower(), _PAGE_CODE):
        yield "polyglot"
    if kind in IMAGES | SOUNDS | {"zip", "exe"} and b"%PDF-" in data[:HEAD]:
        yield "polyglot"
    if kind == "gif" and data[6:8] in (b"/*", b"=1", b"='", b'="'):
        yield "polyglot"
    match kind:
        case "ole":
            yield from ole.faults_of(data)
        case "pdf":
            yield from _of_pdf(data)
        case "svg":
            yield from _of_svg(data)
        case "rtf" if _has(data, _RTF_ACTS):
            yield "active content"
        case "png" if not _is_whole_png(data):
            yield "corrupt"
        case "jpeg" if b"\xff\xd9" not in data:
            yield "corrupt"


def _of_svg(data: bytes) -> Iterator[str]:
    if len(data) > _DRAWN:
        yield "too large"
    low = data[:_DRAWN].lower()
    if _has(low, _SVG_ACTS) or _SVG_HANDLER.search(low):
        yield "active content"


def _of_pdf(data: bytes) -> Iterator[str]:
    if b"%%EOF" not in data and b"startxref" not in data:
        yield "corrupt"
    if _has(data, _PDF_ACTS):
        yield "active content"
    if b"/Encrypt" in data:
        yield "encrypted"


def _has(data: bytes, marks: tuple[bytes, ...]) -> bool:
    return any(each in data for each in marks)


def _is_whole_png(data: bytes) -> bool:
    """Whether each part up to the last has the sum that it tells."""
    at = 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return False
        if data[at + 4 : at + 8] == b"IEND":
            return True
        at = end + 4
    return False

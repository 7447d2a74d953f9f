"""What sort of file some bytes are, by the marks that formats begin with."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = (
    ("elf", 0, b"\x7fELF"),
    ("lnk", 0, b"L\0\0\0\x01\x14\x02\0"),
    ("dex", 0, b"dex\n"),
    ("macho", 0, b"\xfe\xed\xfa\xce"),
    ("macho", 0, b"\xfe\xed\xfa\xcf"),
    ("macho", 0, b"\xce\xfa\xed\xfe"),
    ("macho", 0, b"\xcf\xfa\xed\xfe"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("gif", 0, b"GIF87a"),
    ("gif", 0, b"GIF89a"),
    ("tiff", 0, b"II*\0"),
    ("tiff", 0, b"MM\0*"),
    ("webp", 8, b"WEBP"),
    ("wav", 8, b"WAVE"),
    ("avi", 8, b"AVI "),
    ("mp4", 4, b"ftyp"),
    ("matroska", 0, b"\x1a\x45\xdf\xa3"),
    ("ogg", 0, b"OggS"),
    ("flac", 0, b"fLaC"),
    ("mp3", 0, b"ID3"),
    ("pdf", 0, b"%PDF-"),
    ("ole", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rtf", 0, b"{\\rtf"),
    ("zip", 0, b"PK\x03\x04"),
    ("zip", 0, b"PK\x05\x06"),
    ("gzip", 0, b"\x1f\x8b\x08"),
    ("bzip2", 0, b"BZh"),
    ("xz", 0, b"\xfd7zXZ\0"),
    ("7z", 0, b"7z\xbc\xaf\x27\x1c"),
    ("rar", 0, b"Rar!\x1a\x07"),
    ("zstd", 0, b"\x28\xb5\x2f\xfd"),
    ("cab", 0, b"MSCF\0\0\0\0"),
    ("tar", 257, b"ustar"),
    ("iso", 32_769, b"CD001"),
)
_RIFF: Final = frozenset(("webp", "wav", "avi"))
_RIFFS: Final = (b"RIFF", b"RIFX", b"RF64")
HEAD: Final = 1024
_HTML: Final = re.compile(rb"(?i)<!doctype\s+html|<html[\s>]")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

PROGRAMS: Final = frozenset(("exe", "elf", "macho", "dex", "class", "lnk", "jar", "apk"))
IMAGES: Final = frozenset(("png", "jpeg", "gif", "tiff", "webp", "bmp", "ico", "svg"))
SOUNDS: Final = frozenset(("wav", "ogg", "flac", "mp3", "mp4", "matroska", "avi"))
ZIPPED: Final = frozenset(("zip", "docx", "xlsx", "pptx", "odf", "epub", "jar", "apk"))
TEXTS: Final = frozenset(("text", "html", "xml", "svg", "script"))


def kind_of(data: bytes) -> str:
    """The sort, by the first bytes; `text` for what looks like some, `data` for the rest. Zipped formats are all `zip` here."""
    if not data:
        return "empty"
    for kind, at, mark in _MARKS:
        if data.startswith(mark, at) and (kind not in _RIFF or data.startswith(_RIFFS)):
            return kind
    if data.startswith(b"MZ"):
        return "exe" if _is_program(data) else "data"
    if data.startswith(b"\xca\xfe\xba\xbe"):
        return "class" if 45 <= int.from_bytes(data[6:8], "big") < 200 else "macho"
    if data.startswith(b"BM") and len(data) >= 14 and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data.startswith(b"\0\0\x01\0") and len(data) >= 22:
        return "ico"
    if len(data) >= 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:
        return "mp3"
    return _kind_of_text(data)


def _is_program(data: bytes) -> bool:
    """Whether what begins as programs for DOS do is one for Windows."""
    at = int.from_bytes(data[60:64], "little")
    return data[at : at + 4] == b"PE\0\0"


def _kind_of_text(data: bytes) -> str:
    head = data[:HEAD]
    if _BINARY.search(head):
        return "data"
    if head.startswith(b"#!"):
        return "script"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(start) or _HTML.search(head):
        return "html"
    if start.startswith((b"<?xml", b"<svg", b"<!--")):
        return "svg" if b"<svg" in head else "xml"
    return "text"


_OF_ENTRIES: Final = (
    ("apk", "AndroidManifest.xml"),
    ("docx", "word/"),
    ("xlsx", "xl/"),
    ("pptx", "ppt/"),
    ("jar", "META-INF/MANIFEST.MF"),
    ("jar", ".class"),
)


def kind_of_zip(names: list[str], mimetype: bytes) -> str:
    """What a zip file is by the names in it, and by what is stored as `mimetype`, if anything is."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return "odf"
    if mimetype.startswith(b"application/epub+zip"):
        return "epub"
    is_office = "[Content_Types].xml" in names
    for kind, mark in _OF_ENTRIES:
        is_folder, is_extension = is_office and mark.endswith("/"), mark.startswith(".")
        if mark in names or any((is_folder and name.startswith(mark)) or (is_extension and name.endswith(mark)) for name in names):
            return kind
    return "zip"

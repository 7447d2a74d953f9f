"""What is found wrong with files, each made for it, and with files that only look like it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.files import ole
from bylaws.content.files.faults import LIMIT, file_faults, file_type, scanner
from bylaws.content.files.look import look
from bylaws.content.files.scanner import Scanner
from bylaws.content.stored import UNKNOWN, read_from

from .made import OFFICE, PROGRAM, TEST_VIRUS, compound, nameless, nested, png, sealed, tarred, zipped


@pytest.fixture(autouse=True, scope="module")
def _closed() -> Iterator[None]:
    yield
    scanner().close()
    read_from(None)


def url(data: bytes) -> str:
    return "data:;base64," + b64encode(data).decode()


def broken(data: bytes, mark: bytes) -> bytes:
    at = data.index(mark)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


WIDE = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 27, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 32}
STORED = io.BytesIO()
with zipfile.ZipFile(STORED, "w") as _file:
    _file.writestr("a.txt", b"some words")

CASES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "nothing": (b"", ()),
    "words": (b"Dear all, the file is EICAR-free.", ()),
    "test virus": (TEST_VIRUS, ("test virus",)),
    "test virus and a line end": (TEST_VIRUS + b"\r\n", ("test virus",)),
    "a text about it": (b"this is it: " + TEST_VIRUS, ()),
    "test virus three deep": (nested(TEST_VIRUS, 3), ("test virus",)),
    "test virus in a tar in a gzip": (gzip.compress(tarred(("a.txt", TEST_VIRUS))), ("test virus",)),
    "test virus behind a picture": (png() + zipped(("a.txt", TEST_VIRUS)), ("polyglot", "test virus")),
    "program": (PROGRAM, ()),
    "program in a zip": (zipped(("setup.exe", PROGRAM)), ("program in archive",)),
    "program by another name": (zipped(("cat.jpg", PROGRAM)), ("other type", "program in archive")),
    "disguised": (zipped(("bill.pdf.exe", PROGRAM)), ("disguised", "program in archive")),
    "program in a xz": (lzma.compress(PROGRAM), ("program in archive",)),
    "script in a zip": (zipped(("a.vbs", b"x")), ("script in archive",)),
    "unpacks itself": (PROGRAM + zipped(("a.txt", b"x")), ()),
    "jar": (zipped(("META-INF/MANIFEST.MF", b""), ("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34")), ()),
    "office": (zipped(*OFFICE), ()),
    "office with macros": (zipped(*OFFICE, ("word/vbaProject.bin", compound("VBA"))), ("macro",)),
    "office with a template from afar": (
        zipped(*OFFICE, ("word/_rels/settings.xml.rels", b'<R Type="attachedTemplate" TargetMode="External"/>')),
        ("active content",),
    ),
    "office of old": (compound("WordDocument", "1Table"), ()),
    "office of old with macros": (compound("WordDocument", "Macros"), ("macro",)),
    "office of old in many sectors": (compound(*(f"s{each}" for each in range(20)), "_VBA_PROJECT_CUR"), ("macro",)),
    "office of old in a circle": (compound("WordDocument", "Macros", circle=True), ("macro",)),
    "office, sealed": (compound("EncryptionInfo", "EncryptedPackage"), ("encrypted",)),
    "office of old, cut off": (compound("WordDocument")[:700], ("corrupt",)),
    "sealed zip": (sealed("a.txt", b"secret"), ("encrypted",)),
    "zip that leads away": (zipped(("../../a", b"x")), ("path escape",)),
    "zip that leads away by a drive": (zipped(("C:\\a", b"x")), ("path escape",)),
    "zip with dots": (zipped(("a..b/c...txt", b"x")), ()),
    "tar that leads away": (tarred(("/etc/a", b"x")), ("path escape",)),
    "tar with a link that leads away": (tarred(("a", b""), link="../../etc/passwd"), ("path escape",)),
    "tar with a link": (tarred(("a", b""), link="b"), ()),
    "tar with a link beside": (tarred(("a/b/c", b""), link="../d"), ()),
    "tar with a link too far up": (tarred(("a/b/c", b""), link="../../../d"), ("path escape",)),
    "xz of the strongest setting": (lzma.compress(b"some words", preset=9), ()),
    "xz that asks for more memory": (lzma.compress(b"some words", filters=[WIDE]), ("too large",)),
    "jar without a manifest": (zipped(("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34")), ()),
    "tar with a broken header": (tarred(("a", b"x"), ("b", b"y"))[:1024] + b"?" * 512 + bytes(1024), ("corrupt",)),
    "zip bomb": (zipped(("a", bytes(20_000_000))), ("bomb", "too large")),
    "gzip bomb": (gzip.compress(bytes(20_000_000)), ("bomb",)),
    "bzip2 bomb": (bz2.compress(bytes(20_000_000)), ("bomb",)),
    "xz bomb": (lzma.compress(bytes(20_000_000)), ("bomb",)),
    "gzip in two parts": (gzip.compress(b"some words") + gzip.compress(PROGRAM), ()),
    "too many": (zipped(*((str(each), b"") for each in range(3000))), ("too large",)),
    "eight deep": (nested(b"x", 8), ()),
    "fifty deep": (nested(b"x", 50), ("nested",)),
    "gzip cut off": (gzip.compress(bytes(range(256)))[:-20], ("corrupt",)),
    "zip with an entry without a name": (nameless(b"x"), ()),
    "zip cut off": (zipped(("a", b"x"))[:-10], ("corrupt",)),
    "zip with another sum": (broken(STORED.getvalue(), b"some words"), ("corrupt",)),
    "picture": (png(), ()),
    "picture with another sum": (broken(png(), b"IDAT"), ("corrupt",)),
    "picture cut off": (png()[:-5], ("corrupt",)),
    "picture with code": (png() + b"<?php echo 1;", ("polyglot",)),
    "picture that is a document": (b"GIF89a\1\0\1\0%PDF-1.7", ("polyglot",)),
    "picture that is a script": (b"GIF89a/*;*/=1", ("polyglot",)),
    "drawing": (b"<svg><path/></svg>", ()),
    "drawing that is too long": (b"<svg " + b" onload" * 700_000, ("too large",)),
    "drawing that acts": (b'<svg ONLOAD="a()"/>', ("active content",)),
    "document": (b"%PDF-1.7\nstartxref\n0\n%%EOF", ()),
    "document that acts": (b"%PDF-1.7 /S /JavaScript %%EOF", ("active content",)),
    "document, sealed": (b"%PDF-1.7 /Encrypt 5 0 R %%EOF", ("encrypted",)),
    "document cut off": (b"%PDF-1.7 1 0 obj", ("corrupt",)),
    "an archive that is not opened": (b"7z\xbc\xaf\x27\x1c" + bytes(30), ("not opened",)),
    "too long": (bytes(LIMIT + 1), ("too large",)),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_and_nothing_else(name: str) -> None:
    data, faults = CASES[name]
    assert file_faults(url(data)) == faults


@pytest.mark.parametrize(
    ("data", "name", "declared", "fault"),
    [
        (PROGRAM, "a.exe", "", ()),
        (PROGRAM, "a.jpg", "", ("other type",)),
        (PROGRAM, "bill.pdf.exe", "", ("disguised",)),
        (PROGRAM, "bill.pdf          .exe", "", ("disguised",)),
        (PROGRAM, "bill\u202efdp.exe", "", ("disguised",)),
        (PROGRAM, "setup-1.2.exe", "", ()),
        (PROGRAM, "", "image/png", ("other type",)),
        (PROGRAM, "a.unheard-of", "application/octet-stream", ()),
        (TEST_VIRUS, "greeting.mp3", "audio/mpeg", ("other type", "test virus")),
        (png(), "a.PNG", "image/png; q=1", ()),
        (png(), "a.jpeg", "", ("other type",)),
        (zipped(*OFFICE), "a.docx", "application/zip", ()),
        (zipped(("a", b"")), "a.docx", "", ("other type",)),
        (b"a,b\n", "a.csv", "text/csv", ()),
        (b"", "a.png", "image/png", ()),
    ],
)
def test_names_and_types_are_held_against_the_bytes(data: bytes, name: str, declared: str, fault: tuple[str, ...]) -> None:
    assert file_faults(url(data), name, declared) == fault


def test_what_is_not_there_is_unknown_and_never_clean(tmp_path: Path) -> None:
    read_from(tmp_path)
    (tmp_path / ("0" * 64)).write_bytes(b"another digest")
    for reference in ("none", "0" * 64, "../x", "data:"):
        assert file_faults(reference) is UNKNOWN
        assert file_type(reference) is UNKNOWN


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PROGRAM, "exe"), (zipped(*OFFICE), "docx"), (b"", "empty"), (b"a", "text"), (b"\0", "data"), (compound("a"), "ole")],
)
def test_types(data: bytes, kind: str) -> None:
    assert file_type(url(data)) == kind


def test_of_what_cannot_be_read_no_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert file_type(url(bytes(LIMIT + 1))) is None
    rogue = Scanner("tests.content.files.rogue")
    monkeypatch.setattr("bylaws.content.files.faults.scanner", lambda: rogue)
    for deed in (b"crash", b"spin", b"hog"):
        assert file_faults(url(deed), "bill.pdf.exe", "image/png") == ("disguised", "unreadable")
        assert file_type(url(deed)) is None
    rogue.close()


def test_compound_files_are_such_to_another_reader_too() -> None:
    names = ("WordDocument", "Macros", *(f"s{each}" for each in range(20)))
    read = olefile.OleFileIO(compound(*names))
    assert sorted(each for (each,) in read.listdir(streams=False, storages=True)) == sorted(names)
    assert set(ole.names_of(compound(*names))) == {"Root Entry", *names}


HEADS = [data[:2000] for data, _ in CASES.values()]


EDITS = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 40), st.one_of(st.binary(max_size=8), st.sampled_from(HEADS))),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(HEADS), EDITS)
def test_any_bytes_have_an_answer(data: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    """In this very process, where what went wrong would be seen."""
    for at, cut, put in edits:
        data = data[: at % (len(data) + 1)] + put + data[at % (len(data) + 1) + cut :]
    found = look(data, lambda _: None)
    assert found == look(data, lambda _: None)
    assert list(found.faults) == sorted(set(found.faults))

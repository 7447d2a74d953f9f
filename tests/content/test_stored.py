"""References to stored content: what they lead to, and what they must never lead to."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.cli import main
from bylaws.content.installed import installed
from bylaws.content.port import Content
from bylaws.content.stored import UNKNOWN, Folder, Stored, read, read_from


@pytest.fixture(autouse=True)
def _nothing_stored() -> Iterator[None]:
    yield
    read_from(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "content"
    inside.mkdir()
    (inside / "a.txt").write_bytes(b"inside")
    (tmp_path / "b.txt").write_bytes(b"outside")
    return inside


def kept(folder: Path, data: bytes, *, fan: bool = False, spoilt: bool = False) -> str:
    digest = sha256(data).hexdigest()
    place = folder / digest[:2] / digest if fan else folder / digest
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"other" if spoilt else data)
    return digest


@given(st.binary(max_size=200))
def test_urls_hold_any_bytes(data: bytes) -> None:
    none = Folder()
    assert none.find("data:," + quote_from_bytes(data)) == Stored(data)
    assert none.find("data:text/plain;charset=utf-8;base64," + b64encode(data).decode()) == Stored(data)
    assert none.find("DATA:;BASE64," + b64encode(data).decode().rstrip("=")) == Stored(data)
    assert none.find("data:;base64," + quote_from_bytes(b64encode(data))) == Stored(data)


@pytest.mark.parametrize("url", ["data:", "data:text/plain", "data:;base64,a", "data:;base64,§§§§", "data:;base64,YQ==YQ=="])
def test_what_is_no_url_is_unknown(url: str) -> None:
    assert Folder().find(url) is None


def test_what_is_named_by_its_digest_is_found(folder: Path) -> None:
    for fan in (False, True):
        digest = kept(folder, b"named %d" % fan, fan=fan)
        for reference in (digest, f"sha256:{digest}", f"SHA256:{digest.upper()}"):
            assert Folder(folder).find(reference) == Stored(b"named %d" % fan)


def test_content_of_another_digest_is_unknown(folder: Path) -> None:
    assert Folder(folder).find(kept(folder, b"true", spoilt=True)) is None
    assert Folder(folder).find("0" * 64) is None


def test_paths_lead_into_the_folder_only(folder: Path) -> None:
    (folder / "out").symlink_to(folder.parent / "b.txt")
    (folder / "up").symlink_to(folder.parent)
    (folder / "here").symlink_to(folder / "a.txt")
    stored = Folder(folder)
    assert stored.find("a.txt") == stored.find("./a.txt") == stored.find("here") == Stored(b"inside")
    for reference in ("../b.txt", "x/../a.txt", "out", "up/b.txt", str(folder.parent / "b.txt"), str(folder / "a.txt")):
        assert stored.find(reference) is None


def test_what_is_no_file_is_unknown(folder: Path) -> None:
    (folder / "inner").mkdir()
    os.mkfifo(folder / "pipe")
    for reference in ("", ".", "inner", "pipe", "none", "a.txt\0", "a.txt/b", "x" * 5000, "\udcff"):
        assert Folder(folder).find(reference) is None


@given(st.text(max_size=40))
def test_any_reference_has_an_answer(reference: str) -> None:
    assert Folder().find(reference) is None or reference[:5].lower() == "data:"
    assert Folder(Path("/nonexistent")).find(reference) is None or reference[:5].lower() == "data:"


def test_what_is_too_long_is_said_to_be(folder: Path) -> None:
    stored = Folder(folder)
    assert stored.find("a.txt", 6) == Stored(b"inside")
    assert stored.find("a.txt", 5) == stored.find("data:,inside", 5) == Stored(b"", beyond=True)
    read_from(folder)
    assert read("a.txt", 6) == b"inside"
    assert read("a.txt", 5) is None


POLICY = """---
policy: files
language: 1
provider: Example Host
version: 2026-11-21
effective: on posting
contact: abuse@example.net
timezone: UTC
---
## Files {#files}
You must not store what is not allowed.

```bylaw
rule stored on file.uploaded
  let files = count() by account over 24h
  when files >= 1 and quoted(content_ref) = "inside"
  severity low
```

```example
given file.uploaded with account "a", content_ref "other.txt"
expect nothing
```
"""


def asked(words: list[str]) -> int:
    """What a command ends with that begins as a process does: with no folder."""
    read_from(None)
    return main(words)


def test_every_verb_that_judges_reads_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = Content("quoted", 1, lambda reference: UNKNOWN if (data := read(reference)) is None else data.decode())
    monkeypatch.setattr("bylaws.engine.functions.installed", lambda: {**installed(), "quoted": reading})
    monkeypatch.chdir(folder.parent)
    (folder / "other.txt").write_text("other")
    Path("policy.md").write_text(POLICY)
    told = [
        {"kind": "file.uploaded", "id": f"f{at}", "at": f"2026-11-22T10:00:0{at}Z", "account": "a", "content_ref": name}
        for at, name in enumerate(("a.txt", "../b.txt", "c.txt"))
    ]
    Path("events.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in told))
    given = ["--content", "content"]
    assert asked(["test", "policy.md"]) == 1
    assert asked(["test", "policy.md", *given]) == 0
    assert asked(["run", "policy.md", "--events", "events.jsonl", "--out", "out", *given]) == 1
    findings = [json.loads(line) for line in Path("out/findings.jsonl").read_text().splitlines()]
    assert [each["state"] for each in findings] == ["settled", "unsettled", "unsettled"]
    assert [each["missing"] for each in findings[1:]] == [["stored content"]] * 2
    capsys.readouterr()
    monkeypatch.chdir("out")
    assert asked(["why", findings[0]["id"], "--out", "."]) == 0
    assert "a.txt" in capsys.readouterr().out
    monkeypatch.chdir(folder.parent)
    assert asked(["tune", "policy.md", "stored", "--events", "events.jsonl", *given]) == 0
    assert asked(["diff", "policy.md", "policy.md", "--events", "events.jsonl", *given]) == 0
    assert asked(["run", "policy.md", "--events", "events.jsonl", "--content", "none"]) == 64
    assert "--content none is no folder" in capsys.readouterr().err

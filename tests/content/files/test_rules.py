"""File functions in rules: over columns and step by step, by digest and by attachment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from bylaws.content.files.faults import scanner
from bylaws.content.files.signatures import matcher
from bylaws.content.stored import read_from

from ...engine.columns.running import lines_of, over_columns, step_by_step
from ...engine.running import ev, program_of
from .made import PROGRAM, TEST_VIRUS, sealed, zipped

BLOCK = """rule harmful on file.uploaded
  let faults = file_faults(sha256, coalesce(name, ""), coalesce(declared_type, ""))
  when faults contains "test virus" or faults contains "other type" or length(signatures(sha256)) > 0
  says "{faults}"
rule programs on file.uploaded
  when file_type(content_ref) = "exe"
rule attached on message.sent each file in attachments
  when file_faults(file) contains "encrypted"
"""
HEAD = """---
policy: files
language: 1
provider: Example Host
version: 2026-11-21
effective: on posting
contact: abuse@example.net
timezone: UTC
---
## Files {#files}
You must not store programs.

"""
FILES = (TEST_VIRUS, PROGRAM, b"some words", zipped(("a", TEST_VIRUS)), sealed("a", b"x"))


@pytest.fixture(autouse=True)
def _stored(tmp_path: Path) -> Iterator[None]:
    for data in FILES:
        (tmp_path / sha256(data).hexdigest()).write_bytes(data)
    read_from(tmp_path)
    yield
    read_from(None)
    scanner().close()
    matcher().close()


def test_rules_on_files_find_the_same_over_columns_and_step_by_step() -> None:
    digests = [*(sha256(data).hexdigest() for data in FILES), "0" * 64]
    names = ("a.exe", "a.png", None)
    told = {"account": "a", "declared_type": "application/octet-stream"}
    events = [
        ev(
            "file.uploaded",
            f"10:00:{at:02}",
            id=f"f{at}",
            sha256=digest,
            content_ref=digest,
            name=names[at % 3],
            **told,
        )
        for at, digest in enumerate(digests * 3)
    ]
    events += [ev("message.sent", "10:02:00", id="m", account="b", attachments=["gone", f"sha256:{digests[4]}"])]
    program = program_of(BLOCK)
    there, here = over_columns(program, [lines_of(events)]), step_by_step(program, [lines_of(events)])
    assert there.findings == here.findings
    assert {each["rule"] for each in here.findings if each["state"] == "settled"} == {"harmful", "programs", "attached"}
    gone = [each for each in here.findings if each["state"] == "unsettled"]
    assert {each["rule"] for each in gone} == {"harmful", "programs", "attached"}
    assert {tuple(each["missing"]) for each in gone} == {("stored content",)}


def test_answers_at_once_look_into_the_folder_and_so_does_their_replay(tmp_path: Path) -> None:
    rule = 'rule programs on file.uploaded\n  when file_type(content_ref) = "exe"\n'
    (tmp_path / "policy.md").write_text(f"{HEAD}```bylaw\n{rule}```\n")
    (tmp_path / "a.exe").write_bytes(PROGRAM)
    event = {"kind": "file.uploaded", "id": "f", "at": "2026-11-22T10:00:00Z", "account": "a", "content_ref": "a.exe"}
    (tmp_path / "events.jsonl").write_text(f"{json.dumps(event)}\n")

    def bylaws(*words: str) -> subprocess.CompletedProcess[bytes]:
        given = (tmp_path / "events.jsonl").read_bytes() if words[0] == "decide" else b""
        command = [sys.executable, "-m", "bylaws", *words]
        return subprocess.run(command, input=given, cwd=tmp_path, capture_output=True, check=False, timeout=120)

    told = bylaws("decide", "policy.md", "--content", ".")
    assert [each["rule"] for each in json.loads(told.stdout)["findings"]] == ["programs"]
    assert b'"settled"' in told.stdout
    assert b"stored content" in bylaws("decide", "policy.md").stdout
    (tmp_path / "decided.jsonl").write_bytes(told.stdout)
    given = ("reconcile", "policy.md", "--decided", "decided.jsonl", "--events", "events.jsonl")
    assert bylaws(*given, "--content", ".").returncode == 0
    assert bylaws(*given).returncode == 1

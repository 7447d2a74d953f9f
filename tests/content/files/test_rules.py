"""File functions in rules: over columns and step by step, by digest and by attachment."""

from __future__ import annotations

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

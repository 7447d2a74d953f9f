"""`bylaws bench files`: what is measured and told. No speed is judged here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.bench import files
from bylaws.bench.files import HOSTILE, SIZES
from bylaws.bench.work import PIECES
from bylaws.cli import main
from bylaws.content.files.faults import scanner
from bylaws.content.files.signatures import matcher
from bylaws.content.stored import read_from


@pytest.mark.slow
def test_each_way_is_measured_on_each_size_and_hostile_files_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "TRIES", 1)
    told = PIECES["files"]("2", str(tmp_path))
    assert isinstance(told, dict)
    assert [each["size"] for each in told["sizes"]] == list(SIZES)
    assert {way for each in told["sizes"] for way in each["mb_per_second"]} == {"file_faults", "signatures", "yara-x alone"}
    assert all(speed > 0 for each in told["sizes"] for speed in each["mb_per_second"].values())
    assert [each["file"] for each in told["hostile"]] == list(HOSTILE)
    assert not list(tmp_path.iterdir())
    scanner().close()
    matcher().close()
    read_from(None)


def test_the_verb_tells_of_all_of_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"size": 4096, "files": 2, "mb_per_second": {"file_faults": 10.0, "signatures": 9.5}}
    hostile = {"file": "a bomb", "bytes": 10, "faults": ["unreadable"], "ms": 1.5, "mb": None}

    class Spent:
        printed = json.dumps({"sizes": [row], "hostile": [hostile], "worst_ms": 1.5})

    monkeypatch.setattr(files, "spend", lambda _command: Spent)
    assert main(["bench", "files", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "signatures, MB/s" in said
    assert "ended" in said

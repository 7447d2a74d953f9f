"""The rejects file is private and says why."""

from __future__ import annotations

import json
from pathlib import Path

from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile


def test_rejects_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    path.write_text("old")
    path.chmod(0o644)
    with RejectsFile(path) as rejects:
        rejects.write(Reject("log", 3, 40, "no JSON", "{"))
        rejects.write(Reject("cap", 0, 24, "cut off"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"file": "log", "line": 3, "offset": 40, "reason": "no JSON", "excerpt": "{"},
        {"file": "cap", "line": None, "offset": 24, "reason": "cut off", "excerpt": ""},
    ]
    assert (rejects.count, rejects.reasons["no JSON"]) == (2, 1)


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target, path = tmp_path / "precious", tmp_path / "rejects.jsonl"
    target.write_text("precious")
    path.symlink_to(target)
    with RejectsFile(path) as rejects:
        rejects.write(Reject("log", 1, 0, "no JSON"))
    assert target.read_text() == "precious"
    assert not path.is_symlink()


def test_without_rejects_there_is_no_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "rejects.jsonl"):
        pass
    assert not list(tmp_path.iterdir())

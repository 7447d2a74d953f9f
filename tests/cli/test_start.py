"""`bylaws start`: policies to build on, in a folder of one's own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bylaws.cli import main

Said = pytest.CaptureFixture[str]

LACKING = """---
policy: acceptable-use
language: 1
provider: Example Mail
version: 2026-11-21
effective: on posting
contact: abuse@example.net
timezone: UTC
includes: canonical.md
---
"""


def test_what_is_copied_is_whole_and_compiles(tmp_path: Path, capsys: Said) -> None:
    folder = tmp_path / "new" / "policies"
    assert main(["start", str(folder)]) == 0
    said = capsys.readouterr().err
    for copy in folder.iterdir():
        assert copy.read_bytes() == files("bylaws.policies").joinpath(copy.name).read_bytes()
        assert f"written: {copy}" in said
    assert f"`bylaws check {folder / 'northwind.md'}`" in said
    for name in ("canonical.md", "northwind.md"):
        assert main(["check", str(folder / name), "--strict"]) == 0


def test_it_goes_into_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["start"]) == 0
    assert (tmp_path / "canonical.md").is_file()


def test_what_is_there_already_is_kept_and_what_is_missing_is_written(tmp_path: Path, capsys: Said) -> None:
    assert main(["start", str(tmp_path)]) == 0
    canonical, northwind = tmp_path / "canonical.md", tmp_path / "northwind.md"
    northwind.unlink()
    kept = canonical.stat().st_ino
    capsys.readouterr()
    assert main(["start", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert f"there already: {canonical}\n" in said
    assert f"written: {northwind}\n" in said
    assert (northwind.is_file(), canonical.stat().st_ino) == (True, kept)


def test_nothing_is_written_where_something_would_be_overwritten(tmp_path: Path, capsys: Said) -> None:
    mine, link = tmp_path / "northwind.md", tmp_path / "no-call.example.csv"
    mine.write_text("mine", encoding="utf-8")
    link.symlink_to("nowhere")
    assert main(["start", str(tmp_path)]) == 64
    said = "are there and differ; move what is yours away, or name another folder to copy into"
    assert capsys.readouterr().err == f"nothing is written, for `{link}`, `{mine}` {said}\n"
    assert mine.read_text(encoding="utf-8") == "mine"
    assert sorted(tmp_path.iterdir()) == [link, mine]


def test_a_file_is_no_place_to_copy_into(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "file"
    file.touch()
    assert main(["start", str(file)]) == 64
    assert f"{file} is no folder" in capsys.readouterr().err
    assert main(["start", str(file / "within")]) == 64
    assert "cannot be written" in capsys.readouterr().err


def test_whoever_includes_a_policy_of_the_package_is_told_how_to_get_it(tmp_path: Path, capsys: Said) -> None:
    policy = tmp_path / "policy.md"
    policy.write_text(LACKING, encoding="utf-8")
    assert main(["check", str(policy)]) == 2
    assert "`bylaws start` copies it" in capsys.readouterr().err
    assert main(["start", str(tmp_path)]) == 0
    assert main(["check", str(policy)]) == 0

"""`bylaws train` and `bylaws evaluate`, where there is nothing to learn from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.cli import main


@pytest.mark.parametrize("verb", ["train", "evaluate"])
def test_data_that_are_not_there_are_told(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "sms-spam", "--data", str(tmp_path)]) == 64
    assert "does not hold what sms-spam asks for" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("verb", ["train", "evaluate"])
def test_what_learning_needs_is_told(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bylaws.cli.train.find_spec", lambda _name: None)
    assert main([verb, "sms-spam", "--data", str(tmp_path)]) == 64
    assert "pip install 'bylaws[train]'" in " ".join(capsys.readouterr().err.split())


def test_a_line_that_is_neither_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "uci.tsv").write_text("maybe\thello\n")
    assert main(["evaluate", "sms-spam", "--data", str(tmp_path)]) == 64
    assert "begins with neither ham nor spam" in " ".join(capsys.readouterr().err.split())

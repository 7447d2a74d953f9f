"""The page of docs/reference about real data says what the policies find today."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_page_about_real_data_is_up_to_date() -> None:
    evaluate = runpy.run_path(str(ROOT / "scripts" / "evaluate.py"))
    folder = evaluate["data_folder"]()
    if not folder.is_dir():
        pytest.skip(f"the public data are not at {folder}; set BYLAWS_DATA")
    assert evaluate["PAGE"].read_text(encoding="utf-8") == evaluate["page"](folder), "run `make evaluate`"


def test_without_the_data_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BYLAWS_DATA", str(tmp_path / "nowhere"))
    evaluate = runpy.run_path(str(ROOT / "scripts" / "evaluate.py"))
    before = evaluate["PAGE"].read_bytes()
    assert evaluate["main"]() == 0
    assert "set BYLAWS_DATA" in capsys.readouterr().out
    assert evaluate["PAGE"].read_bytes() == before

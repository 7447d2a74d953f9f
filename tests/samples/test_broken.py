"""What `bylaws check` says of the broken policies among the samples, word for word. `BYLAWS_ACCEPT=1` writes the texts anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bylaws.cli import main

FOLDER = Path(__file__).parents[2] / "samples" / "broken"
BROKEN = sorted(FOLDER.glob("*.md"))
README = FOLDER.parent / "README.md"


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_what_is_said_of_a_broken_policy(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    code = main(["check", path.name])
    said = capsys.readouterr()
    told = said.out + said.err
    golden = path.with_suffix(".txt")
    if os.environ.get("BYLAWS_ACCEPT"):
        golden.write_text(told)
    assert code == 2
    assert told == golden.read_text()


def test_each_breaks_in_a_way_of_its_own() -> None:
    first = [re.search(r"^error\[.+$", path.with_suffix(".txt").read_text(), re.MULTILINE) for path in BROKEN]
    assert len(BROKEN) >= 12
    assert len({each[0] for each in first if each}) == len(BROKEN)


def test_the_readme_names_them_all() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)\.md`", README.read_text(), re.MULTILINE)) == {path.stem for path in BROKEN}

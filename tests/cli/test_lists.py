"""The files of a policy's lists are a part of it: every verb tells what is wrong with them, at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.cli import main

from .conftest import POLICY, Desk

Said = pytest.CaptureFixture[str]

LISTS = """list known by ip ip with since instant from "known.csv"
list targets by name text from "targets.txt"

rule guessed"""
CHECK, RUN = ["check", "policy.md"], ["run", "policy.md", "--events", "events.jsonl"]


@pytest.fixture
def listed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A policy with two lists, whose files are in order."""
    monkeypatch.chdir(desk.folder)
    asked = "when failures >= most and ip not in known and target_account not in targets"
    desk.policy.write_text(POLICY.replace("rule guessed", LISTS).replace("when failures >= most", asked), encoding="utf-8")
    Path("known.csv").write_text("ip,since\n192.0.2.7,\n", encoding="utf-8")
    Path("targets.txt").write_text("t9\n", encoding="utf-8")
    return desk


def break_them() -> None:
    Path("known.csv").write_text("ip,since\n192.0.2,\n192.0.2.1,soon\n", encoding="utf-8")
    Path("targets.txt").write_bytes(b"\xff\n")


TOLD = [
    "error[unreadable-list]: line 2 of `known.csv` cannot be read: `ip`: ",
    "error[unreadable-list]: line 3 of `known.csv` cannot be read: `since`: ",
    "error[unreadable-list]: line 1 of `targets.txt` cannot be read: no UTF-8",
]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    "words",
    [
        CHECK,
        ["test", "policy.md"],
        RUN,
        ["doctor", "policy.md", "--events", "events.jsonl"],
        ["tune", "policy.md", "guessed", "--events", "events.jsonl"],
        ["diff", "policy.md", "policy.md", "--events", "events.jsonl"],
    ],
)
def test_list_files_that_cannot_be_read_break_the_policy_for_every_verb(words: list[str], capsys: Said) -> None:
    assert main(words) != 2
    capsys.readouterr()
    break_them()
    assert main(words) == 2
    said = capsys.readouterr().err
    assert [next(line for line in said.splitlines() if line.startswith(each)) for each in TOLD]
    assert 'policy.md:16:45\n   |\n16 | list known by ip ip with since instant from "known.csv"' in said
    assert "::: known.csv:3:11" in said


@pytest.mark.usefixtures("listed")
def test_json_and_sarif_name_both_places(capsys: Said) -> None:
    break_them()
    assert main([*CHECK, "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["compiles"], told["errors"]) == (False, 3)
    policy, cell = told["diagnostics"][1]["labels"]
    assert (policy["path"], policy["words"]) == ("policy.md", '"known.csv"')
    assert (cell["path"], cell["line"], cell["column"], cell["words"]) == ("known.csv", 3, 11, "soon")
    assert main([*CHECK, "--format", "sarif"]) == 2
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    place = run["results"][1]["relatedLocations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "known.csv"
    assert place["region"] == {"startLine": 3, "startColumn": 11, "endLine": 3, "endColumn": 15}


@pytest.mark.usefixtures("listed")
def test_a_policy_that_was_compiled_before_hides_no_list_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main(CHECK) == 0
    assert list((tmp_path / "cache" / "bylaws").iterdir())
    break_them()
    assert main(CHECK) == 2


@pytest.mark.usefixtures("listed")
def test_of_many_faults_the_first_are_told_one_by_one(capsys: Said) -> None:
    Path("targets.txt").write_text("ok\n" * 3, encoding="utf-8")
    Path("known.csv").write_text("ip,since\n" + "x,\n" * 1000, encoding="utf-8")
    assert main([*CHECK, "--all"]) == 2
    said = capsys.readouterr().err
    assert said.count("error[unreadable-list]: line ") == 20
    assert "`known.csv` has 980 more cells or rows that cannot be read" in said


@pytest.mark.usefixtures("listed")
def test_a_list_without_rows_is_a_warning(capsys: Said) -> None:
    Path("known.csv").write_text("ip,since\n", encoding="utf-8")
    assert main(CHECK) == 0
    said = capsys.readouterr().err
    assert "warning[empty-list]: `known.csv` of list `known` has no rows, and `guessed` looks into it" in said
    assert main([*CHECK, "--strict"]) == 1
    assert main(["test", "policy.md"]) == 0


def test_the_lists_are_read_before_the_events_and_once(listed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bylaws.policy import filling

    reads: list[str] = []
    read = filling.read_list

    def counted(declared, *rest):  # type: ignore[no-untyped-def]
        reads.append(declared.name)
        return read(declared, *rest)

    monkeypatch.setattr(filling, "read_list", counted)
    assert listed.run() == 1
    assert reads == ["known", "targets"]
    break_them()
    listed.events.unlink()
    assert listed.run() == 2

"""The page about fraud that goes on: what it shows is in the sample, and the sample does what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bylaws.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "see-fraud-while-it-goes-on.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "samples" / "exchange"


def _arguments(out: Path) -> list[str]:
    (command,) = re.findall(r"^    bylaws (run .*)$", PAGE, re.MULTILINE)
    policy = str(ROOT / "src" / "bylaws" / "policies" / "northwind.md")
    return command.replace("northwind.md", policy).replace("out/exchange", str(out)).split()


def test_the_page_quotes_the_mapping() -> None:
    (mapping,) = re.findall(r"^```toml\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert mapping == (SAMPLE / "exchange.toml").read_text()


def test_what_open_calls_cost_is_found_before_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(_arguments(tmp_path)) == 1
    findings = [json.loads(line) for line in (tmp_path / "findings.jsonl").read_text().splitlines()]
    assert [(each["rule"], each["subject"], each["at"][:19], each["state"]) for each in findings] == [
        ("many-at-once", "C-1001", "2026-11-22T19:53:21", "settled"),
        ("costly-hour", "C-1001", "2026-11-22T19:58:17", "settled"),
    ]
    assert "cost EUR 201.60 within an hour" in findings[1]["says"]


def test_what_was_found_keeps_its_id_as_the_log_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    rows = (SAMPLE / "Master.csv").read_bytes().splitlines(keepends=True)
    log = tmp_path / "Master.csv"
    found = []
    for length in (len(rows) - 9, len(rows)):
        log.write_bytes(b"".join(rows[:length]))
        arguments = [str(log) if each.endswith("Master.csv") else each for each in _arguments(tmp_path / str(length))]
        assert main(arguments) == 1
        lines = (tmp_path / str(length) / "findings.jsonl").read_text().splitlines()
        found.append([json.loads(line)["id"] for line in lines])
    assert found[0] == found[1]
    assert len(found[0]) == 2


def test_none_of_these_calls_has_ended() -> None:
    rows = [line.split('","') for line in (SAMPLE / "Master.csv").read_text().splitlines()]
    begun = {row[14] for row in rows if row[0] == '"CHAN_START' and row[7] == "0088290555001"}
    ended = {row[14] for row in rows if row[0] == '"HANGUP'}
    assert (len(begun), begun & ended) == (24, set())


def test_the_rules_about_open_calls_see(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    _, policy, *rest = _arguments(Path("unused"))
    assert main(["doctor", policy, *rest[: rest.index("--out")], "--format", "json"]) == 1
    told = {each["rule"]: each["state"] for each in json.loads(capsys.readouterr().out)["rules"]}
    assert (told["costly-hour"], told["many-at-once"]) == ("sees", "sees")

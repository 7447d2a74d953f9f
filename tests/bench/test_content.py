"""`bylaws bench content`: what is measured, on what, and beside what. No speed is judged here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.bench import content
from bylaws.bench.content import calls_of
from bylaws.bench.content_beside import BESIDE
from bylaws.bench.content_texts import MADE, PUBLIC
from bylaws.bench.content_work import HOSTILE
from bylaws.bench.work import PIECES
from bylaws.cli import main
from bylaws.content.installed import installed


def test_whatever_is_measured_is_a_content_function_and_has_texts() -> None:
    assert {name.partition(" ")[0] for name in BESIDE} <= installed().keys()
    assert BESIDE.keys() == MADE.keys()
    assert PUBLIC.keys() <= BESIDE.keys()


@pytest.mark.parametrize("name", MADE)
def test_made_calls_are_distinct_the_same_each_time_and_what_a_function_takes(name: str) -> None:
    calls, is_public = calls_of(name, 60, None)
    assert not is_public
    assert 30 < len(calls) == len(set(calls)) <= 60
    assert calls == calls_of(name, 60, None)[0]
    installed()[name.partition(" ")[0]](*calls[0])


def test_public_data_take_the_place_of_made_texts_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "uci.tsv").write_text("ham\tsee you\nspam\twin now\nham\tsee you\n", "utf-8")
    assert calls_of("spam", 10, tmp_path) == ([("see you",), ("win now",)], True)
    assert calls_of("spam", 1, tmp_path) == ([("see you",)], True)
    assert calls_of("numbering", 10, tmp_path) == calls_of("numbering", 10, None)


@pytest.mark.parametrize(("name", "beside"), [("spam", "scikit-learn"), ("quoted", "one pattern")])
def test_a_function_is_measured_beside_another_and_on_every_hostile_item(name: str, beside: str) -> None:
    told = PIECES["content"](name, "300", "")
    assert isinstance(told, dict)
    assert told["beside"] == beside
    assert told["per_second"] > 0
    assert told["beside_per_second"] > 0
    assert told["ratio"] > 0
    assert {each["item"] for each in told["hostile"]} == HOSTILE.keys()
    assert told["worst_ms"] == max(each["ms"] for each in told["hostile"])
    assert told["dearest"] in HOSTILE


def test_the_verb_tells_of_each_function_and_what_it_did_not_measure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "BESIDE", {"emergency": BESIDE["emergency"]})
    assert main(["bench", "content", "--events", "1000", "--format", "json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["function"] for each in told["functions"]] == ["emergency"]
    assert set(told["not_measured"]) == installed().keys() - {"emergency"}
    assert main(["bench", "content", "--events", "1000", "--quiet"]) == 0
    assert "phonenumbers" in capsys.readouterr().out


def test_data_are_for_content_alone_and_must_be_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["bench", "batch", "--data", str(tmp_path)]) == 64
    assert main(["bench", "content", "--data", str(tmp_path / "none")]) == 64
    assert "`--data` names a folder" in capsys.readouterr().err

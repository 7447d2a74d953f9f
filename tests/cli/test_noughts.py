"""Numbers that are 0 on every event are told, by columns as by steps, and only where a rule reads them."""

from __future__ import annotations

import json

import pytest

from bylaws import app
from bylaws.cli import main
from bylaws.events.columns import blocks
from tests.cli.conftest import POLICY, Desk

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [0, 1 << 62], ids=["columns", "steps"])

RULES = """
rule talked on call.record
  let seconds = sum(duration_s) by account over 1h
  when seconds > 10h

rule dear on call.record
  when cost > EUR 5 and ring_s >= 0s
"""
WORDS = "duration_s is 0 on all 50 call.record events"


def call(number: int, **more: object) -> dict[str, object]:
    known = {"kind": "call.record", "id": f"c{number}", "at": f"2026-11-22T10:{number % 60:02}:{number // 60:02}Z", "account": "a1"}
    return {**known, "duration_s": 0, "billed_s": 0, "ring_s": number, **more}


@pytest.fixture
def calling(desk: Desk) -> Desk:
    text = POLICY.replace("timezone: UTC", "timezone: UTC\ncurrency: EUR").replace(
        "\nparameter most = 3\n", f"\nparameter most = 3\n{RULES}"
    )
    desk.policy.write_text(text, encoding="utf-8")
    return desk


def zeros(desk: Desk, capsys: Said) -> object:
    """What a run tells; `doctor` tells the same."""
    desk.run("--quiet")
    told = desk.summary()["zeros"]
    capsys.readouterr()
    main(["doctor", str(desk.policy), "--events", str(desk.events), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["zeros"] == told
    return told


@Paths
def test_a_number_that_a_rule_reads_and_that_is_0_on_all_is_told(
    calling: Desk, capsys: Said, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    silent = {"kind": "call.record", "field": "duration_s", "events": 50, "rules": ["talked"]}
    calling.write(*map(call, range(50)))
    assert zeros(calling, capsys) == [silent]
    calling.write(*map(call, range(49)))
    assert zeros(calling, capsys) == []
    calling.write(*map(call, range(50)), call(50, duration_s=1))
    assert zeros(calling, capsys) == []
    calling.write(call(0, duration_s=7), *map(call, range(1, 80)))
    assert zeros(calling, capsys) == []
    free = [call(number, cost=0) for number in range(60)]
    calling.write(*free, *(call(number, duration_s=None) for number in range(60, 70)))
    costless = {"kind": "call.record", "field": "cost", "events": 60, "rules": ["dear"]}
    assert zeros(calling, capsys) == [costless, {**silent, "events": 60}]


def test_what_was_told_in_one_block_counts_in_all(calling: Desk, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", 0)
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    monkeypatch.setattr(blocks, "CHUNK", 500)
    calling.write(call(0, duration_s=7), *map(call, range(1, 100)))
    assert zeros(calling, capsys) == []
    calling.write(*map(call, range(100)))
    assert zeros(calling, capsys) == [{"kind": "call.record", "field": "duration_s", "events": 100, "rules": ["talked"]}]


def test_it_is_said_in_words(calling: Desk, capsys: Said) -> None:
    calling.write(*map(call, range(50)), {**call(99), "kind": "call.started"})
    for verb in (["run", "--out", str(calling.out)], ["doctor"]):
        main([verb[0], str(calling.policy), "--events", str(calling.events), *verb[1:]])
        assert f"{WORDS}: talked" in " ".join(capsys.readouterr().out.split()), verb
    assert WORDS in (calling.out / "report.html").read_text(encoding="utf-8")
    calling.write(*map(call, range(50)), call(50, duration_s=None))
    main(["doctor", str(calling.policy), "--events", str(calling.events)])
    assert f"{WORDS} that tell it: talked" in " ".join(capsys.readouterr().out.split())

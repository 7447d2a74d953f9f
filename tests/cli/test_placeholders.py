"""A log that says `-` where nobody is known accuses nobody called so, and all verbs tell of it alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import Desk, attempt

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [0, 1 << 62], ids=["columns", "steps"])

NAMELESS = [attempt(minute, target_account=said) for minute, said in enumerate(["-", "NULL", "null", "", "unknown"] * 4)]
SENT = {"kind": "message.sent", "id": "m", "at": "2026-11-22T10:30:00Z", "account": "n/a", "purpose": "promotional"}
COUNTED = [
    {"kind": "auth.attempt", "field": "target_account", "placeholder": "null", "events": 8},
    {"kind": "auth.attempt", "field": "target_account", "placeholder": "", "events": 4},
    {"kind": "auth.attempt", "field": "target_account", "placeholder": "-", "events": 4},
    {"kind": "auth.attempt", "field": "target_account", "placeholder": "unknown", "events": 4},
    {"kind": "message.sent", "field": "account", "placeholder": "n/a", "events": 1},
]


@Paths
def test_nobody_is_accused_who_is_not_known(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*NAMELESS, SENT)
    desk.run("--quiet")
    told = desk.summary()
    assert told["placeholders"] == COUNTED
    found = [json.loads(line) for line in (desk.out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    settled = [each for each in found if each["state"] == "settled"]
    assert {each["rule"] for each in settled} <= {"mailed"}
    assert all(each["subject"] is None for each in settled)
    assert "target_account" in told["blind"].get("guessed", "") or "target_account" in str(told["in_part"])


@Paths
def test_what_is_read_twice_to_settle_a_contradiction_is_counted_once(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    known = {"target_account": "-", "note": "\u00e4\n"}
    desk.write(attempt(20, **known), attempt(10, id="x", **known), attempt(11, id="x", **known), *map(attempt, range(30, 50)))
    desk.run("--quiet")
    assert [each["events"] for each in desk.summary()["placeholders"]] == [3]


def test_doctor_and_read_count_what_a_run_counts(desk: Desk, capsys: Said) -> None:
    desk.write(*NAMELESS, SENT)
    for verb in (["doctor", str(desk.policy), "--events", str(desk.events)], ["read", str(desk.events)]):
        capsys.readouterr()
        main([*verb, "--format", "json"])
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert told["placeholders"] == COUNTED, verb


def test_all_say_it_in_words(desk: Desk, capsys: Said) -> None:
    desk.write(*NAMELESS, SENT)
    run = ["run", str(desk.policy), "--events", str(desk.events), "--out", str(desk.out)]
    for verb in (run, ["doctor", str(desk.policy), "--events", str(desk.events)], ["read", str(desk.events)]):
        main(verb)
        said = " ".join(capsys.readouterr().out.split())
        assert "laceholders in place of a name, taken as not told" in said, verb
        assert "target_account is `null` on 8 auth.attempt events" in said, verb
        assert "target_account is empty on 4 auth.attempt events" in said, verb
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "Placeholders in place of a name; taken as not told" in page


def test_nothing_is_said_where_all_are_named(desk: Desk, capsys: Said) -> None:
    desk.run()
    main(["doctor", str(desk.policy), "--events", str(desk.events)])
    main(["read", str(desk.events)])
    assert "laceholder" not in capsys.readouterr().out


def test_a_table_says_it_alike(tmp_path: Path, capsys: Said) -> None:
    table, mapping = tmp_path / "calls.csv", tmp_path / "calls.toml"
    table.write_text("who,when,to\n-,2026-11-22T10:00:00Z,2125550100\nNone,2026-11-22T10:00:01Z,unknown\n", encoding="utf-8")
    mapping.write_text(
        'kind = "call.record"\n[columns]\naccount = "who"\nended_at = "when"\nto = { column = "to", prefix = "+1" }\n',
        encoding="utf-8",
    )
    main(["read", str(table), "--mapping", str(mapping), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert [each["fields"] for each in told["first"]][1:] == [{"ended_at": "2026-11-22T10:00:01Z"}]
    assert {(each["field"], each["placeholder"]) for each in told["placeholders"]} == {
        ("account", "-"),
        ("account", "none"),
        ("to", "unknown"),
    }

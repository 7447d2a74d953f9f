"""`bylaws tune`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bylaws.cli import main
from bylaws.policy.compile import compile_policy
from bylaws.study.comparisons import comparisons
from tests.cli.conftest import POLICY, Desk, attempt

ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
LOGS = ROOT / "samples" / "logs"

Said = pytest.CaptureFixture[str]


def _tune(desk: Desk, *words: str, rule: str = "guessed") -> int:
    return main(["tune", str(desk.policy), rule, "--events", str(desk.events), *words])


def test_the_terminal_shows_the_spread_and_the_thresholds(desk: Desk, capsys: Said) -> None:
    desk.write(*(attempt(minute) for minute in range(10, 15)), attempt(1, id="f", ip="203.0.113.8", target_account="t2"))
    assert _tune(desk) == 0
    said = capsys.readouterr().out
    assert "6 of 6 events pass `where`." in said
    assert "failures >= most; the threshold is 3" in said
    assert "2 subjects by the highest failures" in said
    assert "┄┄ ≥ 3, the threshold ┄┄" in said
    assert re.search(r"^ +≥ 1 +2 +2 *$", said, re.M)
    assert re.search(r"^ +≥ 3 +1 +1 +← now *$", said, re.M)


def test_json_and_page(desk: Desk, capsys: Said) -> None:
    assert _tune(desk, "--format", "json", "--out", str(desk.out)) == 0
    told = json.loads(capsys.readouterr().out)
    (threshold,) = told["thresholds"]
    assert (threshold["comparison"], threshold["present"], threshold["subjects"]) == ("failures >= most", 3, 1)
    assert threshold["candidates"] == [
        {"threshold": 3, "fact_alone": 1, "whole_rule": 1, "present": True},
        {"threshold": 5, "fact_alone": 1, "whole_rule": 1, "present": False},
    ]
    assert threshold["quantiles"]["50"] == 5
    page = Path(told["files"]["tune"]).read_text(encoding="utf-8")
    assert "<svg" in page
    assert "≥ 3 (now)" in page
    assert "<script" not in page
    assert "203.0.113.9" not in page


def test_a_rule_that_saw_nothing_is_blind_and_has_no_numbers(desk: Desk, capsys: Said) -> None:
    desk.write({"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:00:00Z", "account": "a1"})
    assert _tune(desk, "--out", str(desk.out)) == 3
    said = capsys.readouterr().out
    assert "Blind: no event of kind auth.attempt was read." in said
    assert "subject" not in said
    assert "Blind: no event of kind auth.attempt was read." in (desk.out / "tune.html").read_text(encoding="utf-8")
    _tune(desk, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["events"]["judged"] is None
    assert told["thresholds"][0]["subjects"] is None


def test_where_no_event_passes_nothing_can_be_said_of_thresholds_and_that_is_3(desk: Desk, capsys: Said) -> None:
    desk.write(*(attempt(minute, outcome="success") for minute in range(10, 15)))
    assert _tune(desk) == 3
    said = capsys.readouterr().out
    assert "0 of 5 events pass `where`." in said
    assert "So nothing can be said of these thresholds" in said


def test_what_cannot_be_tuned(desk: Desk, capsys: Said) -> None:
    assert _tune(desk, rule="guesed") == 64
    assert "did you mean `guessed`?" in capsys.readouterr().err
    assert _tune(desk, rule="mailed") == 64
    assert "compares no number with a threshold in its `when`; rules that do are `guessed`" in capsys.readouterr().err
    assert _tune(desk, "--law", str(desk.folder)) == 64
    assert "only `bylaws run` takes `--law`" in capsys.readouterr().err
    assert main(["tune", str(desk.policy), "guessed"]) == 64
    desk.policy.write_text(POLICY.replace("outcome =", "outcom ="), encoding="utf-8")
    assert _tune(desk) == 2


def test_input_that_is_not_understood_is_3(desk: Desk) -> None:
    desk.write(attempt(1), "{", "{", "{")
    assert _tune(desk) == 3
    assert _tune(desk, "--max-rejects", "3") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("log", "rules"),
    [
        ("sign-ins.jsonl.gz", ("guessing", "spraying", "guessed-at-last")),
        ("calls.jsonl.gz", ("lopsided-range", "nuisance-calls", "one-ring-bait", "short-calls", "pumped-range")),
        ("messages.jsonl.gz", ("unasked-bulk", "machine-texts", "complained-of")),
    ],
)
def test_the_present_threshold_touches_exactly_those_whom_the_rule_finds(
    log: str, rules: tuple[str, ...], tmp_path: Path, capsys: Said
) -> None:
    assert main(["run", str(NORTHWIND), "--events", str(LOGS / log), "--out", str(tmp_path), "--quiet"]) == 1
    findings = [json.loads(line) for line in (tmp_path / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    program = compile_policy(NORTHWIND).program
    assert program is not None
    capsys.readouterr()
    for rule in rules:
        found = {each["subject"] for each in findings if each["rule"] == rule and each["state"] != "excused"}
        code = main(["tune", str(NORTHWIND), rule, "--events", str(LOGS / log), "--format", "json"])
        told = json.loads(capsys.readouterr().out)
        assert code == (3 if told["blind"] else 0)
        assert bool(told["blind"]) == (rule == "machine-texts"), "no log of the samples tells whose the sending numbers are"
        assert len(told["thresholds"]) == len(comparisons(program, program.rule(rule))) > 0
        for threshold in told["thresholds"]:
            (present,) = (each for each in threshold["candidates"] if each["present"])
            assert present["whole_rule"] == len(found), (rule, threshold["comparison"])

"""Cases on the command line, from a run's findings to a decision, an appeal, and a recall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk

LADDER = """  severity high
  steps stepwise

ladder stepwise
  first incident: throttle for 1d
  later incident in 90d: suspend for 7d approved by reviewer
  notice at once
"""
BECAUSE = ("--because", "the logs leave no doubt")
ROLES = ("--role", "reviewer", "--role", "senior")


class Cases:
    """The verbs of the desk, for one policy and database."""

    def __init__(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys, self.desk = capsys, desk
        self.database = desk.folder / "desk.db"
        self.rest = ["--policy", str(desk.policy), "--desk", str(self.database)]

    def do(self, *words: str, who: str = "anna", roles: tuple[str, ...] = ROLES) -> int:
        return main([*words, *self.rest, "--as", who, *roles])

    def told(self, *words: str) -> Any:
        self.capsys.readouterr()
        assert main([*words, *self.rest, "--format", "json"]) == 0
        return json.loads(self.capsys.readouterr().out)

    def said(self) -> str:
        said = self.capsys.readouterr()
        return " ".join((said.out + said.err).split())

    def open(self) -> list[str]:
        """Cases of what is found."""
        assert self.do("rule", "mode", "mailed", "--to", "review", "--consent", "ben", *BECAUSE, roles=()) == 0
        assert self.desk.run("--open-cases", str(self.database), "--quiet") == 1
        return [each["id"] for each in self.told("case", "list")]


@pytest.fixture
def cases(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Cases:
    desk.policy.write_text(POLICY.replace("  severity high\n", LADDER), encoding="utf-8")
    mail = {"kind": "message.sent", "at": "2026-11-22T10:00:00Z", "purpose": "promotional"}
    desk.write({**mail, "id": "m1", "account": "a1"}, {**mail, "id": "m2", "account": "a2"}, {**mail, "id": "m3", "account": "a1"})
    return Cases(desk, capsys)


def test_findings_become_cases_and_a_decision_has_its_steps(cases: Cases) -> None:
    first, second = cases.open()
    assert cases.do("case", "claim", first) == 0
    assert cases.do("case", "decide", first, *BECAUSE) == 0
    told = cases.told("case", "show", first[:5])
    assert (told["state"], told["severity"], told["claimed_by"], told["decisions"][0]["by"]) == ("decided", "high", "anna", "anna")
    assert [(each["measure"], each["state"], each["target"]["name"]) for each in told["steps"]] == [
        ("throttle", "pending", told["parties"][0]["subject"]["name"])
    ]
    assert [each["change"] for each in told["history"]] == ["opened", "joined", "claimed", "decided", "ordered"]
    assert {each["rule"] for each in told["evidence"]} == {"mailed"}
    cases.said()
    assert main(["case", "show", second, *cases.rest]) == 0
    assert f"Case {second} open, high" in cases.said()
    assert [each["id"] for each in cases.told("case", "list", "--state", "open")] == [second]


def test_what_may_not_be_is_refused_by_its_name(cases: Cases) -> None:
    (first, _) = cases.open()
    for words, who, roles, code in (
        (("decide", first), "anna", ROLES, "reasons"),
        (("decide", first, *BECAUSE), "eve", (), "role"),
        (("decide", "no-such", *BECAUSE), "anna", ROLES, "unknown-case"),
        (("approve", first, "no-such"), "anna", ROLES, "unknown-step"),
        (("reopen", first, *BECAUSE), "anna", ROLES, "case-state"),
    ):
        cases.said()
        assert cases.do("case", *words, who=who, roles=roles) == 65
        assert f"refused ({code})" in cases.said()
    for wrong in (["approve", first], ["exclude", first], ["show"], ["exclude", first, "--about", "a1"]):
        assert cases.do("case", *wrong) == 64
    assert main(["case", "list", "--policy", str(cases.desk.policy)]) == 64
    assert "name its database by --desk" in cases.said()


def test_an_appeal_that_is_won_takes_all_of_it_back(cases: Cases) -> None:
    (first, _) = cases.open()
    cases.do("case", "decide", first, *BECAUSE)
    told = cases.told("case", "show", first)
    decision, subject = told["decisions"][0]["id"], told["parties"][0]["subject"]["name"]
    appealing = ("case", "appeal", first, decision, "--about", f"account:{subject}", "--because", "not me")
    assert cases.do(*appealing, who=subject, roles=()) == 0
    appeal = cases.told("case", "show", first)["appeals"][0]["id"]
    answer = ("case", "answer", first, appeal, "--outcome", "overturned", "--because", "so it was")
    assert cases.do(*answer) == 65
    assert cases.do(*answer, who="ben") == 0
    told = cases.told("case", "show", first)
    assert told["steps"][0]["state"] == "undoing"
    assert all("overturned" in why for why in told["parties"][0]["struck"].values())


def test_a_recall_says_what_it_would_do_and_does_it(cases: Cases) -> None:
    (first, _) = cases.open()
    cases.do("case", "decide", first, *BECAUSE)
    told = cases.told("recall", "mailed", "--dry-run")
    assert (told["findings"], told["cases"], told["steps"]) == (3, 2, 1)
    assert {each["state"] for each in cases.told("case", "list")} == {"open", "decided"}
    assert cases.do("recall", "mailed", *BECAUSE) == 0
    assert {each["state"] for each in cases.told("case", "list")} == {"closed", "decided"}
    assert cases.told("recall", "mailed", "--dry-run")["findings"] == 0


def test_rules_begin_in_the_shadow_and_more_power_takes_two(cases: Cases) -> None:
    assert cases.desk.run("--open-cases", str(cases.database)) == 1
    assert "rules begin in the shadow" in cases.said()
    assert cases.told("case", "list") == []
    assert cases.do("rule", "mode", "mailed", "--to", "enforce", *BECAUSE, roles=()) == 65
    assert cases.do("rule", "mode", "no-such", "--to", "review", "--consent", "ben", *BECAUSE, roles=()) == 65
    assert {each["rule"]: each["mode"] for each in cases.told("rule", "list")} == {"guessed": "shadow", "mailed": "shadow"}
    assert cases.do("rule", "mode", "mailed", "--to", "enforce", "--consent", "ben", *BECAUSE, roles=()) == 0
    assert cases.do("rule", "pause", "mailed", *BECAUSE, roles=()) == 0
    listed = {each["rule"]: (each["mode"], each["by"]) for each in cases.told("rule", "list")}
    assert listed["mailed"] == ("off", "anna")


def test_a_case_is_split_and_merged_again(cases: Cases) -> None:
    one, other = cases.open()
    assert cases.do("case", "merge", one, other) == 0
    told = cases.told("case", "show", one)
    assert len(told["parties"]) == 2
    assert cases.do("case", "split", one, "--about", "account:a2") == 0
    states = sorted(each["state"] for each in cases.told("case", "list"))
    assert states == ["merged", "open", "open"]


def test_a_file_that_holds_no_findings_is_told_by_its_line(cases: Cases, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"kind": "message.sent"}\n')
    assert cases.do("case", "open", str(wrong)) == 65
    assert "wrong.jsonl:1 is no finding" in cases.said()
    assert cases.do("case", "open", str(tmp_path / "nowhere.jsonl")) == 64

"""`bylaws run`."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from bylaws.cli import main
from tests.cli.conftest import Desk, attempt


def test_findings_are_1_and_cite_the_clause(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run() == 1
    (finding,) = desk.findings()
    assert (finding["clause"], finding["rule"], finding["subject"]) == ("guessing", "guessed", "203.0.113.9")
    assert finding["repeats"] == 2
    assert finding["says"] == "3 failures from 203.0.113.9"
    said = capsys.readouterr().out
    assert "1 finding (1 medium), 0 unsettled, 0 excused" in said
    assert "no event of kind message.sent was read: mailed" in said
    assert str(desk.out / "report.html") in said


def test_nothing_found_is_0(desk: Desk) -> None:
    desk.write(attempt(10))
    assert desk.run() == 0
    assert desk.findings() == []


def test_a_policy_that_does_not_compile_is_2(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.policy.write_text(desk.policy.read_text(encoding="utf-8").replace("outcome =", "outcom ="), encoding="utf-8")
    assert desk.run() == 2
    assert "`outcome`" in capsys.readouterr().err
    assert not desk.out.exists()


@pytest.mark.parametrize(("bound", "code"), [("0", 3), ("1", 1), ("10%", 3), ("20%", 1)])
def test_too_many_rejects_are_3_and_outrank_findings(desk: Desk, bound: str, code: int) -> None:
    desk.write(*(attempt(minute) for minute in range(10, 15)), '{"kind": "auth.attempt", "at": "yesterday"}')
    assert desk.run("--max-rejects", bound) == code
    assert len(desk.findings()) == 1


def test_rejects_are_written_and_forgotten_by_the_next_run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(attempt(10), "not json")
    desk.run()
    (reject,) = (desk.out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(reject)["line"] == 2
    assert "\n1 rejected, the first:\n  " in capsys.readouterr().out
    desk.write(attempt(10))
    desk.run()
    assert not (desk.out / "rejects.jsonl").exists()


def test_outputs_are_for_their_owner_only(desk: Desk) -> None:
    desk.write(attempt(10), "not json")
    desk.run()
    for path in desk.out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_since_and_until_choose_findings_and_not_events(desk: Desk) -> None:
    assert desk.run("--since", "2026-11-22T10:12:00Z", "--until", "2026-11-22T10:13:00Z") == 1
    assert [finding["at"] for finding in desk.findings()] == ["2026-11-22T10:12:00Z"]
    assert desk.run("--since", "2026-11-22T10:13:00Z") == 0
    assert desk.run("--until", "2026-11-22T10:12:00Z") == 0


def test_clause_chooses_findings(desk: Desk) -> None:
    assert desk.run("--clause", "mail") == 0
    assert desk.run("--clause", "mail", "--clause", "guessing") == 1


def test_a_clause_or_a_span_that_cannot_be_is_64(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("--clause", "gessing") == 64
    assert "did you mean `guessing`?" in capsys.readouterr().err
    assert desk.run("--since", "2026-11-22", "--until", "2026-11-22") == 64


def test_json_is_one_object_with_masked_subjects(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run("--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["findings"]["settled"] == 1
    assert told["events"]["kinds"] == {"auth.attempt": 5}
    assert told["subjects"][0]["subject"].startswith("ip-")
    assert told["clauses"][1]["settled"] is None
    desk.run("--format", "json", "--unmask")
    assert json.loads(capsys.readouterr().out)["subjects"][0]["subject"] == "203.0.113.9"


def test_pseudonyms_agree_from_run_to_run(desk: Desk) -> None:
    desk.run()
    first = json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))["subjects"]
    desk.run()
    assert json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))["subjects"] == first
    assert "203.0.113.9" not in (desk.out / "report.html").read_text(encoding="utf-8")


def test_a_permit_excuses_and_excused_findings_alone_are_0(desk: Desk) -> None:
    own = {"permit": "P-1", "kind": "security-test", "valid_from": "2026-11-01T00:00:00Z", "valid_to": "2026-12-31T00:00:00Z"}
    permit = {"kind": "permit.granted", "id": "p", "at": "2026-11-22T09:00:00Z", "account": "203.0.113.9", "fields": own}
    desk.write(permit, *(attempt(minute) for minute in range(10, 13)))
    assert desk.run() == 0
    (finding,) = desk.findings()
    assert finding["state"] == "excused"
    assert finding["permit"] == {"nearest": "P-1", "lacks": []}


def test_quiet_prints_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("--quiet") == 1
    assert capsys.readouterr() == ("", "")


def test_standard_input_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.events.open("rb") as file:

        class Stdin:
            buffer = file

        monkeypatch.setattr(sys, "stdin", Stdin)
        assert main(["run", str(desk.policy), "--events", "-", "--out", str(desk.out)]) == 1


def test_an_output_folder_that_cannot_be_is_64(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(desk.policy), "--events", str(desk.events), "--out", str(desk.events / "x")]) == 64
    assert "nothing can be written" in capsys.readouterr().err


def test_the_order_of_the_input_plays_no_part(desk: Desk) -> None:
    desk.run()
    first = desk.findings()
    desk.write(*(attempt(minute) for minute in (14, 10, 12, 11, 13, 10)))
    desk.run()
    assert desk.findings() == first


def test_what_events_say_cannot_steer_the_terminal(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    text = desk.policy.read_text(encoding="utf-8").replace("against ip", "against user").replace("failures from {ip}", "by {user}")
    desk.policy.write_text(text, encoding="utf-8")
    evil = "\x1b]0;owned\x07[bold]\u202e"
    desk.write(*(attempt(minute, user=evil, **{evil: 1}) for minute in range(10, 15)), "\x1b[2J")
    desk.run("--unmask", "--max-rejects", "50%")
    main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)])
    main(["read", str(desk.events)])
    said = capsys.readouterr().out
    assert "owned" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)

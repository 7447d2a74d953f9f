"""What `bylaws why` says of the permits that were looked at."""

from __future__ import annotations

import json

import pytest

from bylaws.cli import main

from .conftest import POLICY, Desk

ASKED = 'unless permitted("many", written: true, count: failures)'
FAIL = {"kind": "auth.attempt", "account": "a1", "target_account": "t1", "ip": "192.0.2.1", "outcome": "fail"}
FAILS = [FAIL | {"id": f"e{n}", "at": f"2026-11-22T10:0{n}:00Z"} for n in range(3)]


def granted(**fields: object) -> dict[str, object]:
    told = {"kind": "permit.granted", "id": "g1", "at": "2026-11-22T09:00:00Z", "account": "a1", "permit": "p1"}
    return told | {"fields": {"kind": "many", **fields}}


def story(desk: Desk, capsys: pytest.CaptureFixture[str], permit: dict[str, object], *words: str) -> str:
    """What `why` says of the first finding, which a permit was looked at for."""
    desk.policy.write_text(POLICY.replace('unless permitted("security-test", target: ip)', ASKED), encoding="utf-8")
    desk.write(permit, *FAILS)
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out), *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("permit", "said"),
    [
        (granted(scope={"count": "2"}, document_hash="ab"), "nearest permit p1 allows count 2, where 3 was asked for"),
        (granted(scope={"count": ["1", "2"]}, document_hash="ab"), "nearest permit p1 allows count 1 or 2, where 3 was asked for"),
        (granted(scope={"count": "9"}), "nearest permit p1 is not in writing"),
        (granted(document_hash="ab", valid_from="2026-11-22T11:00:00Z"), "nearest permit p1 holds from 2026-11-22 11:00:00 UTC"),
        (
            granted(document_hash="ab", valid_to="2026-11-22T09:30:00Z"),
            "nearest permit p1 holds from 2026-11-22 09:00:00 UTC to 2026-11-22 09:30:00 UTC",
        ),
        (granted(document_hash="ab"), "permit p1 covers this"),
        (granted() | {"account": "a2"}, "no permit; p1 was given to account a2"),
        (granted(user="u1"), "no permit; p1 was given to user u1"),
        (granted(valid_to="2026-11-22T09:30:00Z") | {"account": "a2"}, "no permit\n"),
    ],
)
def test_what_a_permit_allows_and_what_was_asked_for(
    desk: Desk, capsys: pytest.CaptureFixture[str], permit: dict[str, object], said: str
) -> None:
    assert f"  {said}" in " ".join(story(desk, capsys, permit).split(" ")).replace("\n  to ", " to ")


def test_the_same_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(story(desk, capsys, granted(scope={"count": "2"}), "--format", "json"))
    (permit,) = told["permits"]
    assert (permit["nearest"], permit["others"]) == ("p1", None)
    assert permit["lacks"] == [
        {"name": "written", "asked": None, "allows": []},
        {"name": "count", "asked": 3, "allows": ["2"]},
    ]
    (permit,) = json.loads(story(desk, capsys, granted() | {"account": "a2"}, "--format", "json"))["permits"]
    assert (permit["nearest"], permit["lacks"], permit["others"]) == (None, [], "p1")


def test_the_zone_has_one_name_in_times_and_in_facts(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    policy = POLICY.replace("timezone: UTC", "timezone: Asia/Kolkata")
    desk.policy.write_text(policy.replace("  when failures", "  let first = min(at) by target_account over 1h\n  when failures"))
    desk.write(*FAILS)
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert "first     2026-11-22 15:30:00 UTC+05:30" in said
    assert "2026-11-22 15:32:00 UTC+05:30  auth.attempt" in said
    assert "IST" not in said


GRAVER = (
    POLICY.replace(
        "  severity medium\n  once",
        "  severity medium\n  severity high if failures >= 5\n  risk if failures >= 3 and method is null\n  once",
    )
    .replace('  says "{failures}', '  steps gentle\n  says "{failures}')
    .replace("parameter most = 3\n", "parameter most = 3\n\nladder gentle\n  first incident: warn\n  later incident: hold for 1h\n")
)


def test_a_finding_is_retold_as_it_stands_with_how_it_began(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.policy.write_text(GRAVER, encoding="utf-8")
    desk.write(*(FAIL | {"id": f"e{n}", "at": f"2026-11-22T10:0{n}:00Z"} for n in range(6)))
    desk.run("--quiet")
    (finding,) = desk.findings()
    assert (finding["severity"], finding["repeats"], finding["steps"]) == ("high", 3, "gentle")
    assert finding["degrees"] == {"risk": {"failures": 3, "method": None}}
    assert main(["why", str(finding["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("high settled finding against ")
    for each in (
        "3 more findings like it are counted under it, the last at 2026-11-22 10:05:00 UTC",
        "It began as medium; one of these raised it to high",
        "risk      failures: 3, method: unknown (method missing)",
        "Steps gentle, under clause guessing\n  ladder gentle\n    first incident: warn\n    later incident: hold for 1h",
    ):
        assert each in said
    assert main(["why", str(finding["id"]), "--out", str(desk.out), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told["finding"][name] for name in ("severity", "repeats", "repeated_at", "raised", "degrees")} == {
        name: finding[name] for name in ("severity", "repeats", "repeated_at", "raised", "degrees")
    }
    report = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "and 3 more like it" in report
    assert "failures: 3, method: unknown (method missing)" in report


def test_what_a_late_event_made_is_said_to_be_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(*FAILS[:2], FAILS[2] | {"received_at": "2026-11-22T11:10:00Z"})
    desk.run("--quiet")
    (finding,) = desk.findings()
    assert finding["late"]
    assert main(["why", str(finding["id"]), "--out", str(desk.out)]) == 0
    assert "\nMade by a late event: what it is counted with is as it stood at 2026-11-2" in capsys.readouterr().out
    assert main(["why", str(finding["id"]), "--out", str(desk.out), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["finding"] == finding
    assert (told["ladder"], told["opened"]) == (None, {"severity": "medium"})
    (window,) = told["behind"]
    assert (window["fact"], window["value"], window["count"]) == ("count() by target_account over 1h", 3, 3)


def test_a_finding_whose_events_have_changed_is_told_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(*FAILS)
    desk.run("--quiet")
    desk.write(*FAILS[:2], FAILS[2] | {"ip": "192.0.2.9"})
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 1
    assert "findings.jsonl tells otherwise of subject" in capsys.readouterr().err


def test_windows_that_are_no_let_are_told_with_their_values(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    policy = POLICY.replace("when failures >= most", "when failures >= most and count() by ip over 1h >= 2")
    desk.policy.write_text(policy, encoding="utf-8")
    desk.write(*FAILS)
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    assert "count() by ip over 1h: 3" in capsys.readouterr().out

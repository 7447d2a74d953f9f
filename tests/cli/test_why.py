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

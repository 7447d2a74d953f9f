"""`bylaws doctor`."""

from __future__ import annotations

import json

import pytest

from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk, attempt

Said = pytest.CaptureFixture[str]
PERMIT = {"kind": "permit.granted", "id": "p", "at": "2026-11-22T09:00:00Z"}
MAIL = {"kind": "message.sent", "id": "m", "at": "2026-11-22T09:00:00Z", "account": "a1", "purpose": "promotional"}


def _doctor(desk: Desk, *words: str) -> int:
    return main(["doctor", str(desk.policy), "--events", str(desk.events), *words])


def test_0_if_every_rule_sees(desk: Desk, capsys: Said) -> None:
    desk.write(MAIL, attempt(1))
    assert _doctor(desk) == 0
    said = capsys.readouterr().out
    assert "Of 2 rules and duties 2 see, 0 see in part, 0 are blind." in said
    assert "nobody can tell which came late" in said


def test_3_if_none_does_and_never_a_zero_where_nobody_looked(desk: Desk, capsys: Said) -> None:
    desk.write(attempt(1, outcome=None, outcom="fail"), attempt(2, outcome=None, outcom="fail"))
    assert _doctor(desk) == 3
    said = capsys.readouterr().out
    assert "Of 2 rules and duties 0 see, 0 see in part, 2 are blind." in said
    assert "Blind: that they find nothing means nothing" in said
    assert "no event of kind message.sent was read: mailed" in said
    assert "outcome is given on none of the 2 auth.attempt events it looks at: guessed" in said
    assert "auth.attempt: outcom on 2 events; is `outcome` meant?" in said


def test_1_if_one_is_blind_and_others_see(desk: Desk, capsys: Said) -> None:
    desk.write(attempt(1))
    assert _doctor(desk) == 1
    assert "1 sees, 0 see in part, 1 is blind" in capsys.readouterr().out


def test_a_share_of_late_events_is_never_rounded_to_nothing(desk: Desk, capsys: Said) -> None:
    late = attempt(1, received_at="2026-11-24T00:00:00Z", at="2026-11-20T00:00:00Z", id="late")
    desk.write(late, *(attempt(n % 60, id=f"e{n}") for n in range(1100)))
    _doctor(desk)
    assert "1 event came later than their kind allows (less than 0.1 % of all)" in capsys.readouterr().out


def test_1_if_one_sees_in_part(desk: Desk, capsys: Said) -> None:
    desk.write(MAIL, attempt(1), attempt(2, ip=None))
    assert _doctor(desk) == 1
    assert "ip is given on 50 % of the 2 auth.attempt events it looks at: guessed" in capsys.readouterr().out


def test_why_pieces_were_rejected_is_told_the_commonest_reason_first(desk: Desk, capsys: Said) -> None:
    slips = [{**attempt(minute), "kind": "auth.atempt"} for minute in range(8)]
    others = [{**attempt(9), **wrong} for wrong in ({"at": "soon"}, {"at": "later"}, {"outcome": "failed"}, {"ip": "none but"})]
    desk.write(*others, *slips)
    assert _doctor(desk) == 3
    said = capsys.readouterr().out
    assert "no events; 12 rejected\nRejected, the commonest reason first:\n  " in said
    assert "`auth.atempt`" in said.split("Rejected, the commonest reason first:\n")[1].splitlines()[0]
    assert ": 8 pieces\n" in said
    assert "\n  and 1 other reason\n" in said
    assert _doctor(desk, "--format", "json") == 3
    reasons = json.loads(capsys.readouterr().out)["events"]["reasons"]
    assert sorted(reasons.values()) == [1, 1, 2, 8]


def test_one_rule_is_one(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.partition("## Mail")[0], encoding="utf-8")
    desk.write(attempt(1))
    assert _doctor(desk) == 0
    assert "Of 1 rule or duty 1 sees, 0 see in part, 0 are blind." in capsys.readouterr().out


def test_json_tells_shares_clocks_and_unknown_members(desk: Desk, capsys: Said) -> None:
    late = {**attempt(3), "received_at": "2026-11-22T20:00:00Z"}
    future = {**attempt(4), "at": "2999-01-01T00:00:00Z"}
    desk.write(attempt(1), attempt(2, ip=None, adress="x"), late, future)
    assert _doctor(desk, "--format", "json", "--max-rejects", "1") == 1
    told = json.loads(capsys.readouterr().out)
    assert {each["rule"]: each["state"] for each in told["rules"]} == {"guessed": "in part", "mailed": "blind"}
    assert {"kind": "auth.attempt", "field": "ip", "events": 3, "given": 2} in told["rules"][0]["fields"]
    assert told["clocks"] == {"late": 1, "not_told": 2, "foreseen": 0, "future": 1}
    assert [each["member"] for each in told["unknown_fields"]] == ["adress"]


def test_a_silence_is_told_with_its_times(desk: Desk, capsys: Said) -> None:
    times = [f"2026-11-22T{hour:02}:{minute:02}:00Z" for hour in (1, 9) for minute in range(30)]
    events = [{**attempt(0), "id": at, "at": at} for at in times]
    sources = [{**each, "source": "203.0.113.77"} for each in events]
    desk.write(MAIL, *sources)
    assert _doctor(desk) == 1
    said = capsys.readouterr().out
    assert "2026-11-22 01:29:00 UTC" in said
    assert "2026-11-22 09:00:00 UTC" in said
    assert "7 h 31 min" in said
    assert "203.0.113.77" not in said
    assert _doctor(desk, "--unmask") == 1
    assert "203.0.113.77" in capsys.readouterr().out


LOOKING = """
## Whose {#whose}
```bylaw
list tenants by prefix cidr with tenant account from "tenants.csv"

rule outside on auth.attempt
  when tenants[ip].tenant = "t"
  against ip
```
"""


def test_lists_that_cover_nothing_and_sources_that_begin_late_are_told(desk: Desk, capsys: Said) -> None:
    (desk.folder / "tenants.csv").write_text("prefix,tenant\n198.51.100.0/24,t\n", encoding="utf-8")
    desk.policy.write_text(POLICY + LOOKING, encoding="utf-8")
    times = [f"2026-11-22T{hour:02}:{minute:02}:00Z" for hour in (6, 7) for minute in range(60)]
    late = [{**attempt(0), "id": at, "at": at, "source": "192.0.2.80"} for at in times]
    steady = [f"2026-11-22T{hour:02}:{minute:02}:00Z" for hour in range(1, 8) for minute in range(60)]
    mails = [{**MAIL, "id": at, "at": at} for at in steady]
    desk.write(*mails, *late, {**MAIL, "source": "once", "at": "2026-01-01T00:00:00Z"})
    assert _doctor(desk) == 0
    said = capsys.readouterr().out
    assert "tenants: 1 value of auth.attempt.ip\n    read by outside\n" in said
    assert "auth.attempt: first at 2026-11-22 06:00:00 UTC, 5 h after the first of the others" in said
    assert "once, message.sent: 1 event\n" in said
    assert "192.0.2.80" not in said
    assert _doctor(desk, "--format", "json", "--unmask") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["uncovered_lists"] == [{"list": "tenants", "values": 1, "fields": ["auth.attempt.ip"], "rules": ["outside"]}]
    assert [(each["source"], each["to"]) for each in told["begun_late"]] == [("192.0.2.80", "2026-11-22T06:00:00Z")]
    assert [(each["source"], each["kind"], each["events"]) for each in told["unjudged"]] == [("once", "message.sent", 1)]


def test_other_exits(desk: Desk, capsys: Said) -> None:
    desk.write(MAIL, attempt(1), "{", "{")
    assert _doctor(desk) == 3
    assert _doctor(desk, "--law", str(desk.folder)) == 64
    assert "only `bylaws run` takes `--law`" in capsys.readouterr().err
    desk.policy.write_text(POLICY.replace("outcome =", "outcom ="), encoding="utf-8")
    assert _doctor(desk) == 2

"""`bylaws run`."""

from __future__ import annotations

import gzip
import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk, attempt

Paths = pytest.mark.parametrize("worth", [0, 1 << 62], ids=["columns", "steps"])
"""Both ways of reading."""


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


def test_what_is_not_told_is_one_line_for_all_events_that_lack_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(*({**attempt(minute), "target_account": None} for minute in range(10, 15)))
    desk.run()
    assert [each["state"] for each in desk.findings()] == ["unsettled"] * 5
    assert "5 unsettled, for want of what the input does not tell:\n  target_account: guessed 5\n" in capsys.readouterr().out


@Paths
def test_beyond_a_hundred_what_is_not_told_is_counted(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*({**attempt(n // 60), "id": f"e{n}", "target_account": None} for n in range(1000)))
    assert desk.run() == 3
    findings = desk.findings()
    assert [each["further"] for each in findings] == [0] * 99 + [900]
    said = capsys.readouterr().out
    assert "no rule could see anything, so nothing is known of findings; 1,000 unsettled" in said
    assert "  target_account: guessed 1,000\n  900 of them are counted and not told one by one" in said
    assert desk.summary()["untold"] == [{"rule": "guessed", "missing": ["target_account"], "unsettled": 1000, "counted": 900}]
    assert "900 more of guessed could not be decided" in (desk.out / "report.html").read_text(encoding="utf-8")
    assert main(["why", str(findings[-1]["id"]), "--out", str(desk.out)]) == 0


@Paths
def test_those_before_the_span_that_is_shown_are_not_counted(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*({**attempt(n // 60), "id": f"e{n}", "target_account": None} for n in range(1000)))
    assert desk.run("--since", "2026-11-22T10:05:00Z") == 3
    assert (desk.findings()[0]["event"]["id"], desk.findings()[-1]["further"]) == ("e300", 600)  # type: ignore[index]
    assert main(["why", str(desk.findings()[-1]["id"]), "--out", str(desk.out)]) == 0


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


def folder_of(desk: Desk, **files: bytes) -> None:
    """Turns the events into a folder: `a.jsonl`, and other files by their names."""
    known = desk.events.read_bytes()
    desk.events.unlink()
    desk.events.mkdir()
    for name, content in {"a.jsonl": known, **files}.items():
        (desk.events / name).write_bytes(content)


@Paths
def test_a_log_that_is_not_read_whole_is_3_and_told_everywhere(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    line = desk.events.read_bytes()
    folder_of(desk, **{"b.gz": gzip.compress(line * 1000, compresslevel=0)[:-1000], "c.gz": b"\x1f\x8bnonsense"})
    assert desk.run("--max-rejects", "100%") == 3
    said = capsys.readouterr().out
    assert f"{desk.events}/b.gz: its gzip data end too early\n" in said
    assert f"\nNot read: {desk.events}/c.gz is no sound gzip\n" in said
    told = json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))
    assert [Path(each["file"]).name for each in told["inputs"]["not_read"]] == ["b.gz", "c.gz"]
    assert [each["from"] > 0 for each in told["inputs"]["not_read"]] == [True, False]
    assert told["rejects"]["count"] == 0
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "2 inputs were not read, or not to the end" in page
    assert "not read: is no sound gzip" in page
    assert len(desk.findings()) == 1


@Paths
def test_what_is_no_log_in_a_folder_and_an_empty_log_are_told_and_nothing_is_wrong(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    folder_of(desk, **{"README": b"The logs of last week.\n", "b.jsonl": b""})
    assert desk.run("--max-rejects", "0") == 1
    said = capsys.readouterr().out
    assert f"1 file skipped, no logs of a known format: {desk.events}/README\n" in said
    assert f"1 input empty: {desk.events}/b.jsonl\n" in said
    told = json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))["inputs"]
    assert (told["not_read"], [Path(each["file"]).name for each in told["skipped"]]) == ([], ["README"])
    assert told["empty"] == [f"{desk.events}/b.jsonl"]
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "not read, or not to the end" not in page
    assert "skipped: is of no known format" in page


@Paths
def test_logs_of_other_formats_in_json_are_read_by_their_own_readers(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    row = {"_path": "ssh", "ts": "2026-11-21T10:00:00Z", "id.orig_h": "203.0.113.9", "auth_success": False}
    oddity = {"_path": "weird", "ts": "2026-11-21T10:00:00Z", "name": "bad_checksum"}
    folder_of(desk, **{"ssh.log": json.dumps(row).encode(), "weird.log": json.dumps(oddity).encode()})
    assert desk.run("--max-rejects", "0") == 1
    assert f"{desk.events}/weird.log: 1 entry tells of no event: weird 1\n" in capsys.readouterr().out
    told = json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))
    assert told["rejects"]["count"] == 0
    assert told["inputs"]["sifted"] == [{"file": f"{desk.events}/weird.log", "reason": "1 entry tells of no event: weird 1"}]


def test_what_a_log_holds_besides_events_is_told_and_is_no_failure(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    line = b"2026-11-21T10:00:00Z gate %s: Failed password for root from 203.0.113.9 port 4 ssh2\n"
    folder_of(desk, **{"auth.log": line % b"sshd[7]" + line % b"192.0.2.44" * 2, "cron.log": line % b"cron"})
    assert desk.run("--max-rejects", "0") == 1
    said = capsys.readouterr().out
    assert f"{desk.events}/auth.log: 2 entries tell of no event: 192.0.2.44 2\n" in said
    told = json.loads((desk.out / "summary.json").read_text(encoding="utf-8"))
    assert [each["reason"] for each in told["inputs"]["sifted"]] == [
        "2 entries tell of no event: 192.0.2.44 2",
        "1 entry tells of no event: cron 1",
    ]
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "1 entry tells of no event: cron 1" in page
    assert "192.0.2.44" not in page


def test_a_log_that_tells_of_no_event_was_read(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("2026-11-21T10:00:00Z gate cron: x")
    assert desk.run() == 3
    said = capsys.readouterr().out
    assert "1 entry tells of no event: cron 1" in said
    assert "Not read" not in said


def test_a_folder_without_any_log_was_not_read(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("These are no events.")
    folder_of(desk)
    assert desk.run() == 3
    assert "Not read: " in capsys.readouterr().out


def test_where_nobody_could_see_anything_nothing_is_known_and_that_is_3(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write()
    assert desk.run() == 3
    said = capsys.readouterr().out
    assert "no events\nno rule could see anything, so nothing is known of findings\n" in said
    assert "no findings" not in said
    assert "Not read" not in said
    told = desk.summary()
    assert told["blind"] == {
        "guessed": "no event of kind auth.attempt was read",
        "mailed": "no event of kind message.sent was read",
    }
    assert told["findings"]["settled"] is None
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "No rule could see anything: that nothing was found means nothing." in page
    assert "Nothing was found." not in page


BLINDED = """
## Strangers {#strangers}
You must not write as a stranger, and we answer reports.

```bylaw
list strangers by account account from "strangers.csv"

rule from-strangers on message.sent
  when account in strangers

duty answer owed by provider
  after report.received
  expect notice.sent by about = report
  within 2d
```
"""


@Paths
def test_a_field_that_no_event_gives_and_a_list_without_rows_blind_by_name(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    (desk.folder / "strangers.csv").write_text("account\n", encoding="utf-8")
    desk.policy.write_text(POLICY + BLINDED, encoding="utf-8")
    reported = {"kind": "report.received", "id": "r1", "at": "2026-11-22T10:00:00Z"}
    desk.write(
        *({"kind": "message.sent", "id": f"m{n}", "at": f"2026-11-22T10:00:0{n}Z", "account": "a"} for n in range(3)), reported
    )
    assert desk.run("--clause", "strangers") == 3
    assert desk.summary()["blind"] == {
        "from-strangers": "the list strangers is empty: strangers.csv has no rows",
        "answer": "report is given on none of the 1 report.received events",
    }
    assert [row["clause"] for row in desk.summary()["clauses"]] == ["strangers"]
    said = capsys.readouterr().out
    assert "2 rules are blind, they saw nothing" in said
    assert "guessed" not in said
    assert desk.run() in (1, 3)
    said = capsys.readouterr().out
    assert said.index("strangers.csv has no rows: from-strangers") < said.index("was read: guessed")
    (desk.folder / "strangers.csv").write_text("account\nb\n", encoding="utf-8")
    desk.write({"kind": "message.sent", "id": "m", "at": "2026-11-22T10:00:00Z", "account": "a"}, {**reported, "report": "r1"})
    assert desk.run("--clause", "strangers") == 0
    assert not desk.summary()["blind"]


FED = """
```bylaw
list strangers by account from account.changed where field = "status" and after = "odd"

rule from-strangers on message.sent
  when account in strangers
```
"""


@Paths
@pytest.mark.parametrize("law", [False, True], ids=["alone", "law"])
def test_a_list_into_which_no_event_told_a_row_blinds(
    desk: Desk, worth: int, law: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.policy.write_text(POLICY + FED, encoding="utf-8")
    changed = {"kind": "account.changed", "id": "c", "at": "2026-11-22T09:00:00Z", "account": "a", "field": "status"}
    sent = {"kind": "message.sent", "id": "m", "at": "2026-11-22T10:00:00Z", "account": "b"}
    versions = ("--law", str(desk.folder)) if law else ()
    desk.write({**changed, "after": "paid"}, sent)
    desk.run(*versions)
    why = 'none of the 1 account.changed events tells it a row, which takes account and `field = "status" and after = "odd"`'
    assert desk.summary()["blind"]["from-strangers"] == f"the list strangers is empty: {why}"  # type: ignore[index]
    assert f"{why}: from-strangers\n" in capsys.readouterr().out
    desk.write({**changed, "after": "odd"}, sent)
    desk.run(*versions)
    assert "from-strangers" not in desk.summary()["blind"]  # type: ignore[operator]


UNMATCHED = """## Calls {#calls}
You must not misuse a number.

```bylaw
list holders by number from number.assigned until released_at

rule misused on call.record
  where direction = "outbound"
  let calls = count() by holders[from].account over 1h
  when calls >= 3
  against holders[from].account

rule unlisted on call.record
  where holders[from].account is not null
  when to is null

rule posted on http.request
  let posts = count(where method = "post") by ip over 1h
  when posts >= 3
  against ip
```
"""


@Paths
@pytest.mark.parametrize("law", [False, True], ids=["alone", "law"])
def test_what_no_event_has_that_is_asked_for_is_told(
    desk: Desk, worth: int, law: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    versions = ("--law", str(desk.folder)) if law else ()
    desk.policy.write_text(POLICY + UNMATCHED, encoding="utf-8")

    def told(number: str, method: str) -> None:
        assigned = {"kind": "number.assigned", "id": "n", "at": "2026-11-22T09:00:00Z", "number": number, "account": "a"}
        call = {"kind": "call.record", "id": "c", "ended_at": "2026-11-22T10:00:00Z", "direction": "outbound", "account": "a"}
        asked = {"kind": "http.request", "id": "h", "at": "2026-11-22T10:00:00Z", "ip": "192.0.2.1", "method": method}
        desk.write(assigned, {**call, "from": "+4930112"}, asked)
        desk.run(*versions)

    told("4930112", "POST")
    row = "the list holders has no row for the from of any call.record event"
    counted = 'none of the 1 http.request events that it counts passes `method = "post"`'
    assert desk.summary()["unmatched"] == {"misused": [row], "unlisted": [row], "posted": [counted]}
    passing = "none of the 1 call.record events passes `holders[from].account is not null`"
    assert desk.summary()["idle"] == {"unlisted": passing}
    printed = capsys.readouterr().out
    assert f"3 rules ask for what no event has, which may be right:\n  {row}: misused, unlisted\n  {counted}: posted" in printed
    assert "Rules that ask for what no event has" in (desk.out / "report.html").read_text(encoding="utf-8")
    told("+4930112", "post")
    assert not desk.summary()["unmatched"]
    assert not desk.summary()["idle"]


@Paths
@pytest.mark.parametrize("law", [False, True], ids=["alone", "law"])
def test_a_rule_of_whose_events_none_passes_its_where_is_told_and_not_blind(
    desk: Desk, worth: int, law: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    versions = ("--law", str(desk.folder)) if law else ()
    desk.write(*({**attempt(n), "id": f"e{n}", "outcome": "success"} for n in range(3)))
    assert desk.run("--clause", "guessing", *versions) == 0
    why = 'none of the 3 auth.attempt events passes `outcome = "fail"`'
    assert desk.summary()["idle"] == {"guessed": why}
    assert not desk.summary()["blind"]
    assert (
        f"1 rule had nothing to judge, which may be right (`bylaws doctor` tells more):\n  {why}: guessed"
        in capsys.readouterr().out
    )
    assert "Rules that had nothing to judge" in (desk.out / "report.html").read_text(encoding="utf-8")
    desk.write(attempt(1))
    desk.run(*versions)
    assert not desk.summary()["idle"]
    assert "nothing to judge" not in capsys.readouterr().out


@Paths
@pytest.mark.parametrize(
    ("kept", "code", "why"),
    [(20, 0, "2 of the 22 auth.attempt events were rejected"), (5, 3, "2 of the 7 auth.attempt events were rejected")],
    ids=["few", "many"],
)
def test_rejects_of_a_kind_are_told_of_its_rules_and_bounded_by_themselves(
    desk: Desk,
    kept: int,
    code: int,
    why: str,
    worth: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    sent = {"kind": "message.sent", "at": "2026-11-22T10:00:00Z", "account": "a", "purpose": "transactional"}
    bad = (attempt(n, outcome="failure") for n in (40, 41))
    desk.write(*bad, *(attempt(n, outcome="success") for n in range(kept)), *({**sent, "id": f"m{n}"} for n in range(100)))
    assert desk.run() == code
    assert desk.summary()["in_part"] == {"guessed": [why]}
    assert f"{why}: guessed" in capsys.readouterr().out
    assert main(["doctor", str(desk.policy), "--events", str(desk.events)]) == (code or 1)
    assert f"{why}: guessed" in capsys.readouterr().out


@Paths
def test_a_kind_of_which_all_events_were_rejected_is_told_so(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    sent = {"kind": "message.sent", "at": "2026-11-22T10:00:00Z", "account": "a", "purpose": "transactional"}
    desk.write(*(attempt(n, outcome="failure") for n in (1, 2)), *({**sent, "id": f"m{n}"} for n in range(100)))
    assert desk.run() == 3
    assert desk.summary()["blind"] == {"guessed": "no event of kind auth.attempt was read: all 2 were rejected"}
    assert main(["doctor", str(desk.policy), "--events", str(desk.events)]) == 3
    assert "auth.attempt was read: all 2 were rejected: guessed" in capsys.readouterr().out


@Paths
def test_rejects_of_a_kind_that_no_rule_looks_at_are_bounded_with_all_others(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    odd = {"kind": "call.record", "id": "c", "at": "never"}
    desk.write(odd, *(attempt(n, outcome="success") for n in range(20)))
    assert desk.run() == 0
    assert desk.summary()["rejects"]["count"] == 1


def test_a_rule_that_leaves_all_unsettled_is_blind(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write({"kind": "message.sent", "id": "m", "at": "2026-11-22T10:00:00Z", "account": "a"})
    assert desk.run("--clause", "mail") == 3
    assert [each["missing"] for each in desk.findings()] == [["purpose"]]
    lacking = "purpose is given on none of the 1 message.sent events"
    summary = desk.summary()
    assert summary["blind"] == {"mailed": lacking}
    assert not summary["in_part"]
    clause = summary["clauses"][0]
    assert (clause["settled"], clause["unsettled"]) == (None, 1)
    assert (summary["findings"]["settled"], summary["findings"]["unsettled"]) == (None, 1)
    said = capsys.readouterr().out
    assert "no rule could see anything, so nothing is known of findings; 1 unsettled" in said
    assert main(["doctor", str(desk.policy), "--events", str(desk.events)]) == 3
    assert lacking in capsys.readouterr().out


def test_a_notice_of_which_no_log_was_read_is_told_beside_the_finding_that_it_is_missed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "strangers.csv").write_text("account\nb\n", encoding="utf-8")
    desk.policy.write_text(POLICY + BLINDED, encoding="utf-8")
    reported = {"kind": "report.received", "channel": "web", "report": "r1"}
    desk.write({**reported, "id": "r1", "at": "2026-11-02T10:00:00Z"}, {**reported, "id": "r2", "at": "2026-11-22T10:00:00Z"})
    assert desk.run("--clause", "strangers") == 1
    assert [each["rule"] for each in desk.findings()] == ["answer"]
    missed = "no event of kind notice.sent was read: every debt looks missed"
    assert desk.summary()["in_part"] == {"answer": [missed]}
    assert f"{missed}: answer" in capsys.readouterr().out
    assert missed in (desk.out / "report.html").read_text(encoding="utf-8")


def test_a_file_that_is_named_and_is_no_log_is_3(desk: Desk) -> None:
    assert desk.run("--events", str(desk.policy)) == 3


@Paths
def test_findings_keep_their_ids_however_the_log_is_spelled(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*({name: value for name, value in attempt(minute).items() if name != "id"} for minute in range(10, 15)))
    monkeypatch.chdir(desk.folder)
    found = []
    for events in ("events.jsonl", "./events.jsonl", str(desk.events), "events.json*", f"../{desk.folder.name}/events.jsonl"):
        assert main(["run", str(desk.policy), "--events", events, "--out", str(desk.out), "--quiet"]) == 1
        found.append(desk.findings())
    assert found == [found[0]] * 5
    assert found[0][0]["event"] | {"fields": {}} == {
        "kind": "auth.attempt",
        "source": "json-lines",
        "id": "events.jsonl#3",
        "element": 0,
        "fields": {},
    }
    assert main(["why", str(found[0][0]["id"]), "--out", str(desk.out)]) == 0


@Paths
def test_a_reject_holds_its_line_as_it_stands_in_the_log(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    wrong = '{"kind":"auth.attempt",  "at": 1000000000000000000000000000001, "fields": {"note": "\u00e4"}}'
    desk.write(*(attempt(minute) for minute in range(10, 15)), wrong)
    assert desk.run("--max-rejects", "1") == 1
    (told,) = desk.rejects()
    assert (told["line"], told["excerpt"]) == (6, wrong)


@Paths
def test_a_conflicting_duplicate_is_told_by_file_and_line(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*(attempt(minute) for minute in range(10, 15)), {**attempt(14), "at": "2026-11-22T10:15:00Z"})
    before = sum(len(line) for line in desk.events.read_bytes().splitlines(keepends=True)[:5])
    assert desk.run("--max-rejects", "1") == 1
    (told,) = desk.rejects()
    assert (told["file"], told["line"], told["offset"]) == (str(desk.events), 6, before)
    assert told["excerpt"] == "auth.attempt e14"
    assert desk.summary()["rejects"]["first"][0]["where"] == "line 6"


def test_rejects_are_written_and_forgotten_by_the_next_run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(attempt(10), "not json")
    desk.run()
    (reject,) = (desk.out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(reject)["line"] == 2
    said = capsys.readouterr().out
    assert (
        said.index("; 1 rejected\n")
        < said.index("\n1 rejected, the commonest reason first:\n  ")
        < said.index(" is blind, it saw nothing")
    )
    told = "One piece of the input was rejected: nothing here speaks for what they tell."
    assert told in (desk.out / "report.html").read_text(encoding="utf-8")
    desk.write(attempt(10))
    desk.run()
    assert "rejected" not in capsys.readouterr().out
    assert told not in (desk.out / "report.html").read_text(encoding="utf-8")
    assert not (desk.out / "rejects.jsonl").exists()


@Paths
def test_rejects_are_told_by_their_reason(
    desk: Desk, capsys: pytest.CaptureFixture[str], worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line says what is to be mended, however many values are wrong in that way, and shows nobody's number."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    wrong = [attempt(minute, ip=f"203.0.113.{minute}x") for minute in range(10, 30)]
    again = [{**attempt(minute), "at": "2026-11-22T11:00:00Z"} for minute in range(30, 35)]
    desk.write(*(attempt(minute) for minute in range(30, 60)), "not json", *again, *wrong)
    desk.run("--max-rejects", "100%")
    said = " ".join(capsys.readouterr().out.split())
    assert "26 rejected, the commonest reason first:" in said
    shown = (
        'events.jsonl:37: `ip`: `"999.9.999.99a"` (letters and digits hidden) is no IP address such as 192.0.2.1 (and 19 like it)'
    )
    assert shown in said
    assert "a conflicting duplicate" in said.partition("(and 4 like it)")[0]
    assert "203.0.113.1" not in said
    rejects = desk.summary()["rejects"]
    assert sorted(each["count"] for each in rejects["reasons"]) == [1, 5, 20]
    assert rejects["reasons"][0]["reason"] == rejects["first"][-1]["reason"]


def test_outputs_are_for_their_owner_only(desk: Desk) -> None:
    desk.write(attempt(10), "not json")
    desk.run()
    for path in desk.out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_since_and_until_choose_findings_and_not_events(desk: Desk) -> None:
    assert desk.run("--since", "2026-11-22T10:12:00Z", "--until", "2026-11-22T10:13:00Z") == 1
    assert [finding["at"] for finding in desk.findings()] == ["2026-11-22T10:12:00Z"]
    assert desk.run("--since", "2026-11-22T10:14:00.000001Z") == 3
    assert desk.run("--until", "2026-11-22T10:12:00Z") == 0


@Paths
def test_what_began_earlier_and_goes_on_is_shown(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`once` counts what follows under the first: whoever asks for today must hear of what began yesterday."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    assert desk.run("--since", "2026-11-22T10:14:00Z") == 1
    (finding,) = desk.findings()
    shown = finding["at"], finding["repeats"], finding["repeated_at"]
    assert shown == ("2026-11-22T10:12:00Z", 2, "2026-11-22T10:14:00Z")
    assert desk.summary()["begun_before_since"] == 1
    assert "1 of them was made before --since: `once` counts further ones" in capsys.readouterr().out
    assert "and 2 more like it, the last at 2026-11-22 10:14:00" in (desk.out / "report.html").read_text(encoding="utf-8")
    # One more event, of somebody else: nothing goes on any more.
    desk.write(*(attempt(minute) for minute in range(10, 15)), {**attempt(15), "ip": "203.0.113.77", "target_account": "other"})
    assert desk.run("--since", "2026-11-22T10:14:30Z") == 0
    assert desk.summary()["begun_before_since"] == 0


@Paths
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--since", "2026-11-23"), "no event lies from 2026-11-23 00:00:00 UTC on, for"),
        (("--until", "2026-11-21"), "no event lies before 2026-11-21 00:00:00 UTC, for"),
        (
            ("--since", "2026-11-22T10:10:10Z", "--until", "2026-11-22T10:10:50Z"),
            "no event lies from 2026-11-22 10:10:10 UTC on and before 2026-11-22 10:10:50 UTC, for",
        ),
    ],
    ids=["since", "until", "between"],
)
def test_where_no_event_lies_in_the_time_asked_for_nothing_is_known_and_that_is_3(
    desk: Desk, asked: tuple[str, ...], why: str, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    assert desk.run(*asked) == 3
    why = f"{why} those that were read lie from 2026-11-22 10:10:00 UTC to 2026-11-22 10:14:00 UTC"
    said = capsys.readouterr().out
    assert f"\nnothing is known of findings: {why}\n" in said
    assert "no findings" not in said
    told = desk.summary()
    assert told["blind"] == {"guessed": why, "mailed": why}
    assert told["findings"]["settled"] is None
    assert f"No rule could see anything ({why})" in (desk.out / "report.html").read_text(encoding="utf-8")


@Paths
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--since", "2026-11-22T11:00:00Z"), "lies from 2026-11-22 11:00:00 UTC on, for the last is of 2026-11-22 10:10:00 UTC"),
        (("--until", "2026-11-22"), "lies before 2026-11-22 00:00:00 UTC, for the first is of 2026-11-22 10:10:00 UTC"),
    ],
)
@pytest.mark.parametrize("law", [False, True], ids=["alone", "law"])
def test_a_rule_of_whose_kind_no_event_lies_in_the_time_asked_for_is_blind(
    desk: Desk, worth: int, law: bool, asked: tuple[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    versions = ("--law", str(desk.folder)) if law else ()
    sent = {"kind": "message.sent", "account": "a", "purpose": "service"}
    other = {**sent, "id": "n", "at": "2026-11-21T09:00:00Z"}
    desk.write(attempt(10), other, {**sent, "id": "m", "at": "2026-11-22T12:00:00Z"})
    assert desk.run(*asked, *versions) == 0
    assert desk.summary()["blind"] == {"guessed": f"no event of kind auth.attempt {why}"}
    assert desk.run(*asked, *versions, "--clause", "guessing") == 3
    assert desk.run("--since", "2026-11-22T10:10:00Z", "--until", "2026-11-22T10:10:00.000001Z", *versions) == 0
    assert "guessed" not in desk.summary()["blind"]


@Paths
def test_an_event_in_the_time_asked_for_is_enough_to_find_nothing(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    assert desk.run("--until", "2026-11-22T10:10:01Z") == 0
    assert desk.summary()["events"]["last"] == "2026-11-22T10:10:00Z"


@Paths
def test_a_policy_without_any_rule_enforces_nothing_and_that_is_3(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    head = POLICY.partition("## ")[0]
    desk.policy.write_text(f"{head}## Hope {{#hope}}\nBe good.\n", encoding="utf-8")
    assert desk.run() == 3
    said = capsys.readouterr().out
    assert "nothing is known of findings: the policy has no rule or duty, so nothing is enforced" in said
    assert "no findings" not in said
    assert "(the policy has no rule or duty" in (desk.out / "report.html").read_text(encoding="utf-8")
    assert main(["doctor", str(desk.policy), "--events", str(desk.events)]) == 3
    assert "The policy has no rule or duty, so nothing is enforced." in capsys.readouterr().out
    desk.policy.write_text(f"{POLICY}\n## Hope {{#hope}}\nBe good.\n", encoding="utf-8")
    assert desk.run("--clause", "hope") == 3
    assert "the clauses asked for have no rule or duty" in capsys.readouterr().out


def test_nothing_is_said_of_clauses_that_were_not_asked_for(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("--clause", "guessing") == 1
    said, page = capsys.readouterr().out, (desk.out / "report.html").read_text(encoding="utf-8")
    assert "blind" not in said
    assert [each["clause"] for each in desk.summary()["clauses"]] == ["guessing"]
    assert "mailed" not in page
    assert desk.run() == 1
    assert "blind" in capsys.readouterr().out
    assert [each["clause"] for each in desk.summary()["clauses"]] == ["guessing", "mail"]


def test_clause_chooses_findings(desk: Desk) -> None:
    assert desk.run("--clause", "mail", "--clause", "guessing") == 1
    desk.write(attempt(1), {"kind": "message.sent", "id": "m", "at": "2026-11-22T10:00:00Z", "account": "a", "purpose": "service"})
    assert desk.run("--clause", "mail") == 0
    desk.write(*(attempt(minute) for minute in range(10, 15)))
    assert desk.run("--clause", "mail") == 3  # nobody looked


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


def test_a_permit_whose_kind_nobody_told_is_counted(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    permit = {"kind": "permit.granted", "id": "p", "at": "2026-11-22T09:00:00Z", "account": "a1", "fields": {"permit": "P-1"}}
    desk.write(permit, attempt(10))
    desk.run()
    told = "1 permit allows nothing: no `permit.granted` told what `kind`"
    assert told in capsys.readouterr().out
    assert told in (desk.out / "report.html").read_text(encoding="utf-8")
    assert desk.summary()["events"]["permits_without_kind"] == 1


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


def test_what_events_say_begins_no_line_of_its_own(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    text = desk.policy.read_text(encoding="utf-8").replace("against ip", "against user").replace("failures from {ip}", "by {user}")
    desk.policy.write_text(text, encoding="utf-8")
    evil = "u1\nExcused by nobody\tat all"
    desk.write(*(attempt(minute, id=f"{evil}{minute}", user=evil, **{evil: 1}) for minute in range(10, 15)), {"kind": evil})
    desk.run("--unmask", "--max-rejects", "50%")
    main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)])
    main(["read", str(desk.events)])
    said = capsys.readouterr().out
    assert "u1␊Excused by nobody␉at all" in said
    assert not re.search(r"^Excused by n|\t", said, re.MULTILINE)


def test_open_debts_of_one_duty_are_told_apart_by_their_keys(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    duty = "duty answer owed by provider\n  after report.received\n  expect notice.sent by about = report\n  within 1d\n\n"
    desk.policy.write_text(POLICY.replace("rule mailed", f"{duty}rule mailed"), encoding="utf-8")
    known = {"kind": "report.received", "at": "2026-11-22T10:00:00Z", "channel": "web"}
    desk.write(*({**known, "id": f"r{number}", "report": f"case-{number}"} for number in (1, 2)))
    assert desk.run("--unmask") == 0
    owed = [line.split()[:3] for line in capsys.readouterr().out.splitlines() if line.startswith("answer")]
    assert owed == [["answer", "provider", "case-1"], ["answer", "provider", "case-2"]]
    assert "<td>case-1</td>" in (desk.out / "report.html").read_text(encoding="utf-8")
    desk.run("--format", "json")
    masked = [debt["key"] for debt in json.loads(capsys.readouterr().out)["open_debts"]]
    assert len({*map(str, masked)}) == 2
    assert "case-" not in str(masked)


def test_a_member_that_looks_like_a_field_is_told_with_what_may_be_meant(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(attempt(10, outcom="fail"))
    desk.run()
    said = capsys.readouterr().out
    assert "left aside: auth.attempt.outcom (is `outcome` meant?)" in said
    assert "1 rule is blind, it saw nothing (`bylaws doctor` tells more)" in said


def test_one_rule_that_sees_in_part_is_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    either = POLICY.replace('where outcome = "fail"', 'where outcome = "fail" or method = "ssh"')
    desk.policy.write_text(either, encoding="utf-8")
    desk.run()
    said = capsys.readouterr().out
    assert "1 rule sees in part, so what it found, or did not find, may be wrong (`bylaws doctor` tells more):" in said


def test_over_columns_nothing_is_loaded_that_only_compiling_needs(desk: Desk) -> None:
    code = """import sys; from bylaws import app; app.WORTH_COLUMNS = 0; from bylaws.cli import main; main(sys.argv[1:])
from numba.core.runtime import rtsys
print(sorted({"numba.np.arrayobj", "numba.cpython.listobj"} & set(sys.modules)), rtsys._init)"""
    words = [sys.executable, "-c", code, "run", desk.policy, "--events", desk.events, "--out", desk.out, "--quiet"]
    said = [subprocess.run(words, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert said[1] == "[] False\n"

"""What `bylaws run`, `doctor`, `tune` and `diff` say of the same events does not differ."""

from __future__ import annotations

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk, attempt

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [1, 4 * 2**20], ids=["columns", "steps"])
PLANS = """
## Plans {#plans}
Resellers must register.

```bylaw
list plans by account account with plan text from "plans.csv"

rule resold on session.seen
  where plans[account].plan = "reseller"
  let users = distinct(user) by account over 1d
  when users >= 2
  against account
  severity low
  says "{users}"
```
"""


def _doctor(desk: Desk, *words: str) -> int:
    return main(["doctor", str(desk.policy), "--events", str(desk.events), *words])


@pytest.fixture(params=[1, 4 * 2**20], ids=["columns", "steps"])
def worth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both executors, for the same events."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", request.param)


def _sessions(*accounts: str) -> list[dict[str, object]]:
    at = "2026-11-22T10:{:02}:00Z"
    return [
        {"kind": "session.seen", "id": f"s{n}", "at": at.format(n), "account": account, "user": f"u{n}"}
        for n, account in enumerate(accounts)
    ]


@pytest.mark.usefixtures("worth")
def test_one_event_that_does_not_tell_its_outcome_blinds_nobody(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.split("## Mail")[0], encoding="utf-8")
    desk.write(*(attempt(n, outcome="success") for n in range(50)), attempt(50, outcome=None))
    lacks = "1 of the 51 auth.attempt events lacks outcome, so nobody knows whether it is to be looked at"
    assert _doctor(desk) == 1
    assert f"They see in part\n  {lacks}: guessed" in capsys.readouterr().out
    assert desk.run() == 0
    assert not desk.summary()["blind"]
    assert desk.summary()["unmatched"] == {"guessed": ['none of the 51 auth.attempt events passes `outcome = "fail"` for sure']}


@pytest.mark.usefixtures("worth")
def test_a_list_that_fits_nothing_is_told_though_one_customer_has_no_row(desk: Desk, capsys: Said) -> None:
    (desk.folder / "plans.csv").write_text("account,plan\na1,Reseller\na2,Reseller\n", encoding="utf-8")
    desk.policy.write_text(POLICY.split("## Guessing")[0] + PLANS, encoding="utf-8")
    desk.write(*_sessions("a1", "a1", "a2", "a2", "a3"))
    told = 'none of the 5 session.seen events passes `plans[account].plan = "reseller"` for sure'
    desk.run()
    assert desk.summary()["unmatched"] == {"resold": [told]}
    capsys.readouterr()
    _doctor(desk)
    assert f"{told}: resold" in capsys.readouterr().out
    desk.write(*_sessions("a1", "a1", "a2", "a2"))
    desk.run()
    assert desk.summary()["idle"] == {"resold": 'none of the 4 session.seen events passes `plans[account].plan = "reseller"`'}


@pytest.mark.usefixtures("worth")
def test_what_had_nothing_to_judge_since_then_is_told(desk: Desk) -> None:
    desk.write(*(attempt(n, outcome="fail" if n < 20 else "success") for n in range(40)))
    assert desk.run("--clause", "guessing") == 1
    assert not desk.summary()["idle"]
    assert desk.run("--clause", "guessing", "--since", "2026-11-22T10:30:00Z") == 0
    told = 'none of the auth.attempt events from 2026-11-22 10:30:00 UTC on passes `outcome = "fail"`'
    assert desk.summary()["idle"] == {"guessed": told}


@pytest.mark.usefixtures("worth")
def test_conditions_as_long_as_a_page_are_cut(desk: Desk) -> None:
    names = ", ".join(f'"user{n}"' for n in range(60))
    desk.policy.write_text(POLICY.replace('outcome = "fail"', f"target_account in ({names})"), encoding="utf-8")
    desk.write(attempt(1))
    desk.run()
    told = desk.summary()["idle"]["guessed"]
    assert len(told) < 200
    assert told.endswith("…`")


@pytest.mark.usefixtures("worth")
def test_a_source_that_breaks_off_after_a_short_time_is_told(desk: Desk, capsys: Said) -> None:
    quick = [attempt(0, id=f"q{n}", at=f"2026-11-22T10:{n // 12:02}:{5 * n % 60:02}Z", source="door") for n in range(100)]
    late = attempt(0, id="late", at="2026-11-22T22:00:00Z", source="other")
    desk.write(*quick, late)
    told = "auth.attempt: 100 events in 8 min 15 s, then none for 11 h 51 min until the end"
    desk.run()
    said = capsys.readouterr().out
    assert told in said
    assert [(each["events"], each["heard_s"], each["quiet_s"]) for each in desk.summary()["stopped"]] == [(100, 495, 42705)]
    assert "Sources that were heard for a short time only" in (desk.out / "report.html").read_text(encoding="utf-8")
    _doctor(desk)
    said = capsys.readouterr().out
    assert told in said
    desk.write(*quick[:20], late)
    desk.run()
    assert not desk.summary()["stopped"]


def test_the_headline_counts_those_who_could_not_see(desk: Desk, capsys: Said) -> None:
    desk.write(attempt(1))
    assert desk.run() == 0
    said = capsys.readouterr().out
    assert "no findings, and 1 of 2 rules blind, 0 unsettled, 0 excused" in said
    assert "mail       blind" in said


def test_all_that_is_hypothetical_is_all(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("effective: 2026", "effective: 2027"), encoding="utf-8")
    desk.write(*(attempt(n, target_account=f"t{n // 4}") for n in range(8)))
    desk.run()
    assert "all of them hypothetical" in capsys.readouterr().out


def test_tune_and_diff_tell_what_their_events_leave_in_doubt(desk: Desk, capsys: Said) -> None:
    new = desk.folder / "new.md"
    new.write_text(POLICY.replace("most = 3", "most = 4").replace("version: 2026-11-21", "version: 2026-11-22"), encoding="utf-8")
    slip = {**attempt(4), "kind": "auth.atempt"}
    desk.write(attempt(1), attempt(2, target_account="unknown"), attempt(3, outcome=None), slip, "{")
    doubts = (
        "2 of 5 pieces of the input were rejected: ",
        "1 event rejected, for there is no kind auth.atempt; is `auth.attempt` meant?",
        "Guessed may find too little or too much: 1 of the 4 auth.attempt events was rejected",
        "Placeholders stand in place of a name, and accuse nobody: ",
    )
    assert main(["tune", str(desk.policy), "guessed", "--events", str(desk.events), "--out", str(desk.out)]) == 3
    said, page = capsys.readouterr().out, (desk.out / "tune.html").read_text(encoding="utf-8")
    for each in doubts[:2] + doubts[3:]:
        assert each in said
        assert each.replace("`", "") in page.replace("`", "")
    words = ["diff", str(desk.policy), str(new), "--events", str(desk.events), "--out", str(desk.out), "--max-rejects", "50%"]
    assert main(words) == 1
    said, page = capsys.readouterr().out, (desk.out / "diff.html").read_text(encoding="utf-8")
    for each in doubts[:2] + doubts[3:]:
        assert each in said
        assert each in page
    assert "As far as these events tell, every finding would be the same." in said


@pytest.mark.usefixtures("worth")
def test_a_log_that_is_given_twice_is_told(desk: Desk, capsys: Said) -> None:
    desk.write(*({name: value for name, value in attempt(n).items() if name != "id"} for n in range(2)))
    copy = desk.folder / "copy.jsonl"
    copy.write_bytes(desk.events.read_bytes())
    told = f"{copy} says the same as {desk.events}: events without an `id` of their own count twice"
    assert desk.run("--events", str(copy)) == 1
    assert told in capsys.readouterr().out.replace("\n", " ").replace("  ", " ")
    assert [each["file"] for each in desk.summary()["inputs"]["copies"]] == [str(copy)]
    assert "count twice." in (desk.out / "report.html").read_text(encoding="utf-8")
    assert _doctor(desk, "--events", str(copy)) == 1
    assert "count twice" in capsys.readouterr().out


@pytest.mark.usefixtures("worth")
def test_permits_that_allow_nothing_or_all_are_told(desk: Desk, capsys: Said) -> None:
    at, known = {"kind": "permit.granted", "at": "2026-11-22T09:00:00Z"}, {"account": "a1", "scope": {"target": "192.0.2.1"}}
    ended = {"valid_from": "2026-11-22T09:00:00Z", "valid_to": "2026-11-21T09:00:00Z"}
    given = [{**known, **ended}, {"scope": known["scope"]}, {"account": "a1"}, known]
    permits = [{"permit": f"p{n}", "kind": "security-test", **more} for n, more in enumerate(given)]
    desk.write(attempt(1), *({**at, "id": each["permit"], "fields": each} for each in permits))
    desk.run()
    assert [(each["permits"], each["odd"]) for each in desk.summary()["stray_permits"]] == [
        (1, "given to nobody"),
        (1, "never in force"),
        (1, "without scope"),
    ]
    assert _doctor(desk) == 1
    said = capsys.readouterr().out
    for each in (
        "1 permit of kind security-test never holds, for it ends before it begins",
        "1 permit of kind security-test names no account, tenant or user, so that it allows nobody anything",
        "1 permit of kind security-test has no scope, so that nothing bounds what is allowed: `permitted` asks for target",
    ):
        assert said.count(each) == 2


@pytest.mark.usefixtures("worth")
@pytest.mark.parametrize(
    ("at", "told"),
    [
        (1764, "every event is of 1970, the first of 1970-01-01 00:29:24 UTC: its time is probably read in the wrong unit"),
        ("2026-11-22T10:00:00Z", "all 60 events are of one instant, 2026-11-22 10:00:00 UTC: their times are probably not told"),
    ],
)
def test_times_that_are_none_are_told(desk: Desk, capsys: Said, at: object, told: str) -> None:
    desk.write(*(attempt(0, id=f"e{n}", at=at, target_account=f"t{n}") for n in range(60)))
    desk.run()
    assert desk.summary()["timeless"].startswith(told)
    said = told[:1].upper() + told[1:]
    assert said in capsys.readouterr().out
    assert said in (desk.out / "report.html").read_text(encoding="utf-8")
    assert _doctor(desk) == 1
    assert said in capsys.readouterr().out
    desk.write(*(attempt(n, target_account=f"t{n}") for n in range(60)))
    desk.run()
    assert desk.summary()["timeless"] is None


def test_a_quiet_run_that_ends_with_3_says_why(desk: Desk, capsys: Said) -> None:
    desk.write(attempt(1), "{", "{")
    assert desk.run("--quiet") == 3
    assert capsys.readouterr().err.startswith("2 pieces of the input were rejected, the commonest reason: ")
    assert desk.run("--quiet", "--events", str(desk.policy), "--max-rejects", "100%") == 3
    assert "not read, not to the end, or not believed: " in capsys.readouterr().err
    desk.write({**attempt(1), "kind": "call.record"})
    assert desk.run("--quiet", "--clause", "guessing") == 3
    assert "no rule could see anything" in capsys.readouterr().err
    desk.write(attempt(1))
    assert desk.run("--quiet") == 0
    assert capsys.readouterr() == ("", "")

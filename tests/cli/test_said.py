"""What a run and `doctor` say of what was probably not seen: the same, whichever way the events are judged."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import Desk, attempt

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [app.WORTH_COLUMNS, 1], ids=["steps", "columns"])
TESTED: Final = {"kind": "permit.granted", "id": "p", "at": "2026-11-01T00:00:00Z", "account": "a1"}


def _permit(name: str, kind: str, **scope: str) -> dict[str, object]:
    return {**TESTED, "id": name, "fields": {"permit": name, "kind": kind, "scope": {each: [scope[each]] for each in scope}}}


def _doctor(desk: Desk, capsys: Said, *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["doctor", str(desk.policy), "--events", str(desk.events), *words])
    return code, capsys.readouterr().out


def _told(text: str) -> Any:
    return json.loads(text)


@Paths
def test_permits_of_a_kind_or_a_scope_that_nobody_asks_for_are_told(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    granted = [_permit("p1", "security-tset"), _permit("p2", "security-test", targte="203.0.113.9"), _permit("p3", "parking")]
    desk.write(*granted, MAIL, *(attempt(minute) for minute in range(5)))
    desk.run()
    said = capsys.readouterr().out
    kind = "1 permit of kind security-tset: no `permitted` asks for that kind; is `security-test` meant?"
    scope = "1 permit of kind security-test names targte in the scope, which bounds nothing: `permitted` asks for target only"
    for each in (kind, f"{scope}; is `target` meant?", "1 permit of kind parking: no `permitted` asks for that kind\n"):
        assert each in said
    stray = {"kind": "security-test", "scope": "targte", "permits": 1, "like": "target", "asked": ["target"], "odd": None}
    told = desk.summary()["stray_permits"]
    assert stray in told
    assert [each["kind"] for each in told] == ["parking", "security-test", "security-tset"]
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "names targte in the scope, which bounds nothing" in page
    code, said = _doctor(desk, capsys)
    assert (code, kind in said, scope in said) == (1, True, True)
    assert _told(_doctor(desk, capsys, "--format", "json")[1])["stray_permits"] == told


@Paths
def test_permits_as_they_are_asked_for_are_not_spoken_of(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    again = {**_permit("p1", "security-test", target="203.0.113.9"), "id": "again", "at": "2026-11-02T00:00:00Z"}
    desk.write(_permit("p1", "security-tset", targte="203.0.113.9"), again, *(attempt(minute) for minute in range(5)))
    desk.run()
    assert desk.summary()["stray_permits"] == []
    assert "Permits that" not in capsys.readouterr().out
    assert "Permits that" not in _doctor(desk, capsys)[1]
    desk.write(again, MAIL, _permit("p3", "parking"), *(attempt(minute) for minute in range(5)))
    assert _doctor(desk, capsys)[0] == 0, "a permit for something else may be right"


def _minutes(source: str, *hours: int, day: int = 22) -> list[dict[str, object]]:
    times = [f"2026-11-{day}T{hour:02}:{minute:02}:00Z" for hour in hours for minute in range(60)]
    return [{**attempt(0), "source": source, "id": f"{source}{at}", "at": at, "outcome": "success"} for at in times]


MAIL: Final = {"kind": "message.sent", "id": "m", "at": "2026-11-22T01:00:00Z", "account": "a1", "purpose": "transactional"}
SILENT: Final = "a source of auth.attempt fell silent for longer than usual"


@Paths
@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([*_minutes("s", 1, 2, 9, 10)], [SILENT]),
        ([*_minutes("s", 1, 2, 3, 4, 5, 6), *_minutes("t", 1, 2)], [SILENT]),
        ([*_minutes("s", 1, 2, 3, 4, 5, 6), *_minutes("t", 5, 6)], []),
        ([*_minutes("s", 1, 2, 3)], []),
    ],
)
def test_a_rule_that_hangs_on_what_fell_silent_sees_in_part(
    desk: Desk, events: list[object], why: list[str], worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*events, MAIL)
    assert desk.run() == 0
    assert desk.summary()["in_part"] == ({"guessed": why} if why else {})
    assert all(f"  {each}: guessed\n" in capsys.readouterr().out for each in why)
    code, _ = _doctor(desk, capsys)
    assert code == (1 if why else 0)


@Paths
def test_a_kind_that_came_before_and_after_the_time_asked_for_and_not_in_it_blinds(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*_minutes("s", 1, 12), {**MAIL, "at": "2026-11-22T05:00:00Z"})
    since, until = "2026-11-22T04:00:00Z", "2026-11-22T06:00:00Z"
    assert desk.run("--since", since, "--until", until) == 0
    why = "no event of kind auth.attempt lies from 2026-11-22 04:00:00 UTC on and before 2026-11-22 06:00:00 UTC"
    assert desk.summary()["blind"] == {"guessed": f"{why}; some lie before and after"}
    assert desk.run("--since", since, "--until", "2026-11-22T13:00:00Z") == 0
    assert desk.summary()["blind"] == {}


MADE: Final = """
## Made {#made}
You must not.

```bylaw
derive bounce on message.sent
  where purpose = "transactional"
  when account is not null
  with account = account

rule bounced on bounce
  let all = count() by account over 1h
  when all > 100

rule often on bounced
  let many = count() by subject over 1d
  when many > 3

duty answered owed by provider
  after report.received
  expect notice.sent by about = report
  within 1h
```
"""


@Paths
def test_duties_and_what_follows_from_events_are_blind_outside_the_time_asked_for_too(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.policy.write_text(desk.policy.read_text(encoding="utf-8") + MADE, encoding="utf-8")
    report = {"kind": "report.received", "id": "r", "at": "2026-11-22T01:00:00Z", "report": "R"}
    notice = {"kind": "notice.sent", "id": "n", "at": "2026-11-22T01:30:00Z", "about": "R"}
    desk.write(MAIL, report, notice, *_minutes("s", 1, 2, 3))
    desk.run("--since", "2026-11-22T01:30:00Z")
    blind = desk.summary()["blind"]
    assert sorted(blind) == ["bounced", "mailed", "often"]
    assert blind["often"].startswith("no event of kind message.sent lies from 2026-11-22 01:30:00 UTC on")
    desk.run("--since", "2026-11-22T02:30:00Z")
    last = "the last event of kind report.received is of 2026-11-22 01:00:00 UTC"
    why = f"every debt was due before 2026-11-22 02:30:00 UTC, for {last}"
    assert desk.summary()["blind"]["answered"] == f"{why}, and it is due within 1 h"


@Paths
@pytest.mark.parametrize(
    ("kinds", "told", "in_part"),
    [
        (["auth.atempt"] * 2, [("auth.atempt", 2, "auth.attempt", ["guessed"])], True),
        (["Auth.Attempt"], [("Auth.Attempt", 1, "auth.attempt", ["guessed"])], True),
        (["zzzzz"], [("zzzzz", 1, None, [])], False),
        (["zzzzz", "auth.atempt", "zzzzz"], [("auth.atempt", 1, "auth.attempt", ["guessed"]), ("zzzzz", 2, None, [])], True),
        (["guessed"], [], False),
        (["auth.attempt"], [], False),
    ],
)
def test_a_kind_that_there_is_not_is_told_with_what_may_be_meant_however_few_there_are(
    desk: Desk,
    kinds: list[str],
    told: list[tuple[str, int, str | None, list[str]]],
    in_part: bool,
    worth: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    right = [{**attempt(number % 60), "id": f"e{number}", "outcome": "success"} for number in range(100)]
    slips = [{**attempt(number), "kind": kind, "id": f"s{number}", "outcome": "success"} for number, kind in enumerate(kinds)]
    desk.write(*right, *slips, MAIL)
    assert desk.run() == 0
    said = capsys.readouterr().out
    unknown = [{"kind": kind, "events": events, "like": like, "rules": rules} for kind, events, like, rules in told]
    assert desk.summary()["unknown_kinds"] == unknown
    for kind, events, like, _ in told:
        meant = f"; is `{like}` meant? Read by guessed\n" if like else "\n"
        assert f"{events} event{'s' * (events > 1)} rejected, for there is no kind {kind}{meant}" in said
    assert ("guessed" in desk.summary()["in_part"]) == in_part
    code, text = _doctor(desk, capsys, "--format", "json")
    assert (code, _told(text)["unknown_kinds"]) == (int(in_part), unknown)


ASIDE: Final = """
## Aside {#aside}
You must not.

```bylaw
list spared by ip ip from "spared.csv"

list grave by ip ip from "grave.csv"

list partners by account account from "partners.csv"

derive seen.address on auth.attempt
  where outcome = "success"
  when partners[account] is not null
  with ip = ip, account = account

rule tried on auth.attempt
  where outcome = "success"
  let tries = count() by ip over 1h
  when tries >= 3
  unless ip in spared
  against ip
  severity low
  severity high if ip in grave or count(where method = "POST") by ip over 1h > 3

rule twice on seen.address
  let times = count() by ip over 1h
  when times >= 2
  against ip

duty answered owed by provider
  after report.received
  expect notice.sent by about = report where channel = "post"
  within 1h
```
"""


@Paths
@pytest.mark.parametrize("hit", [False, True])
def test_what_excuses_grades_derives_and_pays_is_told_if_no_event_is_such(
    desk: Desk, hit: bool, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.policy.write_text(desk.policy.read_text(encoding="utf-8") + ASIDE, encoding="utf-8")
    for name, column, value in (("spared", "ip", "203.0.113.1"), ("grave", "ip", "203.0.113.2"), ("partners", "account", "a7")):
        (desk.folder / f"{name}.csv").write_text(f"{column}\n{value}\n", encoding="utf-8")
    told = {"outcome": "success", "account": "a1", "method": "post", "id": "x"}
    events = [{**attempt(minute), **told, "id": f"x{minute}"} for minute in range(5)]
    more = [("203.0.113.1", "a1", "post"), ("203.0.113.2", "a1", "post"), ("203.0.113.3", "a7", "POST")]
    events += [{**attempt(9), **told, "id": ip, "ip": ip, "account": account, "method": how} for ip, account, how in more if hit]
    report = {"kind": "report.received", "id": "r", "at": "2026-11-22T01:00:00Z", "report": "R"}
    notice = {"kind": "notice.sent", "id": "n", "at": "2026-11-22T01:30:00Z", "about": "R", "channel": "post" if hit else "mail"}
    desk.write(*events, report, notice, {**notice, "id": "n2", "about": "other"}, MAIL)
    desk.run()
    summary = desk.summary()
    unlike = "none of the 2 notice.sent events is such that it pays a debt: every debt looks missed"
    assert (unlike in summary["in_part"].get("answered", [])) == (not hit)
    vain = {
        "tried": [
            'none of the 5 auth.attempt events that it counts passes `method = "POST"`',
            "the list grave has no row for the ip of any auth.attempt event",
            "the list spared has no row for the ip of any auth.attempt event",
        ],
        "twice": ["the list partners has no row for the account of any auth.attempt event"],
    }
    assert {name: sorted(whys) for name, whys in summary["unmatched"].items()} == ({} if hit else vain)
    _, text = _doctor(desk, capsys, "--format", "json")
    # Of the lists that are read like this one doctor tells how many values were looked up in vain.
    looked_up = {each["list"] for each in _told(text)["uncovered_lists"]}
    assert looked_up == (set() if hit else {"partners"})
    assert _told(text)["unmatched"] == {name: whys for name, whys in summary["unmatched"].items() if name != "twice"}
    assert (unlike in str(_told(text)["rules"])) == (not hit)

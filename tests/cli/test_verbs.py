"""The verbs that take a policy or logs, end to end."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from bylaws.cli import main
from bylaws.cli.console import out
from bylaws.cli.verbs import VERBS
from tests.cli.conftest import POLICY, Desk, attempt

Said = pytest.CaptureFixture[str]


def test_check_says_that_all_is_well(desk: Desk, capsys: Said) -> None:
    assert main(["check", str(desk.policy)]) == 0
    assert "2 rules and no duties under 2 clauses; no errors" in capsys.readouterr().out


def test_check_points_at_the_words_at_fault(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("outcome =", "outcom =").replace("purpose =", "purpse ="), encoding="utf-8")
    assert main(["check", str(desk.policy)]) == 2
    said = capsys.readouterr().err
    assert "^^^^^^" in said
    assert "2 errors" in said


def test_check_prints_the_first_50_and_all_if_asked(desk: Desk, capsys: Said) -> None:
    wrong = "".join(f"rule r{number} on auth.attempt\n  when outcom = 1\n  against ip\n\n" for number in range(60))
    desk.policy.write_text(POLICY.replace("parameter most = 3\n", f"parameter most = 3\n\n{wrong}"), encoding="utf-8")
    assert main(["check", str(desk.policy)]) == 2
    said = capsys.readouterr().err
    assert said.count("error[") == 50
    assert "70 more are not shown; `bylaws check POLICY --all` shows them\n60 errors, 60 warnings\n" in said
    assert main(["check", str(desk.policy), "--all"]) == 2
    said = capsys.readouterr().err
    assert said.count("error[") == 60
    assert "not shown" not in said
    assert main(["check", str(desk.policy), "--format", "json"]) == 2
    assert len(json.loads(capsys.readouterr().out)["diagnostics"]) == 120


def test_check_as_json_and_sarif(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("outcome =", "outcom ="), encoding="utf-8")
    assert main(["check", str(desk.policy), "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["compiles"], told["errors"]) == (False, 1)
    assert told["diagnostics"][0]["labels"][0]["line"] == 17
    assert main(["check", str(desk.policy), "--format", "sarif"]) == 2
    log = json.loads(capsys.readouterr().out)
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 17


def test_check_shows_coverage_and_plan(desk: Desk, capsys: Said) -> None:
    assert main(["check", str(desk.policy), "--coverage", "--plan", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["clause"], each["coverage"]) for each in told["coverage"]] == [("guessing", "enforced"), ("mail", "enforced")]
    assert told["plan"]["facts"][0]["rules"] == ["guessed"]
    assert main(["check", str(desk.policy), "--coverage", "--plan"]) == 0
    said = capsys.readouterr().out
    assert "count() by target_account over 1h" in said
    assert "2 enforced" in said


def test_coverage_tells_whose_findings_lead_to_no_steps(desk: Desk, capsys: Said) -> None:
    ladder = "\n## What follows {#what-follows}\n\n```bylaw\ninformative\nladder slow-down\n  first incident: warn\n```\n"
    desk.policy.write_text(POLICY.replace("  says", "  steps slow-down\n  says", 1) + ladder, encoding="utf-8")
    assert main(["check", str(desk.policy), "--coverage", "--format", "json"]) == 0
    without = {each["clause"]: each["without_steps"] for each in json.loads(capsys.readouterr().out)["coverage"]}
    assert without == {"guessing": [], "mail": ["mailed"], "what-follows": []}
    assert main(["check", str(desk.policy), "--coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rstrip() for line in lines if "no steps" in line] == ["mail          enforced     mailed (no steps)"]


def test_strict_makes_warnings_count(desk: Desk) -> None:
    desk.policy.write_text(POLICY + "\n## Manners {#manners}\nBe kind.\n", encoding="utf-8")
    assert main(["check", str(desk.policy)]) == 0
    assert main(["check", str(desk.policy), "--strict"]) == 1


def test_examples_that_hold_are_0(desk: Desk, capsys: Said) -> None:
    assert main(["test", str(desk.policy)]) == 0
    assert "2 examples hold" in capsys.readouterr().out


def _taking_over(desk: Desk, more: str = "") -> Path:
    """A policy beside the desk's own, which takes it over with another number."""
    head = POLICY[: POLICY.index("## ")].replace("timezone", f"includes: {desk.policy.name}\ntimezone")
    own = desk.folder / "own.md"
    text = f'{head}## Own {{#own}}\n\n```bylaw\ninformative\nset most = 1000 because "we are large"\n```\n{more}'
    own.write_text(text, encoding="utf-8")
    return own


def test_examples_of_a_base_that_are_not_run_are_told_with_the_reason(desk: Desk, capsys: Said) -> None:
    assert main(["test", str(_taking_over(desk))]) == 0
    holds, left, unshown = capsys.readouterr().out.replace("\n  ", " ").splitlines()
    assert holds == "1 example holds"
    assert left == f"1 of the examples in {desk.policy} is not run, because this policy changes `most`"
    assert unshown == "left without any example: `guessing`; write some of your own"


def test_examples_of_a_base_that_are_not_run_are_told_in_json(desk: Desk, capsys: Said) -> None:
    assert main(["test", str(_taking_over(desk)), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (left,) = told["not_run"]
    assert (left["clause"], left["changed"]) == ("guessing", ["most"])
    assert left["place"].startswith(f"{desk.policy}:")
    assert (told["examples"], told["clauses_without_example"]) == (1, ["guessing"])


def test_a_clause_of_a_base_is_shown_by_an_example_of_the_policy_s_own(desk: Desk, capsys: Said) -> None:
    assert main(["test", str(_taking_over(desk, "\n```example\ngiven message.sent\nexpect no guessed\n```\n"))]) == 0
    assert "left without any example" not in capsys.readouterr().out


def test_examples_that_fail_are_1_and_show_what_was_found(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("parameter most = 3", "parameter most = 2"), encoding="utf-8")
    assert main(["test", str(desk.policy)]) == 0
    desk.policy.write_text(POLICY.replace("expect 1 guessed", "expect 2 guessed"), encoding="utf-8")
    assert main(["test", str(desk.policy)]) == 1
    said = capsys.readouterr().out
    assert "found 1 that fits" in said
    assert "1 of 2 examples fails" in said


def test_accept_rewrites_what_failed_and_then_all_holds(desk: Desk) -> None:
    wrong = POLICY.replace("expect 1 guessed", "expect 2 guessed").replace("expect mailed", "expect nothing")
    desk.policy.write_text(wrong, encoding="utf-8")
    assert main(["test", str(desk.policy), "--accept"]) == 0
    accepted = POLICY.replace("expect mailed", "expect 1 mailed")
    assert desk.policy.read_text(encoding="utf-8") == accepted
    assert main(["test", str(desk.policy)]) == 0


def test_accept_makes_lines_that_come_to_say_the_same_one(desk: Desk) -> None:
    known = 'expect 1 guessed for "192.0.2.1"'
    desk.policy.write_text(POLICY.replace(known, "expect 2 guessed\nexpect nothing\nexpect no guessed"), encoding="utf-8")
    assert main(["test", str(desk.policy), "--accept"]) == 0
    assert desk.policy.read_text(encoding="utf-8") == POLICY.replace(known, "expect 1 guessed")


def test_accept_leaves_an_included_policy_as_it_is(desk: Desk, capsys: Said) -> None:
    wrong = POLICY.replace("expect 1 guessed", "expect 2 guessed")
    base, own = desk.folder / "base.md", desk.policy
    base.write_text(wrong, encoding="utf-8")
    head = POLICY[: POLICY.index("## ")].replace("timezone", "includes: base.md\ntimezone")
    example = (
        '## Own {#own}\n\n```bylaw\ninformative\n```\n\n```example\ngiven auth.attempt with outcome "fail"\nexpect 2 guessed\n```\n'
    )
    own.write_text(head + example, encoding="utf-8")
    assert main(["test", str(own), "--accept"]) == 1
    assert base.read_text(encoding="utf-8") == wrong
    assert own.read_text(encoding="utf-8") == head + example.replace("2 guessed", "1 guessed")
    said = capsys.readouterr().err
    assert f"{base} is included and stays as it is; it differs in line 29" in said
    assert f"`bylaws test {base} --accept`" in said
    assert main(["test", str(base), "--accept"]) == 0
    assert main(["test", str(own)]) == 0


def test_format_checks_prints_and_rewrites(desk: Desk, capsys: Said) -> None:
    untidy = POLICY.replace("  when failures", "      when failures")
    desk.policy.write_text(untidy, encoding="utf-8")
    assert main(["format", str(desk.policy), "--check"]) == 1
    assert "+  when failures" in capsys.readouterr().out
    assert main(["format", str(desk.policy), "--stdout"]) == 0
    assert capsys.readouterr().out == POLICY
    assert main(["format", str(desk.policy)]) == 0
    assert desk.policy.read_text(encoding="utf-8") == POLICY
    assert main(["format", str(desk.policy), "--check"]) == 0


def test_format_of_a_broken_policy_is_2_and_changes_nothing(desk: Desk) -> None:
    broken = POLICY.replace("when failures", "wenn failures")
    desk.policy.write_text(broken, encoding="utf-8")
    assert main(["format", str(desk.policy)]) == 2
    assert desk.policy.read_text(encoding="utf-8") == broken


@pytest.mark.parametrize("words", [[], ["--check"], ["--stdout"]])
def test_format_of_what_is_no_policy_is_2(desk: Desk, words: list[str], capsys: Said) -> None:
    desk.policy.write_text("<!doctype html>\n<p>A page</p>\n", encoding="utf-8")
    assert main(["format", str(desk.policy), *words]) == 2
    assert "the policy does not begin with its front matter" in capsys.readouterr().err


def test_render_writes_a_page_with_the_clauses_as_anchors(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "policy.html"
    assert main(["render", str(desk.policy), "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert 'id="guessing"' in text
    assert "You must not try to get into an account by guessing." in text


@pytest.mark.parametrize("output", ["policy.md", "deeper/../policy.md", "base.md", "deeper/known.csv", "kinds.toml"])
def test_render_writes_over_nothing_that_the_policy_is_made_of(
    desk: Desk, output: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "deeper").mkdir()
    (desk.folder / "deeper" / "known.csv").write_text("ip\n192.0.2.1\n", encoding="utf-8")
    (desk.folder / "kinds.toml").write_text("", encoding="utf-8")
    base = POLICY.replace("rule guessed", 'list known by ip ip from "deeper/known.csv"\n\nrule guessed')
    (desk.folder / "base.md").write_text(base, encoding="utf-8")
    head = POLICY[: POLICY.index("## ")].replace("timezone", "includes: base.md\nkinds: kinds.toml\ntimezone")
    desk.policy.write_text(head, encoding="utf-8")
    before = Path(output).read_bytes()
    assert main(["render", "policy.md", "-o", output]) == 64
    assert f"{output} is a file that the policy is made of; write the page to another" in capsys.readouterr().err
    assert Path(output).read_bytes() == before


@pytest.mark.parametrize(
    ("output", "said"), [(".", ". is a folder"), ("..", ".. is a folder"), ("pipe", "pipe is no regular file")]
)
def test_render_writes_to_files_only(desk: Desk, output: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.chdir(desk.folder)
    os.mkfifo("pipe")
    assert main(["render", "policy.md", "-o", output]) == 64
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [["render", "-o"], ["format"], ["test", "--accept"]])
def test_what_a_link_leads_to_is_written_and_the_link_stays(desk: Desk, words: list[str]) -> None:
    verb, *option = words
    untidy = POLICY.replace("  when failures", "      when failures").replace("expect 1 guessed", "expect 2 guessed")
    desk.policy.write_text(untidy, encoding="utf-8")
    link = desk.folder / "link"
    target = desk.folder / "page.html" if verb == "render" else desk.policy
    link.symlink_to(target)
    assert main([verb, str(desk.policy), *option, str(link)] if verb == "render" else [verb, str(link), *option]) == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") != untidy


def test_links_in_a_circle_are_no_place_to_render_to(desk: Desk, capsys: Said) -> None:
    link = desk.folder / "link"
    link.symlink_to(link)
    assert main(["render", str(desk.policy), "-o", str(link)]) == 64
    assert f"{link} cannot be written: Too many levels of symbolic links" in capsys.readouterr().err


def test_read_counts_shows_and_rejects(desk: Desk, capsys: Said) -> None:
    desk.write(attempt(10), attempt(11), '{"kind": "auth.atempt"}')
    assert main(["read", str(desk.events), "--limit", "1", "--max-rejects", "40%"]) == 0
    said = capsys.readouterr().out
    assert "203.0.113.9" in said
    assert "1 rejected, the first:" in said
    assert "did you mean `auth.attempt`?" in said
    assert main(["read", str(desk.events), "--format", "json", "--max-rejects", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kinds"] == {"auth.attempt": 2}
    assert told["first"][0]["fields"]["ip"] == "203.0.113.9"


@pytest.mark.parametrize(("columns", "upright"), [("200", False), ("60", True)])
def test_read_shows_events_one_below_the_other_where_a_table_would_be_too_wide(
    desk: Desk, capsys: Said, monkeypatch: pytest.MonkeyPatch, columns: str, upright: bool
) -> None:
    monkeypatch.setattr(out, "_width", int(columns))
    assert main(["read", str(desk.events)]) == 0
    said = capsys.readouterr().out
    assert ("ip=203.0.113.9" in said) is upright
    assert all(len(line.rstrip()) <= int(columns) for line in said.splitlines())


def test_read_of_nothing_but_rejects_is_3(desk: Desk) -> None:
    desk.write("{}")
    assert main(["read", str(desk.events)]) == 3


@pytest.mark.parametrize(("bound", "code"), [("0", 3), ("1", 0), ("10%", 3), ("20%", 0)])
def test_read_bounds_rejects_as_run_does(desk: Desk, bound: str, code: int) -> None:
    desk.write(*(attempt(minute) for minute in range(10, 15)), "no json")
    assert main(["read", str(desk.events), "--max-rejects", bound]) == code


def test_read_of_a_log_that_is_cut_is_3_and_says_where(desk: Desk, capsys: Said) -> None:
    cut = desk.folder / "cut.gz"
    cut.write_bytes(gzip.compress(desk.events.read_bytes() * 1000, compresslevel=0)[:-1000])
    assert main(["read", str(desk.events), str(cut)]) == 3
    assert f" on: {cut}: its gzip data end too early" in capsys.readouterr().out
    assert main(["read", str(cut), "--format", "json"]) == 3
    (told,) = json.loads(capsys.readouterr().out)["inputs"]["not_read"]
    assert (told["file"], told["reason"]) == (str(cut), "its gzip data end too early")
    assert told["from"] > 100_000


def test_why_tells_the_whole_story(desk: Desk, capsys: Said) -> None:
    desk.run("--quiet")
    id = str(desk.findings()[0]["id"])
    assert main(["why", id[:8], "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert "You must not try to get into an account by guessing." in said
    assert "rule guessed on auth.attempt" in said
    assert "most      3, published" in said
    assert "count() by target_account over 1h" in said
    assert [line.split()[-1] for line in said.splitlines() if "auth.attempt  json-lines" in line] == ["e12", "e10", "e11", "e12"]
    assert main(["why", id, "--out", str(desk.out), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["behind"][0]["count"] == 3


def test_why_and_the_report_excuse_in_the_words_of_the_condition(desk: Desk, capsys: Said) -> None:
    words = 'ip = "203.0.113.9" or failures > 1000 or failures > 2000'
    desk.policy.write_text(POLICY.replace('permitted("security-test", target: ip)', f"{words} or failures > 3000 or failures > 9"))
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert f"unless {words} or failures > 3000 or … (clause guessing): holds" in said
    assert f"Excused by unless {words} or failures > 3000 or … under clause guessing" in said
    assert "excused by unless ip = " in (desk.out / "report.html").read_text(encoding="utf-8")


EXCEPTION = """
exception known to guessed
  when ip = "203.0.113.9" and (failures > 100 or method is null)

"""


def test_why_tells_an_exception_by_its_condition_and_the_values_looked_at(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("parameter most = 3\n", f"parameter most = 3\n{EXCEPTION}"), encoding="utf-8")
    said = story(desk, capsys)
    assert 'unless permitted("security-test", target: ip) (clause guessing): does not hold\n  no permit\n' in said
    assert 'known (clause guessing): holds\n  when ip = "203.0.113.9" and (failures > 100 or method is null)\n' in said
    rows = [line.split(maxsplit=1) for line in said[said.index("known (clause") :].splitlines()[2:5]]
    assert [[name, value.strip()] for name, value in rows] == [["ip", "203.0.113.9"], ["failures", "3"], ["method", "not given"]]
    told = json.loads(story(desk, capsys, "--format", "json"))["excuses"][1]
    assert (told["name"], told["outcome"], told["lifts"]) == ("known", "holds", None)
    assert told["read"][1:] == [{"part": "failures", "value": 3}, {"part": "method", "value": None}]


def test_why_says_of_absent_fields_that_they_are_not_given(desk: Desk, capsys: Said) -> None:
    desk.write({"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:10:00Z", "account": "a1", "purpose": "promotional"})
    said = story(desk, capsys)
    assert "tenant   not given" in said
    assert "nothing" not in said


def test_why_lets_the_words_of_a_clause_flow(desk: Desk, capsys: Said) -> None:
    words = "You must not send\nwhat nobody asked for:\n\n- not letters,\n- not calls.\n\n1. first\n2. second\n"
    desk.policy.write_text(POLICY.replace("You must not send what nobody asked for.", words), encoding="utf-8")
    desk.write({"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:10:00Z", "account": "a1", "purpose": "promotional"})
    lines = [line.strip() for line in story(desk, capsys).splitlines()]
    start = lines.index("You must not send what nobody asked for:")
    assert lines[start + 1 : start + 7] == ["", "- not letters,", "- not calls.", "", "1. first", "2. second"]


def test_why_leaves_out_windows_without_events(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("  when fail", '  let others = count(where method = "totp") by ip over 1h\n  when fail'))
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert "others    0" in said
    assert "no events" not in said


def test_why_ends_with_the_place_of_the_rule_as_seen_from_here(desk: Desk, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert said.rstrip().splitlines()[-1] == "Rule at policy.md:16:1"


def story(desk: Desk, capsys: Said, *words: str) -> str:
    """What `why` says of the first finding."""
    desk.run("--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out), *words]) == 0
    return capsys.readouterr().out


HELD = """list holders by number from number.assigned until released_at

rule known on call.record
  let holder = holders[to]
  when holder.account = "a9"
"""


def test_why_shows_the_row_that_decided_and_pads_no_line(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY + f"\n## Calls {{#calls}}\nText.\n\n```bylaw\n{HELD}```\n", encoding="utf-8")
    at = "2026-11-22T10:10:00Z"
    assigned = {"kind": "number.assigned", "id": "n1", "at": at, "number": "+4912345678", "account": "a9"}
    desk.write(assigned, {"kind": "call.record", "id": "c1", "at": at, "account": "a1", "to": "+4912345678"})
    said = story(desk, capsys)
    assert "\nholders[to]: in holders, number +4912345678, account a9" in said
    assert [line for line in said.splitlines() if line != line.rstrip()] == []


def test_why_shows_the_event_judged_and_what_is_read_of_it(desk: Desk, capsys: Said) -> None:
    desk.write({"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:10:00Z", "account": "a1", "purpose": "promotional"})
    said = story(desk, capsys)
    assert "The event judged\n  2026-11-22 10:10:00 UTC  message.sent  json-lines  m1\n" in said
    assert "purpose  promotional" in said
    assert "account  a1" in said


def test_why_shows_the_element_that_was_judged(desk: Desk, capsys: Said) -> None:
    text = POLICY.replace("rule mailed on message.sent", "rule mailed on message.sent each whom in recipients")
    desk.policy.write_text(text.replace('when purpose = "promotional"', 'when whom = "b@x.example"'))
    known = {"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:10:00Z", "account": "a1", "purpose": "promotional"}
    desk.write({**known, "recipients": ["a@x.example", "b@x.example"]})
    said = story(desk, capsys)
    assert "b@x.example, element 2" in said


OWED = """duty answer owed by provider
  after report.received
  expect notice.sent by about = report where delivered_at is not null
  within 1h

"""


@pytest.mark.parametrize(("hour", "came"), [("06", "it came late, 2026-11-22 06:00:00 UTC"), ("03", "it did not come")])
def test_why_tells_what_a_missed_duty_owed(desk: Desk, capsys: Said, hour: str, came: str) -> None:
    desk.policy.write_text(POLICY.replace("rule mailed", f"{OWED}rule mailed"))
    at = f"2026-11-22T{hour}:00:00Z"
    events = [
        {"kind": "report.received", "id": "r1", "at": "2026-11-22T04:00:00Z", "report": "case-1", "channel": "web"},
        {"kind": "notice.sent", "id": "n1", "at": at, "about": "case-1", "delivered_at": at, "channel": "email"},
        {**attempt(10), "at": "2026-11-22T08:00:00Z"},
    ]
    desk.write(*sorted(events, key=lambda event: str(event["at"])))
    said = story(desk, capsys)
    assert "Opened by the event\n  2026-11-22 04:00:00 UTC  report.received  json-lines  r1\n  report  case-1\n" in said
    assert "Expected notice.sent by about = report where delivered_at is not null\n" in said
    assert f"  for case-1, due 2026-11-22 05:00:00 UTC: {came}\n" in said
    told = json.loads(story(desk, capsys, "--format", "json"))
    assert told["judged"] == {"at": "2026-11-22T04:00:00Z", "element": 0, "read": ["report"]}
    assert told["debt"]["key"] == ["case-1"]


def test_why_notices_that_the_policy_or_the_events_have_changed(desk: Desk, capsys: Said) -> None:
    desk.run("--quiet")
    id = str(desk.findings()[0]["id"])
    desk.write(attempt(10))
    assert main(["why", id, "--out", str(desk.out)]) == 1
    assert "this finding is not made any more" in capsys.readouterr().err
    desk.write(*(attempt(minute) for minute in range(10, 15)))
    assert main(["why", id, "--out", str(desk.out)]) == 0
    desk.policy.write_text(POLICY + "\nMore words.\n", encoding="utf-8")
    assert main(["why", id, "--out", str(desk.out)]) == 1


@pytest.mark.parametrize(("id", "said"), [("ffff", "no finding in {} begins with ffff"), ("abc", "give at least 4 characters")])
def test_why_says_what_it_cannot_find(desk: Desk, capsys: Said, id: str, said: str) -> None:
    desk.run("--quiet")
    assert main(["why", id, "--out", str(desk.out)]) == 64
    assert said.format(desk.out / "findings.jsonl") in capsys.readouterr().err


def test_explain_shows_a_page_and_lists_them(capsys: Said) -> None:
    assert main(["explain"]) == 0
    codes = capsys.readouterr().out.split()
    assert main(["explain", codes[0]]) == 0
    assert codes[0] in capsys.readouterr().out
    assert VERBS["explain"].examples[0].split()[-1] in codes


def test_a_duty_that_was_not_expected_is_told_with_its_debt(tmp_path: Path, capsys: Said) -> None:
    head = POLICY[: POLICY.index("## ")]
    paid = "question.asked by question where answered_at is not null"
    duty = f"duty answer owed by provider after question.asked expect {paid} within 5d"
    lines = 'given question.asked with question "q1"\nafter 6d\nexpect 1 answer for "q2"'
    policy = tmp_path / "policy.md"
    policy.write_text(f"{head}## A {{#a}}\nAnswer.\n\n```bylaw\n{duty}\n```\n\n```example\n{lines}\n```\n", encoding="utf-8")
    assert main(["test", str(policy)]) == 1
    assert "  instead answer for provider, debt q1, medium" in capsys.readouterr().out


@pytest.mark.parametrize(("kind", "stands"), [("permit.granted", True), ("auth.attempt", False)])
def test_where_a_kind_of_its_own_stands_is_said(capsys: Said, kind: str, stands: bool) -> None:
    assert main(["kinds", kind]) == 0
    assert ("its own `kind` stands under `fields`" in capsys.readouterr().out) == stands


def test_kinds_lists_families_and_fields(capsys: Said) -> None:
    assert main(["kinds", "auth"]) == 0
    assert "auth.attempt" in capsys.readouterr().out
    assert main(["kinds", "auth.attempt", "--format", "json"]) == 0
    fields = {field["name"] for field in json.loads(capsys.readouterr().out)[0]["fields"]}
    assert {"ip", "outcome", "target_account"} <= fields


def test_kinds_says_from_which_formats_each_is_read(capsys: Said) -> None:
    assert main(["kinds", "--format", "json"]) == 0
    told = {each["kind"]: (each["formats"], each["by_mapping"]) for each in json.loads(capsys.readouterr().out)}
    assert told["payment.made"] == (["cloudevents", "json-lines"], ["csv", "json"])
    assert told["net.packet"] == (["pcap-packets", "cloudevents", "json-lines"], ["csv", "json"])
    assert main(["kinds", "payment.made"]) == 0
    assert "Read from cloudevents, json-lines, and by a mapping csv and json." in capsys.readouterr().out
    assert main(["kinds", "auth"]) == 0
    assert "All are read from cloudevents, json-lines, and by a mapping csv and json;" in capsys.readouterr().out

"""Statement 10: law in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.engine.finding import Finding
from bylaws.engine.law import LawStepper, load_versions
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program
from bylaws.source import DiagnosticError

from .running import ev, ordered


def version(number: str, effective: str, block: str, clause: str = "clause") -> Program:
    text = f"""---
policy: tested
language: 1
provider: Test Provider
version: {number}
effective: {effective}
contact: abuse@provider.example
timezone: UTC
---
## The clause {{#{clause}}}

```bylaw
{block}
```
"""
    compiled = compile_text(text)
    assert compiled.program is not None, [each.message for each in compiled.errors]
    return compiled.program


def counting(over: int, rule: str = "many", kind: str = "auth.attempt", by: str = "account") -> str:
    return f"rule {rule} on {kind}\n  let seen = count() by {by} over 30d\n  when seen >= {over}\n  severity low"


def run(versions: list[Program], events: list[dict[str, object]]) -> list[Finding]:
    stepper = LawStepper(versions)
    ready = ordered(versions[0], events)
    return [finding for event in ready for finding in stepper.push(event)] + stepper.finish(ready[-1].place)


def told(findings: list[Finding]) -> list[tuple[str, str, object]]:
    return [(each.event.removeprefix("test#"), each.version, each.facts.get("seen")) for each in findings]


def attempt(day: str, account: str | None = "a1") -> dict[str, object]:
    return ev("auth.attempt", f"{day}T10:00:00", account=account, ip="192.0.2.1", outcome="fail")


def accepted(day: str, number: str, account: str = "a1") -> dict[str, object]:
    return ev("policy.accepted", f"{day}T09:00:00", account=account, policy="tested", version=number)


FIRST = version("2026-01-01", "2026-01-01T00:00:00Z", counting(1))
SECOND = version("2026-03-01", "2026-03-01T00:00:00Z", counting(2))


def test_an_event_is_judged_by_the_version_in_effect_and_before_the_first_by_none() -> None:
    found = run([FIRST, SECOND], [attempt("2025-12-31"), attempt("2026-02-27"), attempt("2026-03-02"), attempt("2026-05-01")])
    assert told(found) == [("2", "2026-01-01", 1), ("3", "2026-03-01", 2)]
    assert not any(each.hypothetical for each in found)


def test_an_account_that_has_accepted_a_version_is_bound_by_it_until_it_accepts_the_next() -> None:
    events = [
        accepted("2026-02-01", "2026-01-01"),
        attempt("2026-04-15"),
        attempt("2026-04-15", "a2"),
        accepted("2026-04-16", "2026-03-01"),
        attempt("2026-04-17"),
    ]
    found = run([FIRST, SECOND], events)
    assert told(found) == [("2", "2026-01-01", 1), ("5", "2026-03-01", 2)]


def test_a_version_accepted_ahead_binds_from_its_effect() -> None:
    events = [
        accepted("2026-02-01", "2026-01-01"),
        accepted("2026-02-02", "2026-03-01"),
        attempt("2026-02-03"),
        attempt("2026-03-03"),
    ]
    assert [each.version for each in run([FIRST, SECOND], events)] == ["2026-01-01", "2026-03-01"]


def test_a_window_does_not_reach_behind_the_instant_from_which_its_clause_bound_the_account() -> None:
    other = version("2026-01-01", "2026-01-01T00:00:00Z", counting(1, kind="session.seen"), clause="other")
    days = ("2026-02-27", "2026-03-02", "2026-03-03")
    assert told(run([other, SECOND], [attempt(day) for day in days])) == [("3", "2026-03-01", 2)]
    events = [accepted("2026-02-01", "2026-01-01"), *(attempt(day) for day in days), accepted("2026-03-10", "2026-03-01")]
    assert told(run([other, SECOND], [*events, attempt("2026-03-11"), attempt("2026-03-12")])) == [("7", "2026-03-01", 2)]


def test_a_changed_number_does_not_cut() -> None:
    found = run([FIRST, SECOND], [attempt("2026-02-27"), attempt("2026-02-28"), attempt("2026-03-02")])
    assert told(found) == [("1", "2026-01-01", 1), ("2", "2026-01-01", 2), ("3", "2026-03-01", 3)]


def test_without_the_account_among_the_keys_the_cut_is_the_clauses_effect() -> None:
    by_ip = [version(n, f"{n}T00:00:00Z", counting(1, by="ip")) for n in ("2026-01-01", "2026-03-01")]
    events = [attempt("2025-12-31"), accepted("2026-01-05", "2026-01-01"), attempt("2026-01-06"), attempt("2026-01-07", None)]
    assert told(run(by_ip, events)) == [("3", "2026-01-01", 1), ("4", "2026-01-01", 2)]


def test_groups_of_once_go_on_while_the_rules_name_and_keys_stand() -> None:
    once = "\n  once per 10d by account"
    versions = [version(n, f"{n}T00:00:00Z", counting(1) + once) for n in ("2026-01-01", "2026-03-01")]
    (found,) = run(versions, [attempt("2026-02-27"), attempt("2026-03-02")])
    assert (found.version, found.repeats) == ("2026-01-01", 1)


def test_a_debt_falls_due_under_the_version_that_opened_it_and_may_be_paid_under_the_next() -> None:
    duty = """duty tell owed by provider
  after case.changed where to_state = "decided"
  expect notice.sent by case
  within 10d"""
    versions = [version(n, f"{n}T00:00:00Z", duty) for n in ("2026-01-01", "2026-03-01")]
    opened = [ev("case.changed", "2026-02-25T10:00:00", case=name, to_state="decided") for name in ("c1", "c2")]
    events = [*opened, ev("notice.sent", "2026-03-02T10:00:00", case="c1"), attempt("2026-05-01")]
    assert [(each.key, each.version) for each in run(versions, events)] == [(("c2",), "2026-01-01")]


def test_findings_of_one_version_are_events_for_the_next() -> None:
    block = counting(1) + "\n\nrule again on auth.attempt\n  let before = count(many) by account over 30d\n  when before > 0"
    versions = [version(n, f"{n}T00:00:00Z", block) for n in ("2026-01-01", "2026-03-01")]
    found = run(versions, [attempt("2026-02-27"), attempt("2026-03-02")])
    assert [(each.rule, each.version, each.facts.get("before")) for each in found] == [
        ("many", "2026-01-01", None),
        ("many", "2026-03-01", None),
        ("again", "2026-03-01", 1),
    ]


def test_a_version_needs_an_instant() -> None:
    with pytest.raises(ValueError, match="takes effect on posting"):
        LawStepper([version("2026-01-01", "on posting", counting(1))])


def test_versions_are_read_from_a_folder_in_the_order_of_their_effect(tmp_path: Path) -> None:
    head = "---\npolicy: {}\nlanguage: 1\nprovider: P\nversion: {}\neffective: {}T00:00:00Z\ncontact: a@p.example\n"
    head += "timezone: UTC\n---\n"
    for name, policy, version_ in (("a", "one", "2026-03-01"), ("b", "one", "2026-01-01"), ("c", "two", "2026-02-01")):
        (tmp_path / f"{name}.md").write_text(head.format(policy, version_, version_) + "## C {#c}\n\n```bylaw\ninformative\n```\n")
    (tmp_path / "README.md").write_text("# Notes\n")
    assert [each.version for each in load_versions(tmp_path, "one")] == ["2026-01-01", "2026-03-01"]
    with pytest.raises(ValueError, match="no version of `three`"):
        load_versions(tmp_path, "three")
    (tmp_path / "d.md").write_text(head.format("one", "2026-05-01", "2026-05-01") + "## C {#c}\n\n```bylaw\nrule\n```\n")
    with pytest.raises(DiagnosticError, match=r"d\.md:"):
        load_versions(tmp_path, "one")


def test_what_a_version_includes_is_no_version(tmp_path: Path) -> None:
    head = "---\npolicy: one\nlanguage: 1\nprovider: {}\nversion: 2026-01-01\neffective: 2026-01-01T00:00:00Z\n"
    head += "contact: a@p.example\ntimezone: UTC\n{}---\n## {} {{#{}}}\n\n```bylaw\ninformative\n```\n"
    (tmp_path / "base.md").write_text(head.format("Anybody", "", "Base", "base"))
    (tmp_path / "ours.md").write_text(head.format("Ours", "includes: base.md\n", "Own", "own"))
    assert [each.provider for each in load_versions(tmp_path, "one")] == ["Ours"]

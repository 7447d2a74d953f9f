"""Statement 24: worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.engine.examples import ExampleOutcome, run_examples
from bylaws.engine.finding import Finding
from bylaws.policy.compile import compile_policy, compile_text

from .running import HEAD, instant

RULE = """parameter most = 2

rule many on auth.attempt
  where outcome = "fail"
  let seen = count() by ip over 10m
  when seen > most
  against ip
  severity low"""


def outcomes(example: str, rule: str = RULE, zone: str = "UTC") -> list[ExampleOutcome]:
    text = f"{HEAD.format(zone=zone)}## Clause {{#clause}}\n\n```bylaw\n{rule}\n```\n\n```example\n{example}\n```\n"
    compiled = compile_text(text)
    assert compiled.program is not None, [each.message for each in compiled.errors]
    return run_examples(compiled.program)


def met(example: str, rule: str = RULE) -> list[tuple[bool, int]]:
    (outcome,) = outcomes(example, rule)
    return [(each.met, each.found) for each in outcome.expectations]


GIVEN = 'given {} auth.attempt every 1m with ip "192.0.2.1", outcome "fail"\n'


def test_an_expectation_without_a_number_wants_at_least_one() -> None:
    assert met(GIVEN.format(5) + 'expect many for "192.0.2.1"\nexpect 3 many\nexpect 2 many\nexpect no many') == [
        (True, 3),
        (True, 3),
        (False, 3),
        (False, 3),
    ]


def test_facts_narrow_an_expectation() -> None:
    given = GIVEN.format(5)
    assert met(given + 'expect 1 many with seen 4, severity "low"\nexpect many with seen 9') == [(True, 1), (False, 0)]


def test_findings_are_sorted_out_without_comparing_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Finding, "__eq__", None)
    (outcome,) = outcomes(GIVEN.format(5) + "expect many with seen 4")
    assert [each.facts["seen"] for each in outcome.expectations[0].instead] == [3, 5]


def test_expect_nothing_excludes_all() -> None:
    assert met(GIVEN.format(2) + "expect nothing") == [(True, 0)]
    (outcome,) = outcomes(GIVEN.format(3) + "expect nothing")
    assert (outcome.met, [each.rule for each in outcome.expectations[0].instead]) == (False, ["many"])


def test_unsettled_findings_fit_and_excused_ones_never_do() -> None:
    rule = RULE.replace("  against", '  unless user = "u1"\n  against')
    given = 'given {} auth.attempt with ip "192.0.2.1", outcome "fail"{}\nexpect many\nexpect nothing'
    assert met(given.format(3, ""), rule) == [(True, 1), (False, 1)]
    assert met(given.format(3, ', user "u1"'), rule) == [(False, 0), (True, 0)]


def test_the_clock_starts_with_the_version_in_the_policys_zone() -> None:
    (outcome,) = outcomes("given auth.attempt\nexpect nothing", "rule any on auth.attempt when true against ip", "Asia/Kolkata")
    assert [each.at for each in outcome.findings] == [instant("2025-12-31T18:30:00")]


def test_the_clock_of_a_base_s_example_starts_with_the_base_s_version(tmp_path: Path) -> None:
    head = HEAD.format(zone="Asia/Kolkata")
    base = "rule any on auth.attempt when true against ip\n```\n\n```example\ngiven auth.attempt\nexpect any"
    (tmp_path / "base.md").write_text(f"{head}## Clause {{#clause}}\n\n```bylaw\n{base}\n```\n")
    (tmp_path / "policy.md").write_text(head.replace("version: 2026-01-01", "version: 2031-07-01\nincludes: base.md"))
    program = compile_policy(tmp_path / "policy.md").program
    assert program is not None
    assert program.version == "2031-07-01"
    (outcome,) = run_examples(program)
    assert [each.at for each in outcome.findings] == [instant("2025-12-31T18:30:00")]


def test_the_clock_moves_by_after_and_at_and_not_by_what_is_given() -> None:
    five = GIVEN.format(2) + "after 12m\n" + GIVEN.format(2)
    assert met(five + "expect nothing") == [(True, 0)]
    assert met(GIVEN.format(2) + GIVEN.format(1) + "expect 1 many") == [(True, 1)]
    assert met("at 2026-03-01T10:00:00Z\n" + GIVEN.format(3) + "expect 1 many with at 2026-03-01T10:02:00Z") == [(True, 1)]


def test_at_the_end_the_watermark_stands_at_the_clock() -> None:
    rule = """duty answer owed by provider
  after question.asked where answered_at is null
  expect question.asked by question where answered_at is not null
  within 1h"""
    given = 'given question.asked with question "q1", account "a1"\nafter {}\nexpect answer for "q1"'
    assert met(given.format("59m"), rule) == [(False, 0)]
    assert met(given.format("1h"), rule) == [(True, 1)]


def test_arriving_late_beyond_the_bound_is_judged_as_late() -> None:
    late = 'given auth.attempt arriving {} late with ip "192.0.2.1", outcome "fail"\n'
    assert met(GIVEN.format(2) + late.format("59m") + "expect 1 many") == [(True, 1)]
    assert met(GIVEN.format(2) + late.format("30d") + "expect nothing") == [(True, 0)]


def test_set_holds_in_its_example_only() -> None:
    one, two = GIVEN.format(2) + "set most = 1\nexpect 1 many", GIVEN.format(2) + "expect nothing"
    assert [each.met for each in outcomes(f"{one}\n```\n\n```example\n{two}")] == [True, True]


def test_n_is_filled_in_from_0_and_padded() -> None:
    rule = 'rule r on call.record\n  when to = "+4900002"'
    assert met('given 4 call.record with account "a{n}", to "+49{n:5}"\nexpect 1 r for "a2"', rule) == [(True, 1)]


def test_a_given_row_is_all_that_a_list_has() -> None:
    rule = """list plan by prefix dialcode with country country from "plan.csv"
rule r on call.record
  when plan[to].country = "DE" """
    calls = 'given 1 call.record with account "a", to "+49123"\n'
    assert met('given list plan with prefix "+49", country "DE"\n' + calls + "expect 1 r", rule) == [(True, 1)]
    assert met(calls + "expect 1 r", rule) == [(True, 1)]  # unsettled: the list has no data
    assert met('given list plan with prefix "+48", country "PL"\n' + calls + "expect nothing", rule) == [(True, 0)]


PLANS = """rule small on plan.assigned
  when meter_limits["calls"] < 100 and price_per_unit["calls"] > EUR 1.00
rule free on plan.assigned
  when fair_use["mails"] is null"""


def test_maps_are_given_by_their_entries() -> None:
    given = """given plan.assigned with account "a1", meter_limits {"calls": 50, "texts": 6}, price_per_unit {"calls": EUR 2.00}
given plan.assigned with account "a2", meter_limits {"calls": 500}, price_per_unit {"calls": EUR 2.00}, fair_use {"mails": 1.5}
"""
    assert met(given + 'expect 1 small for "a1"\nexpect 1 small\nexpect 1 free for "a1"\nexpect no free for "a2"', PLANS) == [
        (True, 1),
        (True, 1),
        (True, 1),
        (True, 0),
    ]


def test_the_scope_of_a_permit_is_given_as_a_map() -> None:
    rule = """rule bulk on message.sent
  when true
  unless permitted("bulk", purpose: purpose)"""
    given = """given permit.granted with account "a1", kind "bulk", scope {"purpose": "promotional"}
given message.sent every 1s with account "a1", purpose "promotional"
given message.sent every 1s with account "a1", purpose "transactional"
"""
    assert met(given + "expect 1 bulk", rule) == [(True, 1)]

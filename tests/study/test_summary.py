"""Counting findings."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.events.types import MILLION
from bylaws.study.as_json import finding_json, summary_json
from bylaws.study.blindness import blind_rules
from bylaws.study.mask import Mask
from bylaws.study.summary import summarise
from bylaws.study.thresholds import measure, thresholds
from bylaws.study.typed import types_of
from tests.study.sample import GUESSED, START, result

MASK = Mask(b"key", off=True)


def test_states_are_counted_apart_and_severities_of_the_settled_only() -> None:
    found = (
        replace(GUESSED, severity="high", repeats=4),
        replace(GUESSED, state="unsettled", severity="critical"),
        replace(GUESSED, state="excused"),
    )
    total = summarise(result(*found), MASK).total
    assert (total.settled, total.unsettled, total.excused, total.repeats) == (1, 1, 1, 4)
    assert dict(total.severities) == {"high": 1}
    assert total.worst == "high"


def test_what_came_before_the_clause_was_in_force_is_counted_whatever_its_state() -> None:
    early = replace(GUESSED, hypothetical=True)
    given = result(early, replace(early, state="excused"), GUESSED)
    told = summary_json(given, summarise(given, MASK), MASK)
    clauses, subjects = told["clauses"], told["subjects"]
    assert isinstance(clauses, list)
    assert isinstance(subjects, list)
    assert [each["hypothetical"] for each in (told["findings"], clauses[0], subjects[0])] == [2, 2, 2]


def test_what_is_not_told_is_counted_by_rule() -> None:
    unsettled = replace(GUESSED, state="unsettled", missing=("account",))
    nobody = [replace(unsettled, id=f"{number:032}") for number in range(3)]
    given = result(GUESSED, *nobody, replace(unsettled, rule="mailed", missing=("account", "ip"), errors={"sent": "overflow"}))
    assert summary_json(given, summarise(given, MASK), MASK)["untold"] == [
        {"rule": "guessed", "missing": ["account"], "unsettled": 3, "counted": 0},
        {"rule": "mailed", "missing": ["account", "ip", "sent"], "unsettled": 1, "counted": 0},
    ]
    assert summarise(result(GUESSED), MASK).untold == []


def test_what_is_only_counted_counts_for_clauses_and_for_nobody() -> None:
    last = replace(GUESSED, id="a", state="unsettled", missing=("account",), further=40, hypothetical=True)
    summary = summarise(result(replace(last, further=0), last), MASK)
    assert (summary.total.unsettled, summary.total.hypothetical) == (42, 42)
    assert summary.clauses[0].tally.unsettled == 42
    assert summary.subjects[0].tally.unsettled == 2
    assert [(row.count, row.further) for row in summary.untold] == [(42, 40)]


def test_one_grave_finding_comes_before_many_light_ones() -> None:
    light = [replace(GUESSED, subject="192.0.2.1", severity="low")] * 9
    rows = summarise(result(*light, replace(GUESSED, severity="critical")), MASK).subjects
    assert [row.subject for row in rows] == ["192.0.2.7", "192.0.2.1"]


def test_clauses_stand_in_the_policys_order_and_manual_ones_are_left_out() -> None:
    rows = summarise(result(), MASK).clauses
    assert [(row.clause.slug, row.seen) for row in rows] == [("guessing", True), ("mail", False)]


def test_a_blind_clause_has_nulls_in_json() -> None:
    given = result()
    clauses = summary_json(given, summarise(given, MASK), MASK)["clauses"]
    assert isinstance(clauses, list)
    assert clauses[0]["settled"] == 1
    assert clauses[1]["settled"] is None
    assert clauses[1]["blind"] == ["mailed"]


def test_a_finding_as_json_keeps_what_it_says() -> None:
    told = finding_json(replace(GUESSED, permit="p1", permit_lacks=("range",)), types_of(result().program), "EUR")
    assert told["at"] == "2026-11-20T00:00:00Z"
    assert told["facts"] == {"failures": 20, "account_named": "a1"}
    assert told["permit"] == {"nearest": "p1", "lacks": ["range"]}


def test_rules_without_events_of_their_kind_are_blind() -> None:
    program = result().program
    assert blind_rules(program, {"auth.attempt": 1}) == {"mailed": "no event of kind message.sent was read"}
    assert set(blind_rules(program, {})) == {"guessed", "mailed"}


def test_facts_are_measured_against_parameters_and_numbers_on_either_side() -> None:
    program = result().program
    found = thresholds(program)
    assert [(each.rule, each.fact, each.op) for each in found] == [("guessed", "failures", ">="), ("mailed", "sent", ">")]
    measured = measure(program, found[0], GUESSED)
    assert measured is not None
    assert (measured.value, measured.bound, measured.ratio) == (20, 10, 2)
    assert measure(program, found[0], replace(GUESSED, facts={"failures": None}, at=START + MILLION)) is None

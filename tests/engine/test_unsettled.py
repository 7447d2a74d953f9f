"""What is unsettled for want of the same is told up to a bound, and beyond it counted."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bylaws.engine.examples import run_examples
from bylaws.engine.finding import Finding
from bylaws.engine.law import LawStepper
from bylaws.engine.snapshot import restore, save
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import MOST, Telling
from bylaws.policy.program import Program

from .running import Raw, ev, instant, ordered, program_of

LONG = "rule long on call.record\n  when duration_s > 1h and ring_s > 1s\n"


def calls(count: int, /, **fields: object) -> list[Raw]:
    return [ev("call.record", f"10:{n // 60:02}:{n % 60:02}", id=f"c{n}", account="a", **fields) for n in range(count)]


def found(program: Program, events: Iterable[Raw], telling: Telling = Telling()) -> list[Finding]:
    stepper = Stepper(program, telling=telling)
    return [finding for event in ordered(program, events) for finding in stepper.push(event)]


def counts(findings: Iterable[Finding]) -> list[tuple[str, tuple[str, ...], int]]:
    return [(each.event, each.missing, each.further) for each in findings]


def test_the_first_are_told_and_the_last_of_them_counts_the_rest() -> None:
    told = found(program_of(LONG), calls(MOST + 7, duration_s=7200))
    assert [each.event for each in told] == [f"c{n}" for n in range(MOST)]
    assert [each.further for each in told] == [0] * (MOST - 1) + [7]


def test_for_want_of_another_thing_others_are_told() -> None:
    lacking = [*calls(3, duration_s=7200), *({**each, "id": f"d{n}", "ring_s": 2} for n, each in enumerate(calls(3)))]
    both = [{**each, "id": f"e{n}"} for n, each in enumerate(calls(3))]
    assert counts(found(program_of(LONG), [*lacking, *both], Telling(most=1))) == [
        ("c0", ("ring_s",), 2),
        ("d0", ("duration_s",), 2),
        ("e0", ("duration_s", "ring_s"), 2),
    ]


def test_the_settled_are_never_touched() -> None:
    events = calls(6, duration_s=7200)
    for number in (1, 4, 5):
        events[number] = {**events[number], "ring_s": 2}
    told = found(program_of(LONG), events, Telling(most=1))
    assert [(each.event, each.state) for each in told] == [
        ("c0", "unsettled"),
        ("c1", "settled"),
        ("c4", "settled"),
        ("c5", "settled"),
    ]


def test_what_is_before_the_span_asked_for_is_neither_told_nor_counted() -> None:
    since = instant("2026-05-01T10:00:02Z")
    assert counts(found(program_of(LONG), calls(5, duration_s=7200), Telling(since, 2))) == [
        ("c2", ("ring_s",), 0),
        ("c3", ("ring_s",), 1),
    ]


def test_hypothetical_ones_are_counted_apart() -> None:
    program = program_of(LONG, effective="2026-05-01T10:00:03Z")
    told = found(program, calls(5, duration_s=7200), Telling(most=1))
    assert [(each.event, each.hypothetical, each.further) for each in told] == [("c0", True, 2), ("c3", False, 1)]


def test_under_the_law_each_version_tells_its_own() -> None:
    program = program_of(LONG)
    stepper = LawStepper([program], telling=Telling(most=1))
    told = [finding for event in ordered(program, calls(3, duration_s=7200)) for finding in stepper.push(event)]
    assert counts(told) == [("c0", ("ring_s",), 2)]


def test_findings_under_once_are_bounded_too() -> None:
    assert counts(found(program_of(LONG + "  once per 1h\n"), calls(3, duration_s=7200), Telling(most=1))) == [
        ("c0", ("ring_s",), 2)
    ]


def test_excuses_that_cannot_be_told_are_bounded_too() -> None:
    program = program_of('rule any on call.record\n  when duration_s > 1s\n  unless trunk = "t"\n')
    told = found(program, calls(3, duration_s=7200), Telling(most=1))
    assert counts(told) == [("c0", ("trunk",), 2)]


def test_missed_duties_are_bounded_too() -> None:
    duty = "duty answer owed by provider\n  after report.received\n  expect notice.sent by about = report\n  within 1h\n"
    program = program_of(duty + '  unless reporter = "x"\n')
    reports = [ev("report.received", f"10:00:0{n}", id=f"r{n}", report=f"r{n}") for n in range(3)]
    later = ev("message.sent", "12:00:00", account="a")
    told = found(program, [*reports, later], Telling(most=1))
    assert counts(told) == [("r0", ("reporter",), 2)]


def test_neither_those_told_nor_those_counted_are_events() -> None:
    follows = "\nrule follows on long\n  let all = count() by subject over 1d\n  when all >= 1\n"
    told = found(program_of(LONG + follows), calls(3, duration_s=7200), Telling(most=1))
    assert {each.rule for each in told} == {"long"}


def test_a_snapshot_keeps_the_counts() -> None:
    program, telling = program_of(LONG), Telling(most=2)
    events = ordered(program, calls(5, duration_s=7200))
    first, second = Stepper(program, telling=telling), Stepper(program, telling=telling)
    told = [finding for event in events[:1] for finding in first.push(event)]
    restore(second, save(first))
    told += [finding for event in events[1:] for finding in second.push(event)]
    assert counts(told) == [("c0", ("ring_s",), 0), ("c1", ("ring_s",), 3)]


def test_worked_examples_see_them_all() -> None:
    example = 'given 150 call.record every 1s with account "a", duration_s 2h\nexpect 150 long'
    program = program_of(f"{LONG}\n```\n\n```example\n{example}")
    (outcome,) = run_examples(program)
    assert outcome.met


@pytest.mark.parametrize("most", [1, 2, 5])
def test_told_and_counted_are_all_there_are(most: int) -> None:
    told = found(program_of(LONG), calls(9, duration_s=7200), Telling(most=most))
    assert (len(told), sum(each.further for each in told)) == (most, 9 - most)

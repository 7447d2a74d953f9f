"""How facts lie about thresholds, and whom other thresholds would touch."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from bylaws.engine.step import Stepper
from bylaws.policy.program import Program
from bylaws.study import tuning as module
from bylaws.study.comparisons import comparisons
from bylaws.study.result import Result
from bylaws.study.spread import MOST_CANDIDATES, bars, candidates, quantiles
from bylaws.study.tune_words import looked_at, remarks, shown, threshold
from bylaws.study.tuning import Measure, RuleWatch, Tuning
from tests.engine.running import ev, ordered, program_of, run

GUESSED = """parameter most = 3

rule guessed on auth.attempt
  where outcome = "fail"
  let failures = count() by ip over 1h
  when failures >= most
  unless permitted("security-test", target: ip)
  against ip
  once per 1h by ip
"""


def _tuned(program: Program, events: list[dict[str, object]], rule: str = "guessed") -> Tuning:
    tuning = Tuning.of(program, program.rule(rule))
    stepper = Stepper(program, watch=RuleWatch(tuning))
    read = Counter[str]()
    for event in ordered(program, events):
        stepper.push(event)
        read[event.kind] += 1
    tuning.result = Result(program, [], read)
    return tuning


def _failures(ip: int, count: int, **more: object) -> list[dict[str, object]]:
    return [ev("auth.attempt", f"10:{n:02}:00", ip=f"192.0.2.{ip}", outcome="fail", **more) for n in range(count)]


def _touched(measure: Measure) -> dict[Any, tuple[int, int]]:
    return {each.threshold: (each.alone, each.whole) for each in candidates(measure)}


def test_the_highest_fact_of_each_subject_and_whom_each_threshold_touches() -> None:
    tuning = _tuned(program_of(GUESSED), [*_failures(1, 1), *_failures(2, 3), *_failures(3, 7)])
    (measure,) = tuning.measures
    assert (tuning.judged, tuning.events, measure.present) == (11, 11, 3)
    assert measure.values == [1, 3, 7]
    assert _touched(measure) == {1: (3, 3), 3: (2, 2), 7: (1, 1)}
    assert [each.is_present for each in candidates(measure)] == [False, True, False]


def test_events_that_do_not_pass_where_do_not_count() -> None:
    tuning = _tuned(program_of(GUESSED), [*_failures(1, 2), ev("auth.attempt", "11:00:00", ip="192.0.2.9", outcome="success")])
    assert (tuning.judged, tuning.events) == (2, 3)
    assert len(tuning.measures[0].reaches) == 1


def test_whoever_is_excused_is_touched_by_the_fact_alone_only() -> None:
    permit = ev("permit.granted", "09:00:00", account="a1", kind_="security-test", valid_from="2026-01-01T00:00:00Z")
    events = [permit, *_failures(1, 5, account="a1"), *_failures(2, 5)]
    program = program_of(GUESSED)
    assert {each.state for each in run(program, events)} == {"settled", "excused"}
    (measure,) = _tuned(program, events).measures
    assert (measure.touch().alone(3), measure.touch().whole(3)) == (2, 1)


BOTH = """rule busy on call.record
  let calls = count() by account over 1h
  let spent = sum(cost) by account over 1h
  when calls >= 3 and spent > EUR 2.50
"""


def _calls(account: str, *costs: str) -> list[dict[str, object]]:
    return [ev("call.record", f"10:{n:02}:00", account=account, cost=f"EUR {cost}") for n, cost in enumerate(costs)]


def _euros(block: str) -> Program:
    return program_of(block, zone="UTC\ncurrency: EUR")


def test_several_thresholds_hold_each_other_back() -> None:
    tuning = _tuned(_euros(BOTH), [*_calls("a", "1", "1", "1", "1"), *_calls("b", "9"), *_calls("c", "1", "1")], "busy")
    calls, spent = tuning.measures
    assert calls.values == [1, 2, 4]
    # b has spent enough by one call; c by none of its calls.
    assert (calls.touch().alone(1), calls.touch().whole(1), calls.touch().whole(3)) == (3, 2, 1)
    assert spent.values == [2_000_000, 4_000_000, 9_000_000]
    assert (spent.touch().alone(2_500_000), spent.touch().whole(2_500_000), spent.touch().whole(0)) == (2, 1, 1)
    assert shown(spent, 9_000_000, "EUR") == "EUR 9.00"


def test_a_threshold_that_is_an_expression_is_measured_in_multiples() -> None:
    block = "rule busy on call.record\n  let now = sum(billed_s) by account over 1m\n  let day = sum(billed_s) by account over 1d\n"
    tuning = _tuned(program_of(block + "  when now > day / 2\n"), [
        ev("call.record", f"10:0{n}:00", account=account, billed_s=seconds)
        for account, times in (("a", (60, 60, 60)), ("b", (10, 10, 100))) for n, seconds in enumerate(times)
    ], "busy")  # fmt: skip
    (measure,) = tuning.measures
    assert not measure.comparison.steady
    assert measure.present == 1
    assert measure.values == [2, 2]
    assert measure.touch().whole(1) == 2
    assert measure.touch().whole(Fraction(199, 100)) == 2
    assert shown(measure, Fraction(3, 2), "") == "1.5 ×"
    assert "multiples" in threshold(measure, tuning)


def test_a_number_that_changes_on_a_date_is_measured_in_multiples() -> None:
    program = program_of(GUESSED.replace("most = 3", "most = 3 until 2026-05-01 then 6"))
    (measure,) = _tuned(program, _failures(1, 3)).measures
    assert measure.values == [Fraction(1, 2)]


def test_a_product_of_parameters_is_one_number() -> None:
    program = program_of(
        GUESSED.replace("parameter most = 3", "parameter most = 3\nparameter twice = 2").replace(">= most", ">= twice * most")
    )
    (measure,) = _tuned(program, _failures(1, 3)).measures
    assert (measure.comparison.steady, measure.present, measure.comparison.parameters) == (True, 6, ("twice", "most"))


def test_turned_and_negated_comparisons_find_the_same_way_round() -> None:
    for when in ("most <= failures", "not failures < most", "not (failures < most)"):
        (measure,) = _tuned(program_of(GUESSED.replace("failures >= most", when)), [*_failures(1, 2), *_failures(2, 5)]).measures
        assert (measure.comparison.op, measure.comparison.name) == (">=", "failures")
        assert _touched(measure) == {2: (2, 2), 3: (1, 1), 5: (1, 1)}


def test_comparisons_of_truths_that_lets_name_are_those_of_the_rule() -> None:
    lets = "  let many = failures >= most\n  let tried = many and method is not null\n"
    program = program_of(GUESSED.replace("  when failures >= most\n", f"{lets}  when coalesce(tried, false)\n"))
    (measure,) = _tuned(program, [*_failures(1, 5), *_failures(2, 4, method="sms_code")]).measures
    assert (measure.comparison.text, measure.present) == ("failures >= most", 3)
    assert [(measure.touch().alone(most), measure.touch().whole(most)) for most in (3, 4, 5)] == [(2, 1), (2, 1), (1, 0)]


def test_a_truth_that_counts_both_ways_has_no_threshold() -> None:
    program = program_of(
        GUESSED.replace("  when failures >= most\n", "  let many = failures >= most\n  when many or not many and method is null\n")
    )
    assert comparisons(program, program.rule("guessed")) == []


def test_lets_that_double_are_written_out_only_so_far() -> None:
    lets = "".join(f"  let m{n + 1} = m{n} or m{n}\n" for n in range(60))
    program = program_of(GUESSED.replace("  when failures >= most\n", f"  let m0 = failures >= most\n{lets}  when m60\n"))
    assert len(comparisons(program, program.rule("guessed"))) == 1
    assert _tuned(program, _failures(1, 4)).measures[0].touch().whole(3) == 1


def test_low_facts_are_told_by_the_lowest() -> None:
    block = "rule short on call.record\n  where answered_at is not null\n  when duration_s < 5s\n"
    lengths = (("a", 9), ("a", 3), ("b", 7))
    answered = "2026-05-01T10:00:00Z"
    events = [
        ev("call.record", f"10:00:0{n}", account=account, duration_s=length, answered_at=answered)
        for n, (account, length) in enumerate(lengths)
    ]
    (measure,) = _tuned(program_of(block), events, "short").measures
    assert measure.values == [3_000_000, 7_000_000]
    assert (measure.touch().alone(5_000_000), measure.touch().alone(8_000_000)) == (1, 2)
    assert [(each.count, each.found) for each in bars(measure)] == [(1, True), (1, False)]


def test_one_of_two_ways_finds_whatever_the_threshold_of_the_other() -> None:
    program = program_of(GUESSED.replace("failures >= most", 'failures >= most or method = "password"'))
    (measure,) = _tuned(program, [*_failures(1, 2, method="password"), *_failures(2, 2, method="sso")]).measures
    assert (measure.touch().alone(100), measure.touch().whole(100)) == (0, 1)


def test_facts_that_are_not_known_are_counted_and_take_no_part() -> None:
    block = "rule dear on call.record\n  when cost > EUR 1.00\n"
    events = [*_calls("a", "5"), ev("call.record", "11:00:00", account="b")]
    tuning = _tuned(_euros(block), events, "dear")
    (measure,) = tuning.measures
    assert (measure.unknown, measure.values) == (1, [5_000_000])
    # An unsettled finding is made of b whatever the threshold.
    assert (measure.touch().alone(9_000_000), measure.touch().whole(9_000_000)) == (0, 1)
    assert "On 1 the fact or its threshold is not known." in list(remarks(measure, tuning))


def test_events_that_accuse_nobody_are_counted() -> None:
    tuning = _tuned(
        _euros("rule dear on call.record\n  when cost > EUR 1.00\n"), [ev("call.record", "10:00:00", cost="EUR 3")], "dear"
    )
    assert tuning.nobody == 1
    assert "1 accuses nobody that is known, and is in no number here." in list(looked_at(tuning))


def test_what_once_tells_apart_stands_for_subjects_that_are_not_known() -> None:
    block = "rule dear on call.record\n  when cost > EUR 1.00\n  once per 1h by from, direction\n"
    calls = [("+49301", "outbound", 3), ("+49301", "outbound", 5), ("+49302", "outbound", 2), ("+49302", None, 9)]
    events = [
        ev("call.record", f"10:00:0{n}", cost=f"EUR {cost}", **{"from": caller, "direction": direction})
        for n, (caller, direction, cost) in enumerate(calls)
    ]
    tuning = _tuned(_euros(block), [*events, *_calls("a", "4")], "dear")
    assert (tuning.nobody, tuning.grouped, tuning.groups) == (4, 3, ("from", "direction"))
    assert tuning.measures[0].values == [2_000_000, 4_000_000, 5_000_000]
    assert "3 accuse nobody that is known; each from with direction counts as a subject instead, as for the rule's `once`." in list(
        looked_at(tuning)
    )


def test_memory_is_bounded_by_the_number_of_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SUBJECTS", 2)
    tuning = _tuned(program_of(GUESSED), [each for ip in range(5) for each in _failures(ip, 2)])
    assert len(tuning.measures[0].reaches) == 2
    assert tuning.left_out == 6
    assert any("beyond the first million" in each for each in looked_at(tuning))


def test_a_rule_that_counts_its_own_findings_is_only_estimated() -> None:
    block = GUESSED.replace("count() by ip over 1h", "count() by ip over 1h + count(guessed) by ip over 1d")
    assert _tuned(program_of(GUESSED), []).reads_itself is False
    assert _tuned(program_of(block), []).reads_itself is True


def test_other_readers_of_a_parameter_are_named() -> None:
    program = program_of(
        GUESSED + "\nrule again on auth.attempt\n  let all = count() by ip over 1d\n  when all > most\n  against ip\n"
    )
    tuning = _tuned(program, [])
    assert tuning.read_by(tuning.measures[0]) == {"most": ("again",)}


def test_comparisons_that_are_no_thresholds_are_none() -> None:
    program = program_of('rule odd on auth.attempt\n  when outcome = "fail" and at > 2026-01-01 and 1 < 2\n  against ip\n')
    assert comparisons(program, program.rule("odd")) == []


def test_quantiles_are_facts_of_subjects() -> None:
    assert quantiles([]) == []
    assert dict(quantiles([1, 2, 3, 4])) == {0: 1, 10: 1, 25: 1, 50: 2, 75: 3, 90: 4, 95: 4, 99: 4, 100: 4}


def test_bars_count_everybody_once_and_keep_to_one_side_of_the_threshold() -> None:
    events = [each for ip, count in ((1, 1), (2, 3), (3, 2), (4, 20), (5, 59), (6, 3)) for each in _failures(ip, count)]
    (measure,) = _tuned(program_of(GUESSED), events).measures
    found = bars(measure)
    assert sum(each.count for each in found) == 6
    assert sum(each.count for each in found if each.found) == measure.touch().alone(3) == 4


def test_many_thresholds_are_thinned_to_those_about_the_present_one_and_some_of_the_rest() -> None:
    events = [each for ip in range(1, 41) for each in _failures(ip, ip)]
    (measure,) = _tuned(program_of(GUESSED.replace("most = 3", "most = 22")), events).measures
    found = [each.threshold for each in candidates(measure)]
    assert len(found) <= MOST_CANDIDATES
    assert {1, 21, 22, 23, 40} <= set(found)


def test_a_strict_comparison_offers_a_threshold_that_touches_everybody() -> None:
    program = program_of(GUESSED.replace(">=", ">"))
    (measure,) = _tuned(program, [*_failures(1, 4), *_failures(2, 2)]).measures
    assert _touched(measure) == {1: (2, 2), 2: (1, 1), 3: (1, 1), 4: (0, 0)}

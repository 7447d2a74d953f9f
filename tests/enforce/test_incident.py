"""Findings belong together by their gaps, whatever the order in which they come."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bylaws.enforce.found import Found
from bylaws.enforce.incident import gravest, incidents_of
from tests.enforce.making import A1, A2, DAY, HOUR, NOW, found

FINDINGS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 40), st.sampled_from((A1, A2)), st.sampled_from(("c", "d"))), max_size=30
)


def made(parts: list[tuple[int, int, object, str]]) -> list[Found]:
    return [
        found(number, subject, NOW + at * HOUR, until=NOW + (at + lasts) * HOUR, clause=clause)  # type: ignore[arg-type]
        for number, (at, lasts, subject, clause) in enumerate(parts)
    ]


def by_hand(findings: list[Found], quiet: int) -> set[frozenset[str]]:
    """Two findings belong together if a chain of findings of the same leads from one to the other: closed, pair by pair."""
    groups = [{each} for each in findings]

    def near(one: Found, other: Found) -> bool:
        same = (one.clause, one.subject) == (other.clause, other.subject)
        return same and one.at - other.until < quiet and other.at - one.until < quiet

    merging = True
    while merging:
        merging = False
        for i, one in enumerate(groups):
            for other in groups[i + 1 :]:
                if any(near(a, b) for a in one for b in other):
                    one |= other
                    groups.remove(other)
                    merging = True
                    break
            if merging:
                break
    return {frozenset(each.id for each in group) for group in groups}


@given(FINDINGS, st.integers(1, 60), st.randoms())
def test_incidents_are_those_that_chains_of_findings_make_in_any_order(
    parts: list[tuple[int, int, object, str]], quiet: int, dice: random.Random
) -> None:
    findings = made(parts)
    expected = by_hand(findings, quiet * HOUR)
    dice.shuffle(findings)
    told = incidents_of([*findings, *findings[:3]], quiet * HOUR)
    assert {frozenset(each.id for each in one.findings) for one in told} == expected
    assert [one.began for one in told] == sorted(one.began for one in told)


def test_an_incident_is_as_grave_as_its_gravest_finding() -> None:
    (one,) = incidents_of([found(1, severity="low", repeats=3), found(2, severity="high", risk=True), found(3)], DAY)
    assert (one.severity, one.risk, one.deliberate, one.repeats, one.id) == ("high", True, False, 5, found(1).id)
    assert gravest([]) == "info"


def test_a_gap_as_long_as_the_quiet_period_ends_an_incident() -> None:
    one, other = found(1, at=NOW), found(2, at=NOW + DAY)
    assert len(incidents_of([one, other], DAY)) == 2
    assert len(incidents_of([one, other], DAY + 1)) == 1
    assert len(incidents_of([found(1, at=NOW, until=NOW + HOUR), other], DAY)) == 1

"""Which rung an incident reaches."""

from __future__ import annotations

from typing import Any

import pytest

from bylaws.enforce.incident import Incident
from bylaws.enforce.ladder import Ladders
from bylaws.events.types import Period
from tests.enforce.making import DAY, HOUR, NOW, found, program

LADDERS = Ladders(program())


def one(number: int, days_ago: int, **more: Any) -> Incident:
    return Incident((found(number, at=NOW - days_ago * DAY, **more),))


def measures(incident: Incident, *earlier: Incident, ladder: str = "standard") -> list[str]:
    climbed = LADDERS.climb(ladder, incident, earlier)
    assert climbed is not None
    return [due.measure for due in climbed.due]


def test_the_first_incident_reaches_the_first_rung_and_further_ones_higher_rungs() -> None:
    now = one(9, 0)
    assert measures(now) == ["warn"]
    assert measures(now, one(1, 80)) == ["throttle"]
    assert measures(now, one(1, 91)) == ["warn"], "beyond the look-back it counts no more"
    assert measures(now, one(1, 80), one(2, 40)) == ["throttle"], "the third rung asks for a deliberate one"
    assert measures(one(9, 0, deliberate=True), one(1, 80), one(2, 40)) == ["suspend"]
    assert measures(now, one(1, 300), one(2, 200), one(3, 100)) == ["terminate"], "`later` is the one after the third"


def test_what_is_asked_at_once_is_asked_besides() -> None:
    assert measures(one(9, 0, risk=True)) == ["hold", "warn"]
    assert measures(one(9, 0, risk=True), one(1, 3)) == ["hold", "throttle"]


def test_an_incident_counts_with_those_before_it_only() -> None:
    assert measures(one(9, 5), one(1, 3)) == ["warn"]
    assert measures(one(9, 5), one(9, 5)) == ["warn"], "it is not its own predecessor"


def test_an_earlier_incident_is_within_reach_if_its_last_finding_is() -> None:
    long = Incident((found(1, at=NOW - 200 * DAY, until=NOW - 10 * DAY),))
    assert measures(one(9, 0), long) == ["throttle"]


def test_lengths_come_as_published() -> None:
    climbed = LADDERS.climb("quickly", one(9, 0), [one(1, 2)])
    assert climbed is not None
    block, ask = climbed.due
    assert (climbed.rung, climbed.count) == ("later incident", 2)
    assert (block.measure, block.target, block.lasts, block.waits) == ("block", "range", 2 * DAY, False)
    assert (ask.measure, ask.within) == ("ask", Period(5, "business day"))
    first = LADDERS.climb("standard", one(9, 0, risk=True), [])
    assert first is not None
    assert (first.due[0].confirmed_by, first.due[0].confirmed_within) == ("reviewer", 4 * HOUR)


@pytest.mark.parametrize("name", ["", "no-such"])
def test_without_a_ladder_nothing_is_asked(name: str) -> None:
    assert LADDERS.climb(name, one(9, 0), []) is None

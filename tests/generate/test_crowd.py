"""The honest crowd: spread from a little to near what is obvious, and declared nowhere."""

from __future__ import annotations

import json
from itertools import chain
from random import Random

import pytest

from bylaws.generate.abuse import ABUSES
from bylaws.generate.abuse.protocol import HONEST, Abuse
from bylaws.generate.crowd import HABITS, LIMITS
from bylaws.generate.everyday import MAKERS
from bylaws.generate.plan import MOST_HONEST, Planting, Span, crowd
from bylaws.generate.sample import Sample

SPAN = Span(1_738_540_800_000, 14)
WITH_CROWD = [each for each in ABUSES if each.name in HABITS]


def people(abuse: Abuse) -> list[Planting]:
    return list(crowd(10_000_000, 3, SPAN, [abuse]))


def test_every_habit_is_one_that_may_be_abuse() -> None:
    assert set(HABITS) == {each.name for each in WITH_CROWD}


def test_there_are_honest_people_beside_every_sort_of_abuse() -> None:
    assert {each.name for each in ABUSES} == set(HABITS)


@pytest.mark.parametrize("abuse", WITH_CROWD, ids=lambda each: each.name)
def test_the_honest_are_spread_up_to_near_the_obvious_number_and_never_reach_it(abuse: Abuse) -> None:
    habit, random = HABITS[abuse.name], Random(1)
    multiples = sorted(habit.multiple(random) for _ in range(20_000))
    assert multiples[0] == pytest.approx(habit.least, rel=0.01)
    assert 0.7 < multiples[-1] <= LIMITS[1]
    assert multiples[10_000] == pytest.approx(2 * habit.least, rel=0.3)
    assert sum(each > 0.25 for each in multiples) / len(multiples) > 0.5 * habit.least
    assert all(each.intensity <= LIMITS[1] for each in people(abuse) if each.amount > 1)


@pytest.mark.parametrize("abuse", WITH_CROWD, ids=lambda each: each.name)
def test_what_the_honest_do_is_the_same_each_time_and_keeps_to_its_time(abuse: Abuse) -> None:
    for each in people(abuse)[:8]:
        act = each.act()
        assert act == each.act()
        times = [event.at for event in act.events]
        assert each.start <= min(times) or abuse.reaches_back
        assert max(times) <= each.start + abuse.lasts


@pytest.mark.parametrize("abuse", WITH_CROWD, ids=lambda each: each.name)
def test_what_a_habit_costs_is_about_what_it_says(abuse: Abuse) -> None:
    acts = [each.act() for each in people(abuse)]
    mean = sum(len(act.events) for act in acts) / len(acts)
    assert HABITS[abuse.name].cost / 2 <= mean <= HABITS[abuse.name].cost * 2


def test_the_number_of_the_honest_is_bounded() -> None:
    assert len(list(crowd(10**12, 1, SPAN))) == MOST_HONEST * len(HABITS)


def test_the_honest_have_a_band_of_their_own_in_the_truth_and_their_events_stand_among_the_others() -> None:
    sample = Sample(60_000, 3, 4)
    honest = {each.name: each for each in sample.acts if each.band == HONEST}
    truth = [told for line in sample.truth() if (told := json.loads(line)).get("band") == HONEST]
    told = {json.loads(line)["id"].rpartition("-")[0] for line in chain.from_iterable(sample.events())}
    assert honest.keys() == {each["ids"][0].rpartition("-")[0] for each in truth}
    assert honest.keys() <= told
    assert all(0 < each["intensity"] <= 1 and each["who"] == HABITS[each["abuse"]].who for each in truth)


def test_what_abusers_do_honest_people_do_too() -> None:
    """Of every kind that an act is made of there are honest events."""
    kinds = {event.kind for abuse in WITH_CROWD for each in people(abuse)[:4] for event in each.act().events}
    sample = Sample(60_000, 3, 4)
    assert {event.kind for each in sample.acts for event in each.act().events} <= kinds | set(MAKERS)

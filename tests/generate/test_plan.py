"""What is declared holds of the acts that are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.generate.abuse import ABUSES
from bylaws.generate.abuse.protocol import BANDS, CLEAR, INNOCENT, Abuse
from bylaws.generate.obvious import OBVIOUS
from bylaws.generate.plan import MOST, Planting, Span, plantings
from bylaws.generate.sample import Sample
from bylaws.generate.scene import DAY

SPAN = Span(1_738_540_800_000, 14)
ALL = list(plantings(100_000, 3, SPAN))
FOLDER = Path(__file__).parents[2] / "src" / "bylaws" / "generate" / "abuse"


def acts(abuse: Abuse) -> list[Planting]:
    return [each for each in ALL if each.abuse is abuse]


def test_the_table_and_the_files_name_the_same_abuses() -> None:
    names = [each.name for each in ABUSES]
    assert sorted(names) == sorted(OBVIOUS)
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--", "protocol", "pieces", "posting", "owed"}
    assert files == set(names)


def test_clauses_are_those_of_the_shipped_policies_and_many() -> None:
    policies = "".join(path.read_text(encoding="utf-8") for path in (FOLDER.parents[1] / "policies").glob("*.md"))
    clauses = {each.clause for each in ABUSES}
    assert all(f"{{#{clause} " in policies or f"{{#{clause}}}" in policies for clause in clauses)
    assert len(clauses) >= 47


@pytest.mark.parametrize("abuse", ABUSES, ids=lambda each: each.name)
def test_intensities_lie_in_their_bands(abuse: Abuse) -> None:
    for each in acts(abuse):
        if each.band != INNOCENT:
            low, high = BANDS[each.band]
            assert low <= each.intensity <= high + (0.5 if abuse.obvious.number < 3 else 0.1), each
            assert each.intensity < 1 or each.band != "narrow-below"
            assert each.intensity < 1.5 or each.band == CLEAR


@pytest.mark.parametrize("abuse", ABUSES, ids=lambda each: each.name)
def test_an_act_is_the_same_each_time_and_keeps_to_its_time(abuse: Abuse) -> None:
    for each in acts(abuse)[:8]:
        act = each.act()
        assert act == each.act()
        times = [event.at for event in act.events]
        assert each.start <= min(times) or abuse.reaches_back
        assert max(times) <= each.start + abuse.lasts
        assert max(times) < SPAN.end


@pytest.mark.parametrize("abuse", ABUSES, ids=lambda each: each.name)
def test_what_a_sort_costs_is_about_what_it_says(abuse: Abuse) -> None:
    many = list(plantings(10_000_000, 5, SPAN, [abuse]))[:40]
    mean = sum(len(act.events) + len(act.before) for act in (each.act() for each in many)) / len(many)
    assert abuse.cost / 2 <= mean <= abuse.cost * 2 + 1


def test_one_more_sort_changes_none_of_the_others() -> None:
    few = Sample(60_000, 9, 5, ABUSES[1:5])
    more = Sample(60_000, 9, 5, ABUSES[:5])
    assert set(few.truth()) <= set(more.truth())
    lines = {line for part in few.events() for line in part if '"id":"e' not in line}
    assert lines <= {line for part in more.events() for line in part}


def test_there_are_innocent_twins_of_every_sort() -> None:
    assert {each.abuse.name for each in plantings(2_000_000, 1, SPAN) if each.band == INNOCENT} == set(OBVIOUS)


def test_the_number_of_acts_is_bounded() -> None:
    assert len(list(plantings(10**12, 1, SPAN))) == MOST * len(ABUSES)
    assert SPAN.end - SPAN.first == 14 * DAY

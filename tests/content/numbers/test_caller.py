"""What a call shows, and what leads to help."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.numbers.caller import SCORES, caller_id
from bylaws.content.numbers.emergency import emergency

SHOWN = st.text("+0123456789*#", max_size=20)


@pytest.mark.parametrize(
    ("number", "called", "reason"),
    [
        ("112", "", "emergency number"),
        ("+31112", "", "emergency number"),
        ("+1911", "", "emergency number"),
        ("+44999", "", "emergency number"),
        ("+999123456789", "", "no country"),
        ("+210123456789", "", "no country"),
        ("*31#", "", "no number"),
        ("+44207946010012", "", "too long"),
        ("+4420794601", "", "too short"),
        ("+15550100", "", "too short"),
        ("+442079460100", "+442079460100", "called number"),
        ("+449098790123", "", "premium"),
        ("+979123456789", "", "premium"),
        ("+447700900123", "", "unassigned"),
        ("+33333333333", "", "one figure"),  # the number exists: a place in Burgundy
    ],
)
def test_what_no_caller_has_is_told(number: str, called: str, reason: str) -> None:
    told = caller_id(number, called)
    assert told["class"] == reason
    assert told["score"] == round(SCORES[reason] * 10**9)
    assert str(told["spans"]).split(", ")[0] == reason


@pytest.mark.parametrize(
    ("number", "called"),
    [
        ("+442079460100", ""),
        ("+442079460100", "+442079460101"),  # a neighbour may call
        ("+448081570192", "+442079460100"),  # a firm shows the number at which it is called back
        ("+31612345678", "+442079460100"),
        ("02079460100", "02079460100"),  # of what country nobody knows
        ("15550100", ""),
        ("1234", ""),  # an extension
        ("+390612345678", ""),
        ("+80012345678", "+442079460100"),
        ("", ""),
    ],
)
def test_what_somebody_has_is_held_against_nobody(number: str, called: str) -> None:
    assert dict(caller_id(number, called)) == {"score": 0, "spans": "", "class": ""}


def test_a_number_that_rings_only_at_home_is_odd_abroad_alone() -> None:
    home = "+810037123456"  # 0037, a prefix of services within Japan
    assert caller_id(home, "+442079460100")["class"] == "not dialable"
    assert caller_id(home, "+81312345678")["class"] == ""
    assert caller_id(home)["class"] == ""


def test_all_that_speaks_against_a_number_is_told_the_surest_first() -> None:
    told = caller_id("+11111111111", "+11111111111")
    assert told["spans"] == "called number, unassigned, one figure"


@given(SHOWN, SHOWN)
def test_the_score_is_that_of_the_class(number: str, called: str) -> None:
    told = caller_id(number, called)
    assert told["score"] == round(SCORES.get(str(told["class"]), 0) * 10**9)
    assert (told["class"] == "") == (told["spans"] == "")


@given(SHOWN)
def test_what_lacks_its_country_s_code_is_accused_only_of_what_holds_everywhere(number: str) -> None:
    if not number.startswith("+"):
        assert caller_id(number, number)["class"] in ("", "emergency number", "no number")


EMERGENCIES = {
    "NL": ("112",),
    "DE": ("110", "112"),
    "GB": ("999", "112"),
    "FR": ("15", "17", "18", "112"),
    "US": ("911",),
    "CA": ("911",),
    "AU": ("000",),
    "NZ": ("111",),
    "JP": ("110", "119"),
    "IN": ("112", "100", "101"),
    "BR": ("190", "192", "193"),
    "ZA": ("112", "10111"),
}
"""As the governments of these countries tell visitors."""


@pytest.mark.parametrize(("place", "number"), [(place, each) for place, numbers in EMERGENCIES.items() for each in numbers])
def test_what_leads_to_help_is_known_in_its_country(place: str, number: str) -> None:
    assert emergency(number, place) is True


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("110", "NL"),
        ("999", "US"),
        ("1122", "NL"),
        ("11", "NL"),
        ("113", "NL"),
        ("+44112", "NL"),
        ("+31205550112", "NL"),
        ("", "NL"),
    ],
)
def test_what_leads_to_nobody_there_is_no_emergency(number: str, place: str) -> None:
    assert emergency(number, place) is False


def test_the_country_s_code_may_stand_before_it_and_unknown_countries_are_null() -> None:
    assert emergency("+31112", "NL") is True
    assert emergency("+1911", "US") is True
    assert emergency("112", "XX") is None


@given(SHOWN, st.sampled_from(["NL", "US", "IT", "XX"]))
def test_any_number_has_an_answer(number: str, place: str) -> None:
    assert emergency(number, place) in (True, False, None)

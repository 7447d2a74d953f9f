"""Numbers in the public plans. The facts are written down from what countries and the ITU publish, not from the library."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.numbers.plan import ASSIGNED, numbering
from bylaws.content.numbers.zones import zones_of
from bylaws.events.addresses import canonical_phone

FACTS = {
    # Ofcom, National Telephone Numbering Plan: 01 and 02 places, 03 everywhere, 07 mobile, 056 over the Internet,
    # 070 personal, 080 free, 084 service numbers, 09 premium.
    "+442079460100": ("GB", "fixed"),
    "+443069990123": ("GB", "company"),
    "+447400123456": ("GB", "mobile"),
    "+447012345678": ("GB", "personal"),
    "+448081570192": ("GB", "toll free"),
    "+448451234567": ("GB", "premium"),  # the library tells service numbers and premium ones not apart
    "+449098790123": ("GB", "premium"),
    "+445612345678": ("GB", "voip"),
    # Bundesnetzagentur: 030 Berlin, 0151 mobile, 0180 shared cost, 0700 personal, 0800, 0900.
    "+4930123456": ("DE", "fixed"),
    "+4915123456789": ("DE", "mobile"),
    "+491801234567": ("DE", "shared cost"),
    "+4970012345678": ("DE", "personal"),
    "+498001234567": ("DE", "toll free"),
    "+499001234567": ("DE", "premium"),
    # Autoriteit Consument & Markt: 020 Amsterdam, 06 mobile, 0800, 0900.
    "+31205550100": ("NL", "fixed"),
    "+31612345678": ("NL", "mobile"),
    "+318001234": ("NL", "toll free"),
    "+319001234": ("NL", "premium"),
    # Arcep: 01 Île-de-France, 06 mobile, 09 anywhere over the Internet, 089 premium.
    "+33142685300": ("FR", "fixed"),
    "+33612345678": ("FR", "mobile"),
    "+33912345678": ("FR", "voip"),
    "+33891123456": ("FR", "premium"),
    # NANPA: 212 New York, 416 Toronto, 876 Jamaica, 800 and 888 free, 900 premium.
    "+12125550100": ("US", "fixed or mobile"),
    "+14165550100": ("CA", "fixed or mobile"),
    "+18762345678": ("JM", "mobile"),
    "+18885550100": ("US", "toll free"),
    "+19002345678": ("US", "premium"),
    # Italy keeps the zero of a place behind the country's code.
    "+390612345678": ("IT", "fixed"),
    # ITU-T E.164.1, E.169: no country's.
    "+80012345678": (None, "toll free"),
    "+80812345678": (None, "shared cost"),
    "+979123456789": (None, "premium"),
    "+870773111632": (None, "mobile"),
}


@pytest.mark.parametrize("number", FACTS)
def test_country_and_sort_are_those_that_the_countries_publish(number: str) -> None:
    country, sort = FACTS[number]
    assert numbering(number) == {"country": country, "type": sort, "status": ASSIGNED}


@pytest.mark.parametrize(
    ("number", "country", "status"),
    [
        ("+210123456789", None, "no country"),  # spare codes (ITU-T E.164, list of assigned codes)
        ("+999123456789", None, "no country"),
        ("+012345678901", None, "no country"),
        ("+4420794601", "GB", "too short"),
        ("+44207946010012", "GB", "too long"),
        ("+15550100", None, "too short"),
        ("+447700900123", "GB", "unassigned"),  # kept free for films (Ofcom)
        ("+11234567890", None, "unassigned"),  # no area begins with 1 (NANPA)
        ("+3112345678", "NL", "unassigned"),
    ],
)
def test_what_can_be_nobody_s_is_told_apart(number: str, country: str | None, status: str) -> None:
    told = numbering(number)
    assert told is not None
    assert told["type"] is None
    assert told["status"] == status
    if country is not None and status == "unassigned":
        assert told["country"] in (country, None)  # the United Kingdom shares its code with Jersey and others


@pytest.mark.parametrize(
    ("dialled", "place", "whole"),
    [
        ("02079460100", "GB", "+442079460100"),
        ("0205550100", "NL", "+31205550100"),
        ("2125550100", "US", "+12125550100"),
        ("12125550100", "US", "+12125550100"),
        ("0612345678", "IT", "+390612345678"),
        ("0031205550100", "GB", "+31205550100"),
        ("01131205550100", "US", "+31205550100"),
    ],
)
def test_a_number_as_it_is_dialled_at_home_is_the_same_number(dialled: str, place: str, whole: str) -> None:
    assert numbering(dialled, place) == numbering(whole)
    assert numbering(dialled) is None
    assert numbering(whole, "DE") == numbering(whole)


@pytest.mark.parametrize(
    ("number", "place"), [("112", ""), ("112", "NL"), ("*31#", "NL"), ("", "NL"), ("020", "XX"), ("+", ""), ("+*#", "")]
)
def test_what_is_in_no_plan_is_null(number: str, place: str) -> None:
    assert numbering(number, place) is None


@given(st.sampled_from(list(FACTS)), st.lists(st.tuples(st.integers(1, 11), st.sampled_from(" -.()/\u00a0")), max_size=9))
def test_how_a_number_is_spelled_does_not_matter(number: str, signs: list[tuple[int, str]]) -> None:
    spelled = list(number)
    for place, sign in signs:
        spelled.insert(place, sign)
    assert numbering(canonical_phone("".join(spelled))) == numbering(number)


@given(st.text("+0123456789*#", max_size=32), st.sampled_from(["", "NL", "US", "XX"]))
def test_any_number_has_an_answer(number: str, place: str) -> None:
    told = numbering(number, place)
    assert told is None or (told["status"] == ASSIGNED) == (told["type"] is not None)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+442079460100", ("Europe/London",)),
        ("+12125550100", ("America/New_York",)),
        ("+12135550100", ("America/Los_Angeles",)),
        ("+81312345678", ("Asia/Tokyo",)),
        ("+911123456789", ("Asia/Calcutta",)),
        ("+5511987654321", ("America/Sao_Paulo",)),
        ("+80012345678", None),  # no country's
        ("+99912345678", None),
        ("02079460100", None),
    ],
)
def test_zones_are_those_of_the_area(number: str, zones: tuple[str, ...] | None) -> None:
    assert zones_of(number) == zones

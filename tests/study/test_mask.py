"""Pseudonyms."""

from __future__ import annotations

import pytest

from bylaws.events.types import COUNTRY, IP, PHONE, TEXT, entity
from bylaws.study.mask import Mask

MASK = Mask(b"a key of the tests")


def test_one_identifier_has_one_pseudonym_that_tells_what_it_is() -> None:
    name = MASK.name("a1", entity("account"))
    assert name.startswith("acct-")
    assert name == MASK.name("a1", entity("account"))
    assert name != MASK.name("a2", entity("account"))
    assert MASK.name("192.0.2.1", IP).startswith("ip-")
    assert MASK.name("+12125550100", PHONE).startswith("phone-")


def test_another_key_gives_other_pseudonyms() -> None:
    assert MASK.name("a1") != Mask(b"another key").name("a1")


def test_what_says_nobody_who_it_is_stays() -> None:
    assert MASK.name("FR", COUNTRY) == "FR"
    assert MASK.name("provider") == "provider"
    assert MASK.name(12) == "12"


def test_unmasked_everything_stays() -> None:
    bare = Mask(b"k", off=True)
    assert bare.name("a1", entity("account")) == "a1"
    assert bare.text("a1 called +12125550100") == "a1 called +12125550100"


def test_known_identifiers_in_a_text_are_replaced_as_whole_words() -> None:
    account = entity("account")
    text = MASK.text("a1 is not a12", [("a1", account)])
    assert text == f"{MASK.name('a1', account)} is not a12"


def test_the_longest_of_known_identifiers_wins() -> None:
    text = MASK.text("lee@x.example", [("lee", TEXT), ("lee@x.example", TEXT)])
    assert text == MASK.name("lee@x.example", TEXT)


def test_what_an_identifier_is_known_as_first_counts() -> None:
    account = entity("account")
    assert MASK.text("a1", [("a1", account), ("a1", TEXT)]) == MASK.name("a1", account)


@pytest.mark.parametrize("stray", ["x.y@mail.example", "+442079460000", "203.0.113.9", "2001:db8::17", "2001:db8:0:1:0:0:0:9"])
def test_stray_addresses_and_numbers_are_replaced(stray: str) -> None:
    text = MASK.text(f"reached by {stray} at 08:00:00, twice")
    assert stray not in text
    assert "08:00:00" in text
    assert text.startswith("reached by ")

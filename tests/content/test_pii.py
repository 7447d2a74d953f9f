"""Personal data: what counts as a number of a sort is what another library says, and where it stands in a text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn, verhoeff
from stdnum.br import cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer

from bylaws.content.pii import checksums
from bylaws.content.pii.finding import LONGEST, found_in, personal_data
from bylaws.content.pii.registers import REGISTERS

HOLDS = {each.name: each.holds for each in REGISTERS}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


@given(digits(12))
def test_luhn_and_verhoeff_are_those_of_another_library(text: str) -> None:
    assert checksums.luhn(text) == luhn.is_valid(text)
    assert checksums.verhoeff(text) == verhoeff.is_valid(text)


@pytest.mark.parametrize(
    ("name", "form", "theirs"),
    [
        ("Brazilian taxpayer number", digits(9).map(lambda text: text + cpf._calc_check_digits(text)), cpf),
        ("Brazilian taxpayer number", digits(11), cpf),
        ("Dutch citizen service number", digits(9), bsn),
        ("NHS number", digits(10), nhs),
        ("Spanish identity number", st.tuples(digits(8), st.sampled_from(LETTERS)).map("".join), dni),
        ("Spanish identity number", st.tuples(st.sampled_from("XYZ"), digits(7), st.sampled_from(LETTERS)).map("".join), nie),
        ("German tax identity", digits(11), idnr),
        ("French social security number", digits(13).map(lambda text: text + nir.calc_check_digits(text)), nir),
    ],
)
@settings(deadline=None)
@given(data=st.data())
def test_what_holds_of_a_number_is_what_another_library_says(
    name: str, form: st.SearchStrategy[str], theirs: Any, data: st.DataObject
) -> None:
    text = data.draw(form)
    # The other library also wants days and departments that there are; what it takes we take, and no check digit differs.
    assert not theirs.is_valid(text) or HOLDS[name](text)
    if name in ("Brazilian taxpayer number", "Spanish identity number", "NHS number", "Dutch citizen service number"):
        assert HOLDS[name](text) == theirs.is_valid(text)


@pytest.mark.parametrize(
    ("name", "text", "theirs"),
    [
        ("Italian tax code", "RSSMRA85T10A562S", codicefiscale),
        ("Polish PESEL", "44051401359", pesel),
        ("Swedish identity number", "8803200016", personnummer),
        ("IBAN", "GB82WEST12345698765432", iban),
        ("German tax identity", "36574261809", idnr),
        ("French social security number", "295109912611193", nir),
    ],
)
def test_a_wrong_sign_is_noticed(name: str, text: str, theirs: Any) -> None:
    assert theirs.is_valid(text)
    assert HOLDS[name](text)
    for place in range(len(text) - 1):
        if text[place].isdigit():
            other = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
            assert not HOLDS[name](other) or theirs.is_valid(other), other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay with 4012 8888 8888 1881 please", ("card number",)),
        ("order 4012 8888 8888 1882 is late", ()),
        ("call 4012 8888 8888 1881", ("card number",)),
        ("order 9012888888881881 is late", ()),
        ("to GB82 WEST 1234 5698 7654 32 by Friday", ("IBAN",)),
        ("from gb82west12345698765432 to other accounts", ("IBAN",)),
        ("GB82WEST12345698765433", ()),
        ("my ssn is 457-55-5462", ("US social security number",)),
        ("my SSN: 457555462, and 457555462", ("US social security number",)),
        ("part 457555462", ()),
        ("write to anna.b+x@mail.example.org.", ("mail address",)),
        ("call me: 467 3395", ("phone number",)),
        ("+44 (20) 7946-0000 or 905-674-3793x21", ("phone number",)),
        ("version 1.2.3 of 2027-11-22 10:30, 12345 items", ()),
        ("PESEL 44051401359", ("Polish PESEL",)),
        ("44051401359", ()),
        ("Aadhaar 2341 2341 2346", ("Indian Aadhaar number",)),
        ("CPF 390.533.447-05", ("Brazilian taxpayer number",)),
        ("born 8803200016? 880320-0016", ("Swedish identity number",)),
        ("", ()),
    ],
)
def test_what_a_text_tells_of_people(text: str, expected: tuple[str, ...]) -> None:
    assert personal_data(text) == expected


def test_where_it_stands() -> None:
    text = "from GB82 WEST 1234 5698 7654 32 to a@b.example, 4012888888881881"
    assert [(each.what, text[each.start : each.end]) for each in found_in(text)] == [
        ("IBAN", "GB82 WEST 1234 5698 7654 32"),
        ("mail address", "a@b.example"),
        ("card number", "4012888888881881"),
    ]


@settings(deadline=None)
@given(st.text("0123456789ab@.+-() XE", max_size=80))
def test_what_is_found_lies_within_the_text_and_does_not_overlap(text: str) -> None:
    found = found_in(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("piece", ["1 ", "+1", "(12) ", "a@", "a.", "GB82 ", "+12345678 ", "a@b.cd "])
def test_a_hostile_text_is_looked_through_as_far_as_said(piece: str) -> None:
    assert isinstance(personal_data(piece * (2 * LONGEST // len(piece))), tuple)

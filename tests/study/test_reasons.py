"""Why something was rejected can be read by people who may not see whom it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.events.catalogue import Catalogue
from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.record import Record, Reject
from bylaws.study.mask import Mask
from bylaws.study.reasons import hidden_fields, masked_reason, shape
from tests.engine.running import program_of

MASK = Mask(b"a key of the tests")
HIDDEN = hidden_fields(program_of("rule r on auth.attempt\n  when count() by ip over 1h > 3\n  against ip"))


def reason(kind: str, **raw: object) -> str:
    """Why an event is rejected, as decoding says it."""
    with pytest.raises(Reject) as found:
        Decoder(Catalogue(CATALOGUE.kinds), "EUR").decode(Record(kind, {"at": 5, **raw}, "log", 1, 0))
    return found.value.reason


@pytest.mark.parametrize(
    ("kind", "field", "raw", "told"),
    [
        ("call.record", "to", "+12125550100x", '`to`: `"+99999999999a"` (letters and digits hidden) is no telephone number'),
        ("call.record", "to", "Lee Doe", '`to`: `"Aaa Aaa"` (letters and digits hidden) is no telephone number'),
        ("auth.attempt", "ip", "192.0.2.001", '`ip`: `"999.9.9.999"` (letters and digits hidden) is no IP address'),
        ("auth.attempt", "ip", "a` is b@c.example", '`ip`: `"a` aa a@a.aaaaaaa"` (letters and digits hidden) is no IP'),
        ("auth.attempt", "lat", "51,5074", '`lat`: `"99,9999"` (letters and digits hidden) is no number'),
        ("auth.attempt", "account", 1.5, "`account`: `9.9` (letters and digits hidden) is "),
        ("auth.attempt", "country", "me@a.example", '`country`: `"aa@a.aaaaaaa"` (letters and digits hidden) is no country'),
        ("auth.attempt", "country", "Germany", '`country`: `"Germany"` is no country'),
        ("auth.attempt", "outcome", "failed", '`outcome`: `"failed"` is none of "success", "fail"'),
        ("auth.attempt", "at", "10:00:00", '`at`: `"10:00:00"` is no instant'),
    ],
)
def test_of_what_names_somebody_the_form_is_told(kind: str, field: str, raw: object, told: str) -> None:
    plain = reason(kind, **{field: raw})
    assert masked_reason(plain, MASK, HIDDEN).startswith(told)
    assert masked_reason(plain, Mask(b"", off=True), HIDDEN) == plain


@given(st.text(min_size=1, max_size=30))
def test_no_letter_or_digit_of_a_number_is_left(told: str) -> None:
    try:
        plain = reason("call.record", to=f"{told}x")
    except pytest.fail.Exception:
        return
    masked = masked_reason(plain, MASK, HIDDEN)
    value = masked.removeprefix("`to`: ").partition(" (letters and digits hidden)")[0]
    assert not {sign for sign in value if sign.isalnum()} - set("aA9")


def test_what_is_no_value_of_a_field_is_masked_as_ever() -> None:
    told = masked_reason("a conflicting duplicate: `192.0.2.1` had already told of `x` with other contents", MASK, HIDDEN)
    assert "192.0.2.1" not in told
    assert "`ip-" in told


def test_a_shape_keeps_what_shows_the_fault() -> None:
    assert shape("Ab-12 ÄßØ+") == "Aa-99 AaA+"

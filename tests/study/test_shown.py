"""Values of findings as readers of a report see them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bylaws.events.types import DATE, DECIMAL, INTEGER, TEXT, TRUTH, Missing, Type, array, entity
from bylaws.study.mask import Mask
from bylaws.study.shown import Shown
from bylaws.study.typed import Types

KEY = b"a key of the tests"
TYPES = Types({}, {}, {}, {}, {"many-calls"}, {})
MASKED = Shown(Mask(KEY), TYPES, ZoneInfo("UTC"), "EUR", {})
BARE = Shown(Mask(KEY, off=True), TYPES, ZoneInfo("UTC"), "EUR", {})
BIRTHDAY = date(2012, 3, 4).toordinal() - date(1970, 1, 1).toordinal()


def personal(type: Type) -> Type:
    return replace(type, personal=True)


@pytest.mark.parametrize(
    ("value", "type", "plain"),
    [
        (BIRTHDAY, DATE, "2012-03-04"),
        (51_500_000_000, DECIMAL, "51.5"),
        (14, INTEGER, "14"),
        (True, TRUTH, "yes"),
        ((14, 15), array(INTEGER), "14, 15"),
    ],
)
def test_what_is_personal_and_no_text_is_not_shown(value: object, type: Type, plain: str) -> None:
    assert MASKED.value(value, personal(type)) == "not shown"
    assert MASKED.value(value, type) == plain
    assert BARE.value(value, personal(type)) == plain


@pytest.mark.parametrize("value", ["Lee Doe", "many-calls", "2012-03-04"])
def test_a_personal_text_stands_under_a_pseudonym_whatever_it_looks_like(value: str) -> None:
    assert MASKED.value(value, personal(TEXT)) == Mask(KEY).name(value, TEXT)
    assert value not in MASKED.value(value, personal(TEXT))
    assert BARE.value(value, personal(TEXT)) == value


def test_what_is_personal_within_a_row_is_not_shown_there() -> None:
    row = Type("record", fields=(("born", personal(DATE)), ("account", entity("account")), ("seats", INTEGER)))
    shown = MASKED.value({"born": BIRTHDAY, "account": "a1", "seats": 3}, row)
    assert shown == f"born not shown, account {Mask(KEY).name('a1', entity('account'))}, seats 3"


def test_what_says_nobody_who_it_is_is_shown() -> None:
    assert MASKED.value("many-calls", TEXT) == "many-calls"
    assert MASKED.value("2026-10-01", TEXT) == "2026-10-01"
    assert MASKED.value(None, personal(DATE)) == "nothing"
    assert MASKED.value(Missing(("born",)), personal(DATE)) == "unknown (born missing)"

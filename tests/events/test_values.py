"""Values are read strictly and shown plainly."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.events import types as t
from bylaws.events.values import format_value, plain_value, read_value, show_value

RATE = t.Type("rate", (t.DISTANCE, t.DURATION))
SCOPE = t.Type("map", (t.TEXT, t.array(t.TEXT)))


@pytest.mark.parametrize(
    ("kind", "raw", "unit", "value"),
    [
        (t.TRUTH, "Yes", "", True),
        (t.INTEGER, 5.0, "", 5),
        (t.INTEGER, "-9223372036854775808", "", -(2**63)),
        (t.DECIMAL, 0.1, "", 100_000_000),
        (t.DECIMAL, "0.0000000025", "", 2),  # half to even
        (t.SHARE, "0.3%", "", 3_000_000),
        (t.SHARE, 0.02, "", 20_000_000),
        (t.MONEY, "EUR 1.20", "", 1_200_000),
        (t.MONEY, 0.0125, "", 12_500),
        (t.MONEY, 120, "minor", 1_200_000),
        (t.INSTANT, "1970-01-01T05:30:00+05:30", "", 0),
        (t.INSTANT, "2026-11-21T10:00:00.1234569Z", "", 1_795_255_200_123_456),
        (t.INSTANT, "2026-11-21T23:59:60Z", "", 1_795_305_600_000_000),
        (t.INSTANT, 1_700_000_000, "", 1_700_000_000_000_000),
        (t.INSTANT, 1_700_000_000_000, "", 1_700_000_000_000_000),
        (t.INSTANT, 1_700_000_000_000_000, "", 1_700_000_000_000_000),
        (t.INSTANT, 5, "ms", 5_000),
        (t.DURATION, 90, "s", 90_000_000),
        (t.DURATION, 1.5, "ms", 1_500),
        (t.DURATION, "1h 30m", "ms", 5_400_000_000),
        (t.DATE, "1970-01-02", "", 1),
        (t.TIME, "24:00", "", 86_400_000_000),
        (t.SIZE, "5 MiB", "bytes", 5 * 2**20),
        (t.DISTANCE, "900km", "km", 900 * 10**9),
        (t.DISTANCE, 250, "m", 250_000_000),
        (t.PERIOD, "10 business days", "", t.Period(10, "business day")),
        (t.PHONE, "+1 (212) 555-0100", "", "+12125550100"),
        (t.PHONE, "112", "", "112"),
        (SCOPE, ' {"range": ["+44", "+1"], "note": "x"}', "", {"range": ("+44", "+1"), "note": ("x",)}),
        (t.Type("map", (t.TEXT, t.DECIMAL)), '{"calls": 0.5}', "", {"calls": 500_000_000}),
        (t.array(t.TEXT), '["a", "b"]', "", ("a", "b")),
        (t.array(t.TEXT), "[a, b]", "", ("[a, b]",)),
        (t.IP, "::FFFF:192.0.2.1", "", "192.0.2.1"),
        (t.IP, "2001:DB8:0::1", "", "2001:db8::1"),
        (t.CIDR, "192.0.2.9/24", "", "192.0.2.0/24"),
        (t.CIDR, "192.0.2.9", "", "192.0.2.9/32"),
        (t.DOMAIN, "Mail.Example.", "", "mail.example"),
        (t.DOMAIN, "bücher.example", "", "xn--bcher-kva.example"),
        (t.HASH, "sha256:" + "AB" * 32, "", "ab" * 32),
        (t.HASH, "9F2C", "", "9F2C"),
        (t.COUNTRY, "in", "", "IN"),
        (t.ZONE, "Asia/Kolkata", "", "Asia/Kolkata"),
        (t.entity("account"), 42, "", "42"),
        (t.array(t.TEXT), "Me@Example.ORG", "identifier", ("Me@example.org",)),
        (t.array(t.TEXT), [], "", ()),
        (SCOPE, {"seats": 20, "range": ["+88", "+99"]}, "any", {"seats": ("20",), "range": ("+88", "+99")}),
    ],
)
def test_a_value_is_read(kind, raw, unit: str, value) -> None:
    assert read_value(kind, raw, unit, "EUR") == value


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        (t.DURATION, "x", '`"x"` is no quantity; wanted is a duration in s, or such as 90s'),
        (t.TRUTH, 1, "`1` is neither true nor false; wanted is true or false"),
        (t.INTEGER, True, "`true` is no number; wanted is a whole number"),
        (t.INTEGER, 2**63, "`9223372036854775808` is too large to be held; wanted is a whole number"),
        (t.INTEGER, 1.5, "`1.5` is not a whole number; wanted is a whole number"),
        (t.INTEGER, float("nan"), "`NaN` is no finite number; wanted is a whole number"),
        (t.DECIMAL, float("inf"), "`Infinity` is no finite number; wanted is a number"),
        (t.DECIMAL, "1e99", '`"1e99"` is too large to be held; wanted is a number'),
        (t.MONEY, "USD 1", '`"USD 1"` is money in USD, and the policy counts in EUR; wanted is an amount such as 1.20 or EUR 1.20'),
        (
            t.INSTANT,
            "2026-11-21T10:00:00",
            '`"2026-11-21T10:00:00"` is without an offset such as Z or +05:30; '
            "wanted is an instant with offset such as 2026-11-21T10:00:00Z, or a number since 1970",
        ),
        (t.DATE, "2026-02-30", '`"2026-02-30"` is no date: day is out of range for month; wanted is a date such as 2026-11-21'),
        (t.IP, "192.0.2.256", '`"192.0.2.256"` is no IP address such as 192.0.2.1'),
        (t.IP, "fe80::1%eth0", '`"fe80::1%eth0"` is an address with a zone of one machine'),
        (t.TEXT, 5, "`5` is no text"),
        (t.TEXT, "a\x00b", '`"a\\u0000b"` is a text with a NUL in it'),
        (t.TEXT, "\ud800", '`"\\ud800"` is a text that is no valid Unicode'),
        (t.TEXT, "x" * (2**20 + 1), '`"' + "x" * 38 + "…` is a text of more than 1048576 bytes"),
        (t.word("a", "b"), "c", '`"c"` is none of "a", "b"'),
        (t.array(t.INTEGER), ["x"], '`"x"` is no number; wanted is a whole number'),
        (t.array(t.TEXT), [None], "a list of 1 is a list or an object with a null in it; wanted is a list"),
        (t.entity("account"), " ", '`" "` is an empty name'),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(kind, raw, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        read_value(kind, raw, "", "EUR")
    assert str(error.value) == reason


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.lists(st.text()),
        st.dictionaries(st.text(), st.integers()),
    )
)
def test_any_raw_value_is_read_or_refused_and_never_made_a_null(raw) -> None:
    plain = [t.TRUTH, t.INTEGER, t.DECIMAL, t.SHARE, t.MONEY, t.SIZE, t.DISTANCE, t.INSTANT, t.DATE, t.TIME, t.DURATION, t.PERIOD]
    texts = [t.ZONE, t.TEXT, t.DOMAIN, t.HASH, t.URL, t.PHONE, t.IP, t.CIDR, t.COUNTRY, t.entity("x"), t.array(t.TEXT), SCOPE]
    for kind in plain + texts:
        with suppress(ValueError):
            assert (read_value(kind, raw) is None) == (raw is None)


@given(
    st.one_of(
        st.tuples(
            st.sampled_from([t.INTEGER, t.DECIMAL, t.SHARE, t.SIZE, t.DISTANCE, t.MONEY, t.DURATION]),
            st.integers(-(2**63), 2**63 - 1),
        ),
        st.tuples(st.just(t.INSTANT), st.integers(-62135596800 * 10**6, 253402300799 * 10**6)),
        st.tuples(st.just(t.DATE), st.integers(-700_000, 2_900_000)),
        st.tuples(st.just(t.TIME), st.integers(0, 86400 * 10**6)),
    )
)
def test_what_is_told_as_json_is_read_back(pair) -> None:
    kind, value = pair
    assert read_value(kind, plain_value(kind, value, "EUR"), "km" if kind == t.DISTANCE else "", "EUR") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**8), max_value=10**8, places=9))
def test_a_decimal_told_as_text_is_exact(value: Decimal) -> None:
    assert read_value(t.DECIMAL, f"{value:f}") == int(value * 10**9)


@pytest.mark.parametrize(
    ("kind", "value", "form", "shown"),
    [
        (t.SHARE, 314_159_265, "", "31.4%"),
        (t.DECIMAL, 314_159_265, "%", "31.4%"),
        (t.SHARE, 20_000_000, "%2", "2.00%"),
        (t.DECIMAL, 3_500_000_000, "0", "4"),
        (t.DECIMAL, 3_333_333_333, "", "3.333"),
        (t.MONEY, 250_000_000, "", "EUR 250.00"),
        (t.MONEY, 12_500, "", "EUR 0.0125"),
        (t.MONEY, 12_500, "2", "EUR 0.01"),
        (t.DURATION, 42_000 * 10**6, "", "11 h 40 min"),
        (t.DURATION, 7_500 * 10**6, "", "2 h 5 min"),
        (t.DURATION, 1_500_000, "", "1.5 s"),
        (t.DURATION, 250_000, "", "250 ms"),
        (t.DURATION, -3600 * 10**6, "", "−1 h"),
        (t.INSTANT, 1_795_255_200_000_000, "", "2026-11-21 15:30:00 UTC+05:30"),
        (t.TIME, 8 * 3600 * 10**6, "", "08:00"),
        (t.DATE, 1, "", "1970-01-02"),
        (t.DISTANCE, 6_912 * 10**9, "", "6912 km"),
        (RATE, 250_000_000, "", "900 km/h"),
        (t.SIZE, 5 * 2**20 + 2**19, "", "5.5 MiB"),
        (t.TRUTH, True, "", "yes"),
        (t.PERIOD, t.Period(1, "month"), "", "1 month"),
        (t.array(t.TEXT), tuple("abcdefghijkl"), "", "a, b, c, d, e, f, g, h, i, j and 2 more"),
        (t.SIZE, 1, "", "1 byte"),
        (t.SIZE, 0, "", "0 bytes"),
        (t.INTEGER, 1, "address|addresses", "1 address"),
        (t.INTEGER, 0, "address|addresses", "0 addresses"),
        (t.INTEGER, 2, "page taken|pages taken", "2 pages taken"),
        (t.DECIMAL, 10**9, "day|days", "1 day"),
        (t.DECIMAL, 1, "day|days", "0 days"),
        (t.INTEGER, None, "day|days", "none days"),
        (t.TEXT, None, "", "none"),
        (t.TEXT, t.Missing(("x",)), "", "unknown"),
    ],
)
def test_a_value_is_shown(kind, value, form: str, shown: str) -> None:
    assert format_value(kind, value, form, "EUR", "Asia/Kolkata") == shown


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="`x` is no format"):
        format_value(t.TEXT, "a", "x")


def test_zero_is_never_shown_as_minus_zero() -> None:
    assert show_value(t.SHARE, -1) == "0%"


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (t.MONEY, 0, "EUR 0.00"),
        (t.MONEY, -1, "EUR -0.000001"),
        (t.MONEY, -1_500_000, "EUR -1.50"),
        (t.MONEY, t.INT64_MAX, "EUR 9223372036854.775807"),
        (t.INSTANT, -62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        (t.INSTANT, -1, "1969-12-31T23:59:59.999999Z"),
        (t.INSTANT, 1_500_000, "1970-01-01T00:00:01.5Z"),
        (t.INSTANT, t.INT64_MAX, "beyond the calendar"),
    ],
)
def test_amounts_and_instants_are_told_exactly(kind: t.Type, value: int, told: str) -> None:
    assert plain_value(kind, value, "EUR") == told


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        (" http://a.example/ ", "http://a.example/"),
        ("http://a.example/b c", "http://a.example/b%20c"),
        ("http://a.exam\nple/\tb\x01", "http://a.example/b%01"),
        ("http://a.example/" + "b" * 5000, "http://a.example/" + "b" * 5000),
    ],
)
def test_a_link_is_read_as_browsers_read_it(raw: str, link: str) -> None:
    assert read_value(t.URL, raw) == link
    assert read_value(t.URL, link) == link


def test_a_link_of_nothing_but_blanks_is_none() -> None:
    with pytest.raises(ValueError, match="is no address of a page"):
        read_value(t.URL, " \n")

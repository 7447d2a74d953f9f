"""The pure functions."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine import addresses, calendar, shares
from bylaws.engine.functions import implementations
from bylaws.engine.nulls import is_null
from bylaws.engine.rounding import half_even, root_half_even, truncated
from bylaws.events.types import Period
from bylaws.policy.functions import FUNCTIONS

from .running import instant

CALL = implementations("Asia/Kolkata")


def test_every_pure_function_but_coalesce_is_implemented() -> None:
    pure = {name for name, function in FUNCTIONS.items() if not function.content}
    assert pure - set(CALL) == {"coalesce"}


@settings(deadline=None)
@given(st.integers(-(10**30), 10**30), st.integers(-(10**12), 10**12).filter(bool))
def test_half_even_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    assert half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@settings(deadline=None)
@given(st.integers(0, 10**30), st.integers(1, 10**12))
def test_a_root_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    root = root_half_even(numerator, denominator)
    assert abs(root - isqrt(numerator // denominator)) <= 1
    assert Fraction(2 * root - 1, 2) ** 2 <= Fraction(numerator, denominator) <= Fraction(2 * root + 1, 2) ** 2 or root == 0


def test_a_remainder_has_the_sign_of_the_dividend() -> None:
    assert [truncated(7, 3), truncated(-7, 3), truncated(7, -3), truncated(-7, -3)] == [1, -1, 1, -1]


@settings(deadline=None)
@given(st.integers(1, 2**31 - 1), st.data())
def test_wilson_bounds_solve_their_equation(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    z, middle = Fraction(3_841_459, 10**6), Fraction(k, n)

    def outside(p: Fraction) -> bool:
        """The bounds p are where (k/n - p)² = z² p (1 - p) / n; between them the left side is the smaller."""
        return (middle - p) ** 2 >= z * p * (1 - p) / n

    for bound, sign in ((shares.lower_share(k, n, 950_000_000), 1), (shares.upper_share(k, n, 950_000_000), -1)):
        low = Fraction(bound // 1000, 10**6)
        high = low if bound % 1000 == 0 else low + Fraction(1, 10**6)
        outer, inner = (low, high) if sign > 0 else (high, low)
        assert outside(outer)
        assert sign * (middle - outer) >= 0
        assert not outside(inner) or sign * (middle - inner) <= 0 or inner == outer


def test_a_list_is_as_long_as_it_has_elements() -> None:
    assert [CALL["length"](each) for each in ((), ("a",), ("a", "a"))] == [0, 1, 2]


def test_shares_of_nothing_are_null_and_more_than_all_is_all() -> None:
    assert CALL["lower_share"](0, 0, 950_000_000) is None
    assert CALL["lower_share"](9, 5, 950_000_000) == CALL["lower_share"](5, 5, 950_000_000)
    assert is_null(CALL["lower_share"](1, 2**31, 950_000_000))


def test_times_and_dates_are_those_of_a_zone() -> None:
    moment = instant("2026-11-21T18:30:00")
    assert CALL["time_of"](moment, "UTC") == (18 * 60 + 30) * 60_000_000
    assert CALL["time_of"](moment, ("Asia/Kolkata", "UTC")) == (0, (18 * 60 + 30) * 60_000_000)
    assert CALL["date_of"](moment) == CALL["date_of"](moment, "UTC") + 1
    assert (CALL["zone_of"]("IN"), CALL["zone_of"]("XX")) == ("Asia/Kolkata", None)


def test_years_are_completed_on_the_birthday() -> None:
    def day(text: str) -> int:
        return instant(text + "T00:00:00") // calendar.DAY

    years = CALL["years_between"]
    assert [years(day("2008-11-22"), day(each)) for each in ("2026-11-21", "2026-11-22")] == [17, 18]
    assert [years(day("2008-02-29"), day(each)) for each in ("2026-02-28", "2026-03-01")] == [17, 18]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-05-01", 1, "2026-05-04"),  # Friday to Monday
        ("2026-05-02", 1, "2026-05-04"),  # Saturday to Monday
        ("2026-05-02", 6, "2026-05-11"),
        ("2026-05-04", 5, "2026-05-11"),
        ("2026-05-04", 0, "2026-05-04"),
        ("2026-05-04", 10, "2026-05-18"),
    ],
)
def test_business_days(start: str, count: int, end: str) -> None:
    moved = calendar.add_period(instant(start + "T10:00:00"), Period(count, "business day"), calendar.zone("UTC"))
    assert moved == instant(end + "T10:00:00")
    back = calendar.add_period(moved, Period(count, "business day"), calendar.zone("UTC"), -1)
    assert back <= instant(start + "T10:00:00")


def test_distance_is_that_of_a_great_circle() -> None:
    delhi, london = (28_600_000_000, 77_200_000_000), (51_500_000_000, -100_000_000)
    assert abs(CALL["distance"](*delhi, *london) - 6710 * 10**9) < 10**9
    assert CALL["distance"](*delhi, *delhi) == 0


@pytest.mark.parametrize(
    ("function", "raw", "found"),
    [
        (addresses.domain_of, "Jo@Mail.Example", "mail.example"),
        (addresses.domain_of, "https://u@www.Shop.example:80/x", "www.shop.example"),
        (addresses.domain_of, "", None),
        (addresses.host_of, "http://[bad", None),
        (addresses.org_domain, "jo@a.b.co.uk", "b.co.uk"),
        (addresses.org_domain, "u1@mail.firm1.example", "firm1.example"),
        (addresses.org_domain, "localhost", None),
        (addresses.mail_stem, "Jo.Doe+news@Mail.example", "jodoe@mail.example"),
        (addresses.fold, "  Ångström\tJosé ", "angstrom jose"),
        (addresses.decoded, "/a?q=it%27s+true%2C+isn%E2%80%99t+it", "/a?q=it's true, isn’t it"),
        (addresses.decoded, "%252e%252e%25252f", "../"),
        (addresses.decoded, "%2525252e", "%2e"),
        (addresses.decoded, "100%, %zz and %", "100%, %zz and %"),
        (addresses.decoded, "%ff", "\ufffd"),
        (addresses.path_template, "/u/42/8c7f2a30-1111-4222-8333-123456789abc/edit?x=1", "/u/{id}/{id}/edit"),
        (addresses.path_template, "https://x.example/v2/items", "/v2/items"),
        (CALL["digits"], "+49 (0)30-12", 4903012),
        (CALL["digits"], "none", None),
    ],
)
def test_parts_of_addresses(function: object, raw: str, found: object) -> None:
    assert callable(function)
    assert function(raw) == found


PIECES = ("http://", "//", "a", "b-1", "A", ".", ":", "80", "@", "/", "?", "#", "[", "]", "%", " ", "\n", "\t", "ä", "\u2100")


@settings(max_examples=1000, deadline=None)
@given(head=st.sampled_from(("", "http://", "https://")), pieces=st.lists(st.sampled_from(PIECES), max_size=8))
def test_the_host_of_a_url_is_that_of_the_standard_library(head: str, pieces: list[str]) -> None:
    url = head + "".join(pieces)
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname
    except ValueError:
        host = None
    assert addresses.host_of(url) == ((host or "").rstrip(".") or None)


def test_a_header_is_found_unfolded_and_not_in_the_body() -> None:
    raw = "From: a\r\nlist-id: one\r\n two\r\n\r\nSender: x"
    assert addresses.header(raw, "List-Id") == "one two"
    assert addresses.header(raw, "Sender") is None

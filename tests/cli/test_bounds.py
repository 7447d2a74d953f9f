"""Bounds that a user gives."""

from __future__ import annotations

import pytest

from bylaws.cli.bounds import Bound, instant_of
from bylaws.study.request import UsageError

DAY = 86_400_000_000


@pytest.mark.parametrize(
    ("text", "number", "exceeded"),
    [("0", 0, False), ("0", 1, True), ("5", 5, False), ("5", 6, True), ("5%", 5, False), ("5%", 6, True), ("0.5%", 1, True)],
)
def test_a_bound_is_exceeded_beyond_it_and_not_at_it(text: str, number: int, exceeded: bool) -> None:
    assert Bound.of(text).exceeded(number, 100) is exceeded


@pytest.mark.parametrize("text", ["", "many", "-1", "5 %%", "101%", "-1%", "1e3", "1/0%", "٣"])
def test_anything_else_is_no_bound(text: str) -> None:
    with pytest.raises(UsageError, match="max-rejects"):
        Bound.of(text)


def test_a_date_is_midnight_in_the_policys_zone() -> None:
    assert instant_of("--since", "1970-01-02", "UTC") == DAY
    assert instant_of("--since", "1970-01-02", "Asia/Kolkata") == DAY - 19_800_000_000
    assert instant_of("--since", "1970-01-02T00:00:00.5+01:00", "Asia/Kolkata") == DAY - 3_600_000_000 + 500_000
    assert instant_of("--since", "", "UTC") is None


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "2026-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--until: .* is no date"):
        instant_of("--until", text, "UTC")

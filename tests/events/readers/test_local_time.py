"""Times without offset or year."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bylaws.events.readers import Manner, Reading, find_inputs
from bylaws.events.readers.local_time import LocalTime, zone_of

BERLIN = LocalTime(ZoneInfo("Europe/Berlin"), date(2026, 3, 1))


def test_a_clock_in_a_zone() -> None:
    assert BERLIN.instant(datetime(2026, 7, 1, 12)) == "2026-07-01T10:00:00+00:00"
    assert BERLIN.instant(datetime(2026, 7, 1, 12, tzinfo=UTC)) == "2026-07-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [(3, 1, 2026), (3, 2, 2026), (3, 3, 2025), (12, 31, 2025), (2, 29, 2024)],
)
def test_without_year_it_is_the_last_such_day_there_can_have_been(month: int, day: int, year: int) -> None:
    assert BERLIN.without_year(month, day, "12:00:00.5").startswith(f"{year}-{month:02}-{day:02}T11:00:00.5")


def test_the_first_of_january_after_the_log_was_put_aside_on_new_years_eve() -> None:
    assert LocalTime(last=date(2025, 12, 31)).without_year(1, 1, "00:10:00") == "2026-01-01T00:10:00+00:00"


@pytest.mark.parametrize(("month", "day", "clock"), [(2, 30, "12:00:00"), (13, 1, "12:00:00"), (1, 1, "25:00:00")])
def test_days_and_times_that_there_are_not(month: int, day: int, clock: str) -> None:
    with pytest.raises(ValueError):
        BERLIN.without_year(month, day, clock)


def test_an_unknown_zone_says_what_zones_are_called() -> None:
    with pytest.raises(ValueError, match="there is no time zone `CET/Berlin`; they are called like `Europe/Berlin`"):
        zone_of("CET/Berlin")


def test_the_year_is_said_or_that_of_the_files_last_change(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"")
    os.utime(log, (1_600_000_000, 1_600_000_000))
    (source,) = find_inputs([str(log)])
    assert Reading.of(Manner()).local(source).last == date(2020, 9, 13)
    assert Reading.of(Manner(year=2011)).local(source).last == date(2011, 12, 31)

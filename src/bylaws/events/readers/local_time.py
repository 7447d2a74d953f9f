"""Times that a log tells as a clock on the wall shows them: without their offset from UTC, or without even their year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEAP: Final = 8
"""Years within which there is a 29th of February."""


def _today() -> date:
    return datetime.now(UTC).date()


class LocalTime(Struct, frozen=True):
    """How such times are understood: `zone` is where the clock hung, `last` the last day that the log can speak of."""

    zone: tzinfo = UTC
    last: date = field(default_factory=_today)

    def instant(self, told: datetime) -> str:
        """RFC 3339 of a moment; one without offset is told by the clock in `zone`, the earlier of two that it shows alike."""
        return (told if told.tzinfo else told.replace(tzinfo=self.zone)).astimezone(UTC).isoformat()

    def read(self, text: str, *forms: str) -> str:
        """RFC 3339 of a moment told as in ISO 8601, or by one of `forms` (of strptime). Raises ValueError."""
        for form in ("", *forms):
            try:
                return self.instant(datetime.strptime(text, form) if form else datetime.fromisoformat(text))
            except (ValueError, OverflowError):
                continue
        raise ValueError(f"`{text[:40]}` tells no time")

    def without_year(self, month: int, day: int, clock: str) -> str:
        """RFC 3339 of a moment without year: of all such days the last that is not behind `last`.

        `clock` is `HH:MM:SS`, with digits behind a point or without. Raises ValueError for a day or a time that there is not.
        """
        # A day more: where the clock hangs it may be tomorrow already.
        at, latest = time.fromisoformat(clock), self.last + timedelta(days=1)
        for year in range(latest.year, latest.year - LEAP - 1, -1):
            try:
                told = date(year, month, day)
            except ValueError:
                if (month, day) != (2, 29):
                    raise
                continue
            if told <= latest:
                return self.instant(datetime.combine(told, at))
        raise ValueError("there is no such day")


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; raises ValueError."""
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no time zone `{name[:60]}`; they are called like `Europe/Berlin`") from None

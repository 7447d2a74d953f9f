"""Reading the bounds that a user gives: dates, and how much may be rejected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Self
from zoneinfo import ZoneInfo

from msgspec import Struct

from bylaws.study.request import UsageError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bound(Struct, frozen=True):
    """At most `count`, or at most `share` of all."""

    count: int | None = None
    share: Fraction | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises UsageError unless the text is a number or a percentage."""
        try:
            if text.endswith("%"):
                share = Fraction(text[:-1]) / 100
                if 0 <= share <= 1:
                    return cls(share=share)
            elif text.isascii() and text.isdigit():
                return cls(count=int(text))
        except (ValueError, ZeroDivisionError):
            pass
        raise UsageError(f"--max-rejects is a number or a share such as 5%; {text!r} is neither")

    def exceeded(self, number: int, total: int) -> bool:
        if self.count is not None:
            return number > self.count
        return self.share is not None and number > self.share * total


def instant_of(option: str, text: str, timezone: str) -> int | None:
    """Microseconds of an ISO 8601 date or instant; one without offset is in the policy's zone. An empty text is None."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: {text!r} is no date; write 2026-11-21 or 2026-11-21T08:00+01:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    return (moment.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)

"""Slips with lengths of time, shares and days: what people write for them, and how it is written here."""

from __future__ import annotations

import re
from typing import Final

from bylaws.policy.broken import Broken, Slip

_WINDOW: Final = re.compile(r"\b(over(?:\s+same\s+\w+\s+of)?|once\s+per|arriving|every)\s+$")
"""What only a fixed length of time can follow."""
_PERIOD: Final = re.compile(r"(\d+)\s*(business\s+day|working\s+day|month|quarter|year)s?\b")
_DAYS: Final = {"month": 30, "quarter": 91, "year": 365}
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:percent|per\s+cent|pct|%)(?!\w)")
DAY: Final = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\w/-])")
"""Day, month and year, or month, day and year."""
_YEAR_FIRST: Final = re.compile(r"(?<![\w./-])(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?![\w/-])")


def period(broken: Broken) -> Slip | None:
    """A month or some business days where a length is needed that is always the same."""
    start = len(broken.before)
    opened, found = _WINDOW.search(broken.before), _PERIOD.match(broken.text, start)
    if opened is None or found is None:
        return None
    number, unit = int(found[1]), found[2].split()[-1]
    days = number * _DAYS[unit] if unit in _DAYS else -(-number * 7 // 5)
    ways = [f"`{days}d`"]
    if opened[1] == "over" and number == 1 and unit in ("month", "year"):
        ways.append(f"`this {unit}` for what has passed of the calendar's {unit}")
    message = f"how long `{found[0]}` is depends on the calendar, and `{opened[1]}` needs a length that is always the same"
    return Slip(start, found.end(), message, f"write {', or '.join(ways)}")


def percent(broken: Broken) -> Slip | None:
    """`60 percent`, `60 %`."""
    for found in _in_line(broken, _PERCENT):
        message = f"`{found[0]}` is not a share that can be read"
        return Slip(found.start(), found.end(), message, f"write `{found[1]}%`, without a space")
    return None


def day(broken: Broken) -> Slip | None:
    """`01/02/2027`, `1.2.2027`, `2027/02/01`."""
    for found in _in_line(broken, DAY):
        return Slip(found.start(), found.end(), *meant(found))
    for found in _in_line(broken, _YEAR_FIRST):
        told = f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}"
        return Slip(found.start(), found.end(), f"`{found[0]}` is not a day that can be read", f"write `{told}`")
    return None


def meant(found: re.Match[str]) -> tuple[str, str]:
    """What is wrong with a day written as `DAY` finds it, and how each day that it can be is written."""
    one, other, year = int(found[1]), int(found[3]), found[4]
    ways = dict.fromkeys(
        f"{year}-{month:02}-{day:02}" for day, month in ((one, other), (other, one)) if 1 <= month <= 12 and 1 <= day <= 31
    )
    if len(ways) == 2:
        help = "write the year first, then the month, then the day: " + " or ".join(f"`{each}`" for each in ways)
        return f"`{found[0]}` may be either of two days", help
    return f"`{found[0]}` is not a day that can be read", f"write `{next(iter(ways), '2027-01-31')}`: year, month, day"


def _in_line(broken: Broken, form: re.Pattern[str]) -> list[re.Match[str]]:
    """What of that form the break lies in or right behind."""
    line = broken.text.rfind("\n", 0, broken.at) + 1
    plain = broken.plain
    return [each for each in form.finditer(plain, line, broken.at + 40) if each.start() <= broken.at < each.end()]

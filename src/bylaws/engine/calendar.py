"""Instants and the calendar of a zone.

A calendar unit is told by its label on the wall clock: an hour that the clocks pass twice is one unit of two hours, one that
they leap over is empty. Weeks begin on Monday (ISO 8601).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from bylaws.events.types import MILLION, Period

DAY: Final = 86400 * MILLION
WEEK: Final = 7 * DAY
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = date(1970, 1, 1).toordinal()
_MICRO: Final = timedelta(microseconds=1)


@lru_cache(512)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(instant: int, where: ZoneInfo) -> datetime:
    """The wall clock at an instant (microseconds since 1970 UTC), without its zone. Raises OverflowError beyond year 9999."""
    return (_EPOCH + instant * _MICRO).astimezone(where).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, where: ZoneInfo) -> int:
    """The first instant at which the wall clock shows `wall`; leapt over, the instant of the leap and as long after it."""
    return (wall.replace(tzinfo=where) - _EPOCH) // _MICRO


def day_of(instant: int, where: ZoneInfo) -> int:
    """The date in a zone, in days since 1970-01-01."""
    return local(instant, where).toordinal() - _FIRST


def time_of(instant: int, where: ZoneInfo) -> int:
    """The time of day in a zone, in microseconds."""
    wall = local(instant, where)
    return (wall - datetime.combine(wall.date(), time())) // _MICRO


def as_date(day: int) -> date:
    return date.fromordinal(day + _FIRST)


def start_of_day(day: int, where: ZoneInfo) -> int:
    return instant_of(datetime.combine(as_date(day), time()), where)


def label(unit: str, wall: datetime) -> datetime:
    """The wall clock at the start of the calendar unit around `wall`."""
    match unit:
        case "hour":
            return wall.replace(minute=0, second=0, microsecond=0)
        case "week":
            return datetime.combine(wall.date() - timedelta(days=wall.weekday()), time())
        case "month":
            return datetime(wall.year, wall.month, 1)
        case "year":
            return datetime(wall.year, 1, 1)
        case _:
            return datetime.combine(wall.date(), time())


def after(unit: str, start: datetime) -> datetime:
    """The label of the next unit."""
    match unit:
        case "hour":
            return start + timedelta(hours=1)
        case "week":
            return start + timedelta(days=7)
        case "month":
            return datetime(start.year + start.month // 12, start.month % 12 + 1, 1)
        case "year":
            return datetime(start.year + 1, 1, 1)
        case _:
            return start + timedelta(days=1)


def unit(name: str, start: datetime, where: ZoneInfo) -> tuple[int, int]:
    """The instants at which the unit of a label begins and ends."""
    return instant_of(start, where), instant_of(after(name, start), where)


def add_period(instant: int, period: Period, where: ZoneInfo, sign: int = 1) -> int:
    """The instant so many months, years or business days (Monday to Friday) later, at the same time of day in the zone."""
    if period.unit == "microsecond":
        return instant + sign * period.count
    wall = local(instant, where)
    moved = datetime.combine(_moved(wall.date(), period, sign), wall.time())
    return instant_of(moved, where)


def add_period_to_day(day: int, period: Period, sign: int = 1) -> int:
    if period.unit == "microsecond":
        return day + sign * period.count // (86400 * 10**6)
    return _moved(as_date(day), period, sign).toordinal() - _FIRST


def _moved(day: date, period: Period, sign: int) -> date:
    if period.unit == "business day":
        return _business_days(day, sign * period.count)
    months = sign * period.count * (12 if period.unit == "year" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _length(year, month + 1)))


def _business_days(day: date, count: int) -> date:
    """Each step goes to the next (or last) day from Monday to Friday; whole weeks are taken at once."""
    step = 1 if count > 0 else -1
    day += timedelta(days=step * 7 * (max(abs(count) - 1, 0) // 5))
    for _ in range((abs(count) - 1) % 5 + 1 if count else 0):
        day += timedelta(days=step)
        while day.weekday() > 4:
            day += timedelta(days=step)
    return day


def _length(year: int, month: int) -> int:
    start = datetime(year, month, 1)
    return (after("month", start) - start).days

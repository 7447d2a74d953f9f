"""How far back a window reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bylaws.engine import calendar
from bylaws.events.types import INT64_MIN

_WEEK: Final = timedelta(weeks=1)
_CALENDAR: Final = datetime.max - datetime.min


class Span(Protocol):
    """`bound(place)`: events at or before it are out of the window that ends at `place`."""

    def bound(self, place: int) -> int: ...


class Rolling:
    """(place - length, place]."""

    __slots__ = ("length",)

    def __init__(self, length: int) -> None:
        self.length = length

    def bound(self, place: int) -> int:
        return place - self.length


class Unit:
    """The calendar unit around an instant: from its `start` up to but without its `end`; the last one asked for is kept.

    `label`: the wall clock at its beginning; None beyond the calendar's years, where each instant is a unit of its own.
    """

    __slots__ = ("end", "label", "name", "start", "zone")

    def __init__(self, name: str, zone: ZoneInfo) -> None:
        self.name = name
        self.zone = zone
        self.start = self.end = 0
        self.label: datetime | None = None

    def move(self, place: int) -> None:
        """Goes to the unit around `place`."""
        if self.start <= place < self.end:
            return
        try:
            self.label = calendar.label(self.name, calendar.local(place, self.zone))
            self.start, self.end = calendar.unit(self.name, self.label, self.zone)
        except (OverflowError, ValueError):
            self.label, self.start, self.end = None, place, place + 1


class This:
    """From the start of the calendar unit around the place."""

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def bound(self, place: int) -> int:
        self.unit.move(place)
        return self.unit.start - 1


class Same:
    """The same calendar unit of each of the past weeks, the present unit left out. Units, hours or days, are named by label."""

    __slots__ = ("_longest", "_unit")

    def __init__(self, unit: Unit, weeks: int) -> None:
        self._unit = unit
        self._longest = min(weeks, _CALENDAR // _WEEK) * _WEEK

    def label(self, place: int) -> datetime | None:
        """Of the unit around an instant; None if no unit is the same as that one."""
        self._unit.move(place)
        return self._unit.label

    def counts(self, past: datetime, now: datetime) -> bool:
        """Whether the unit of the label `past` counts in that of the label `now`."""
        return past < now and not self.is_over(past, now) and phase(past) == phase(now)

    def is_over(self, past: datetime, now: datetime) -> bool:
        """Whether a unit counts neither in that of the label `now` nor in any later one."""
        return now - past > self._longest

    def bound(self, place: int) -> int:
        """Just before the earliest week's unit. Where the clocks leap over that unit, the ones after it still count later on."""
        label = self.label(place)
        try:
            return INT64_MIN if label is None else calendar.instant_of(label - self._longest, self._unit.zone) - 1
        except (OverflowError, ValueError):
            return INT64_MIN


def phase(label: datetime) -> int:
    """The hour of the week at which a unit begins: those of the same phase are whole weeks apart."""
    return label.weekday() * 24 + label.hour

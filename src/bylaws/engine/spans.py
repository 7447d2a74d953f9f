"""How far back a window reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bylaws.engine import calendar
from bylaws.events.types import INT64_MIN


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
    """The calendar unit around an instant: from its `start` up to but without its `end`; the last one asked for is kept."""

    __slots__ = ("end", "label", "name", "start", "zone")

    def __init__(self, name: str, zone: ZoneInfo) -> None:
        self.name = name
        self.zone = zone
        self.start = self.end = 0
        self.label = calendar.local(0, zone)

    def move(self, place: int) -> None:
        """Goes to the unit around `place`; beyond the calendar's years each instant is a unit of its own."""
        if self.start <= place < self.end:
            return
        try:
            self.label = calendar.label(self.name, calendar.local(place, self.zone))
            self.start, self.end = calendar.unit(self.name, self.label, self.zone)
        except (OverflowError, ValueError):
            self.start, self.end = place, place + 1


class This:
    """From the start of the calendar unit around the place."""

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def bound(self, place: int) -> int:
        self.unit.move(place)
        return self.unit.start - 1


class Same:
    """The same calendar unit of each of the past weeks, the present unit left out."""

    __slots__ = ("_label", "_units", "unit", "weeks")

    def __init__(self, unit: Unit, weeks: int) -> None:
        self.unit = unit
        self.weeks = weeks
        self._label: datetime | None = None
        self._units: tuple[tuple[int, int], ...] = ()

    def start_of(self, place: int) -> int:
        """The start of the unit around `place`, which names the unit."""
        self.unit.move(place)
        return self.unit.start

    def units(self, place: int) -> tuple[tuple[int, int], ...]:
        """(start, end) of the units that count at `place`, the earliest first."""
        self.unit.move(place)
        if self._label != self.unit.label:
            self._label = self.unit.label
            self._units = self._past()
        return self._units

    def bound(self, place: int) -> int:
        """Just before the earliest week's unit. Where the clocks leap over that unit, the ones after it still count later on."""
        self.unit.move(place)
        name, zone = self.unit.name, self.unit.zone
        try:
            earliest = calendar.label(name, self.unit.label - timedelta(days=7 * self.weeks))
            return calendar.instant_of(earliest, zone) - 1
        except (OverflowError, ValueError):
            return INT64_MIN

    def _past(self) -> tuple[tuple[int, int], ...]:
        name, zone = self.unit.name, self.unit.zone
        found = set()
        for week in range(1, self.weeks + 1):
            try:
                label = calendar.label(name, self.unit.label - timedelta(days=7 * week))
                start, end = calendar.unit(name, label, zone)
            except (OverflowError, ValueError):
                break
            if start < end and label != self.unit.label:
                found.add((start, end))
        return tuple(sorted(found))

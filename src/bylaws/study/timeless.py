"""Times that are none: all events at one instant, or in the first days that computers count from."""

from __future__ import annotations

from typing import Final

from bylaws.events.types import INSTANT, MILLION
from bylaws.events.values import show_value
from bylaws.study.alike import LEAST

EPOCH: Final = 365 * 86_400 * MILLION
"""Microseconds since 1970 up to which no log goes back that is read in earnest."""


def timeless(first: int | None, last: int | None, events: int, zone: str) -> str:
    """What is to be said of the times of some events (microseconds); an empty text if they may be right."""
    if first is None or last is None:
        return ""
    when = show_value(INSTANT, first, zone=zone)
    if last < EPOCH:
        return f"every event is of 1970, the first of {when}: its time is probably read in the wrong unit, or not told at all"
    if first == last and events >= LEAST:
        return f"all {events:,} events are of one instant, {when}: their times are probably not told"
    return ""

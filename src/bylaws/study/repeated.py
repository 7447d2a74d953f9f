"""Events that were told more than once, in words."""

from __future__ import annotations

from typing import Final

from bylaws.study.lacks import share

OFTEN: Final = 2
"""How often each event may be told on average before it is doubted that they are the same: a log may be given with a copy of it."""


def repeated(duplicates: int, events: int) -> str:
    """What is to be said of events that tell again what others told; an empty text if there are none. `events`: all of them."""
    if not duplicates:
        return ""
    told = "tells again what another told, and counts" if duplicates == 1 else "tell again what others told, and count"
    said = f"{duplicates:,} of {events:,} events ({share(duplicates, events)}) {told} once"
    return f"{said}; if they are events of their own, their `id` does not tell them apart" if often(duplicates, events) else said


def often(duplicates: int, events: int) -> bool:
    """Whether so many events are told again that `id` may not be an identity."""
    return events > OFTEN * (events - duplicates)

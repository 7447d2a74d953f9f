"""How far back windows reach, over whole columns of places."""

from __future__ import annotations

from typing import cast

import numpy as np

from bylaws.engine import calendar
from bylaws.engine.columns.rows import Array
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.spans import Unit
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

Reach = int | x.CalendarThis | x.CalendarSame
"""A rolling window's length in microseconds, or a calendar window."""


def reach_of(over: x.Over, program: Program) -> Reach:
    """Raises Unsupported for a length that changes with time."""
    match over:
        case x.Rolling(x.Const() as length):
            return cast(int, length.value)
        case x.Rolling(x.Param() as length) if len(program.parameters[length.name].values) == 1:
            return cast(int, program.parameters[length.name].values[0][0])
        case x.Rolling():
            raise Unsupported
    return over


def limits(reach: Reach, places: Array, timezone: str) -> Array:
    """By entry, the latest place that is out of a sliding window; `places` must not decrease."""
    if isinstance(reach, int):
        return places - reach
    return unit_starts(Unit(reach.unit, calendar.zone(timezone)), places) - 1


def unit_starts(unit: Unit, places: Array) -> Array:
    """By entry, the start of the calendar unit around its place; `places` must not decrease."""
    starts = np.empty(places.size, np.int64)
    entry = 0
    while entry < places.size:
        unit.move(int(places[entry]))
        beyond = max(int(np.searchsorted(places, unit.end)), entry + 1)
        starts[entry:beyond] = unit.start
        entry = beyond
    return starts

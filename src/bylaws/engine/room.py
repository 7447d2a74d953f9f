"""How much memory the windows of a policy take at a stated rate of events: a formula, for `bylaws check --plan --rate`.

Windows that count the same events by the same keys share one ring. It has a row for each event within the longest of them: eight
bytes each for time, key, and every value that is added up or told apart. Each key takes its running totals and its place in two
tables, and each value that is told apart a place in one more. All of these double when they are full, so that up to half of each
is empty; the formula counts them as they stand. It takes each kind of event to come at the stated rate, all events to pass the
filters, and all values to differ: what a policy really takes is less. There is room for the next batch besides, which makes a table
that is nearly full double, and is most of what a small one takes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from msgspec import Struct

from bylaws.engine.columns import kernel
from bylaws.engine.plan import Fact, Plan, make_plan, reach_of
from bylaws.engine.scope import filters_of, reads_this
from bylaws.engine.windows import SCAN_LIMIT
from bylaws.events.types import MILLION
from bylaws.policy.expressions import CalendarSame
from bylaws.policy.program import Program

LEAST: Final = 256
"""Rows with which each table begins."""
_NUMBER: Final = 8
_PAIR: Final = 2 * _NUMBER + 2 * _NUMBER
"""Of a key: the pair of numbers it is told by, and two slots in which it is looked up."""
_TRIPLE: Final = 3 * _NUMBER
_EVENT: Final = 128
"""About what an event that is kept by itself takes."""
_UNITS: Final = {"hour": 168, "day": 7}
"""Calendar units in a week."""
_CELLS: Final = {
    "count": kernel.CELLS[kernel.COUNT],
    "sum": kernel.CELLS[kernel.SUM],
    "avg": kernel.CELLS[kernel.SUM],
    "distinct": kernel.CELLS[kernel.DISTINCT],
    "min": kernel.CELLS[kernel.MIN],
    "max": kernel.CELLS[kernel.MAX],
    "deviation": kernel.CELLS[kernel.DEVIATION],
}


class Room(Struct, frozen=True):
    """What windows that share a ring take: their numbers in the plan, events kept, keys, and bytes."""

    facts: tuple[int, ...]
    kind: str
    by: str
    events: int
    keys: int
    bytes: int


def rooms(program: Program, rate: float, keys: int | None = None) -> tuple[Room, ...]:
    """By ring, at `rate` events of each kind a second. `keys`: how many are active at most; else each event has its own."""
    plan = make_plan(program)
    groups: dict[Hashable, list[Fact]] = {}
    for fact in plan.facts:
        groups.setdefault(_shared(plan, fact), []).append(fact)
    return tuple(_room(program, facts, rate, keys) for facts in groups.values())


def _shared(plan: Plan, fact: Fact) -> Hashable:
    """What is equal for windows that share a ring; windows that are kept by themselves share none."""
    window = fact.window
    if window.agg == "last" or _scans(fact) or isinstance(window.over, CalendarSame):
        return fact.number
    scope = plan.scopes[fact.rules[0]]
    inner = scope.inside(window)
    filters = tuple(plan.shapes.of(part, inner) for part in filters_of(window, scope))
    return window.kind, filters, tuple((plan.shapes.of(k.theirs, inner), plan.shapes.of(k.ours, scope)) for k in window.keys)


def _room(program: Program, facts: Sequence[Fact], rate: float, keys: int | None) -> Room:
    longest = max(reach_of(fact.window, program) for fact in facts)
    events = round(rate * longest / MILLION)
    active = events if keys is None else min(keys, events)
    first = facts[0]
    return Room(tuple(f.number for f in facts), first.kind, first.by, events, active, _bytes(facts, events, active))


def _bytes(facts: Sequence[Fact], events: int, keys: int) -> int:
    window = facts[0].window
    if window.agg == "last":
        return 2 * keys * _EVENT
    if _scans(facts[0]):
        return min(events, keys * SCAN_LIMIT) * _EVENT
    if isinstance(window.over, CalendarSame):
        units = _UNITS.get(window.over.unit, 1) * (window.over.weeks + 1)
        return min(events, keys * units) * _EVENT
    return ring_bytes([fact.window.agg for fact in facts], _arguments(facts), events, keys)


def ring_bytes(aggs: Sequence[str], arguments: int, events: int, keys: int) -> int:
    """What a ring with its tables takes, for windows of these aggregates over so many different arguments."""
    queues = sum(agg in ("min", "max") for agg in aggs)
    row = _NUMBER * (kernel.VALUES + arguments + 2 * queues)
    cells = _NUMBER * (1 + sum(_CELLS[agg] for agg in aggs))
    told_apart = aggs.count("distinct")
    slots = _TRIPLE * _doubled(3 * events * told_apart // 2) if told_apart else 0
    return row * _doubled(events) + (cells + _PAIR) * _doubled(keys) + slots


def _arguments(facts: Sequence[Fact]) -> int:
    return len({fact.window.argument.span.text for fact in facts if fact.window.argument is not None})


def _scans(fact: Fact) -> bool:
    return any(reads_this(part) for part in (fact.window.filter, fact.window.argument) if part is not None)


def _doubled(rows: int) -> int:
    """The rows of a table that doubles when it is full."""
    return max(LEAST, 1 << max(rows - 1, 0).bit_length())

"""The plan of a policy, for `bylaws check --plan`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.engine.plan import Fact, make_plan
from bylaws.engine.room import Room, rooms
from bylaws.policy.program import Program
from bylaws.source import on_one_line
from bylaws.study.request import UsageError

COLOURS = {"cheap": "green", "medium": "yellow", "dear": "red"}


MOST_A_SECOND: Final = 1e9
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "day": 86_400}


class Stated(Struct, frozen=True):
    """Events of each kind a second, and keys that are active at most, if that was said."""

    rate: float
    keys: int | None


def stated(rate: str | None, keys: int | None) -> Stated | None:
    """What `--rate` and `--keys` say. Raises UsageError."""
    if rate is None:
        if keys is not None:
            raise UsageError("`--keys` tells how many keys there are for `--rate`, which is missing")
        return None
    number, _, unit = rate.partition("/")
    try:
        each = float(number) / _SECONDS[unit]
    except (KeyError, ValueError):
        each = 0.0
    if not 0 < each <= MOST_A_SECOND or (keys is not None and keys < 1):
        raise UsageError(f"`{rate}` is no rate, as `1000/s`, `50/min`, `20000/h` or `1000000/day` are, with `--keys` of at least 1")
    return Stated(each, keys)


def plan_text(program: Program, told: Stated | None = None) -> Iterator[RenderableType]:
    """Facts with their cost and what they keep, lists with what they keep, then what is judged; at a rate, what windows take."""
    plan = make_plan(program)
    facts = _table("Facts", "cost", "fact", "kept for each key", "read by")
    for fact in plan.facts:
        facts.add_row(_cost(fact.cost), _fact(fact), Text(fact.keeps), Text(", ".join(fact.rules)))
    yield facts
    if plan.lists:
        lists = _table("Lists", "list", "filled by", "kept for each key")
        for held in plan.lists:
            lists.add_row(Text(held.name), Text(held.filled), Text(held.keeps, style="yellow" if held.for_ever else ""))
        yield lists
    judged = _table("Judged", "cost", "rule", "on", "because")
    for each in plan.judged:
        judged.add_row(_cost(each.cost), Text(each.name), Text(each.kind), Text(each.because))
    yield judged
    if told is not None:
        yield from _room_text(rooms(program, told.rate, told.keys))


def _room_text(found: Sequence[Room]) -> Iterator[RenderableType]:
    table = _table("Room at most", "facts", "events kept", "keys", "bytes")
    for each in found:
        name = f"{each.kind} by {each.by}" if each.by else each.kind
        table.add_row(Text(f"{name}: {len(each.facts)}"), f"{each.events:,}", f"{each.keys:,}", f"{each.bytes:,}")
    yield table
    yield Text(
        f"{sum(each.bytes for each in found):,} bytes for all windows, if every event passes their filters and all values differ"
    )


def plan_json(program: Program, told: Stated | None = None) -> dict[str, object]:
    plan = make_plan(program)
    room = {} if told is None else {"room": [asdict(each) for each in rooms(program, told.rate, told.keys)]}
    return {
        **room,
        "facts": [_plain(fact) for fact in plan.facts],
        "judged": [{"name": each.name, "kind": each.kind, "cost": each.cost, "because": each.because} for each in plan.judged],
        "kinds": sorted(plan.kinds),
        "lists": [asdict(each) for each in plan.lists],
    }


def _plain(fact: Fact) -> dict[str, object]:
    return {
        "number": fact.number,
        "text": fact.text,
        "kind": fact.kind,
        "by": fact.by,
        "over": fact.over,
        "keeps": fact.keeps,
        "cost": fact.cost,
        "because": fact.because,
        "rules": list(fact.rules),
    }


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, title=title, title_justify="left")


def _cost(cost: str) -> Text:
    return Text(cost, style=COLOURS[cost])


def _fact(fact: Fact) -> Text:
    text = Text(on_one_line(fact.text))
    if fact.because:
        text.append(f"\n{fact.because}", style="dim")
    return text

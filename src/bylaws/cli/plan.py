"""The plan of a policy, for `bylaws check --plan`."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import asdict
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.engine.plan import Fact, make_plan
from bylaws.policy.program import Program
from bylaws.source import on_one_line

COLOURS = {"cheap": "green", "medium": "yellow", "dear": "red"}


def plan_text(program: Program) -> Iterator[RenderableType]:
    """Facts with their cost and what they keep, lists with what they keep, then what is judged."""
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


def plan_json(program: Program) -> dict[str, object]:
    plan = make_plan(program)
    return {
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

"""The plan of a policy, for `bylaws check --plan`."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.engine.plan import Fact, make_plan
from bylaws.policy.program import Program
from bylaws.source import on_one_line

COLOURS = {"cheap": "green", "medium": "yellow", "dear": "red"}


def plan_text(program: Program) -> Iterator[RenderableType]:
    """Facts with their cost and what they keep, then what is judged."""
    plan = make_plan(program)
    facts = Table("cost", "fact", "kept for each key", "read by", box=None, pad_edge=False, title="Facts", title_justify="left")
    for fact in plan.facts:
        facts.add_row(_cost(fact.cost), _fact(fact), Text(fact.keeps), Text(", ".join(fact.rules)))
    yield facts
    judged = Table("cost", "rule", "on", "because", box=None, pad_edge=False, title="Judged", title_justify="left")
    for each in plan.judged:
        judged.add_row(_cost(each.cost), Text(each.name), Text(each.kind), Text(each.because))
    yield judged


def plan_json(program: Program) -> dict[str, object]:
    plan = make_plan(program)
    return {
        "facts": [_plain(fact) for fact in plan.facts],
        "judged": [{"name": each.name, "kind": each.kind, "cost": each.cost, "because": each.because} for each in plan.judged],
        "kinds": sorted(plan.kinds),
        "lists": list(plan.lists),
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


def _cost(cost: str) -> Text:
    return Text(cost, style=COLOURS[cost])


def _fact(fact: Fact) -> Text:
    text = Text(on_one_line(fact.text))
    if fact.because:
        text.append(f"\n{fact.because}", style="dim")
    return text

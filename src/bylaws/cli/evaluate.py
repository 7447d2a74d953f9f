"""`bylaws evaluate`: how good content functions are on data that they do not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.cli.console import out, print_json, show
from bylaws.cli.exits import Exit
from bylaws.cli.progress import Bar
from bylaws.cli.train import from_data
from bylaws.training.evaluating import Judgement, libraries
from bylaws.training.tasks import TASKS

Name = Literal[
    "sms-spam",
    "mail-spam",
    "phishing-mail",
    "request-attacks",
    "crawler",
    "phishing-link",
    "harm",
    "imitated-names",
    "personal-data",
    "near-images",
]


def evaluate(
    names: Sequence[Name] = (),
    /,
    *,
    data: Path,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
    quiet: bool = False,
) -> Exit:
    """Judge how good content functions are on public data.

    Models are made anew for that, from some groups of texts, and decide on the others; each figure stands with the interval that
    drawing the groups anew gives.

    Parameters
    ----------
    names
        which tasks; all, if none is named
    data
        the folder that holds the data, as docs/reference/models.md names it
    quiet
        show no progress
    """
    judgements: list[Judgement] = []
    with Bar(quiet=quiet) as bar:
        for name in names or TASKS:
            judgements += from_data(name, data, partial(TASKS[name].judgements, data, partial(_watch, bar)))
    if format == "json":
        print_json({"libraries": libraries(), "judgements": msgspec.to_builtins(judgements)})
    else:
        for each in judgements:
            for part in evaluated(each):
                show(part)
            out.print()
        show(Text(", ".join(f"{name} {version}" for name, version in libraries().items()), style="dim"))
    return Exit.NOTHING


def evaluated(judgement: Judgement) -> Iterator[RenderableType]:
    """One task's figures."""
    yield Text(f"{judgement.task}: {judgement.sought:,} of {judgement.judged:,} texts", style="bold")
    yield Text(f"{judgement.data}; {judgement.split}")
    table = Table("figure", "value", "19 of 20 times", "to reach", box=None, pad_edge=False)
    for each in judgement.figures:
        reach = "" if each.reach is None else f"{each.reach:.3f}"
        table.add_row(each.name, f"{each.measure.value:.4f}", f"{each.measure.low:.4f} to {each.measure.high:.4f}", reach)
    yield table


def _watch(bar: Bar, name: str, done: int, whole: int) -> None:
    if not done:
        bar.stage(name, whole, "folds")
    bar.advance(1)

"""`bylaws reconcile`: answers held against a replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.cli.console import out, print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.files import Content, content_in
from bylaws.cli.manner import How
from bylaws.cli.policies import number, program_of
from bylaws.cli.progress import Bar
from bylaws.deciding import reconciled
from bylaws.study.markup import printable
from bylaws.study.reconciling import Answer, Reconciliation
from bylaws.study.request import Request

MOST: Final = 20


def reconcile(
    policy: Path,
    /,
    *,
    decided: Path,
    events: Annotated[list[str], Parameter(allow_leading_hyphen=True)],
    how: How = How(),
    content: Content = None,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
    quiet: bool = False,
) -> Exit:
    """Compare what `bylaws decide` answered with what a replay of all events, in their order, answers.

    Parameters
    ----------
    policy
        the policy's Markdown file
    decided
        what `bylaws decide` wrote
    events
        the logs with these events, and with those of the history
    quiet
        print nothing but errors
    """
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    request = Request(policy, tuple(events), how.manner, content=content_in(content))
    with Bar(quiet=quiet) as bar:
        result = reconciled(program, request, decided, bar)
    if format == "json":
        print_json(result.as_json())
    elif not quiet:
        for part in _text(result):
            show(part)
            out.print()
    if not result.same:
        return Exit.FINDINGS
    if not result.compared:
        tell(f"{decided}: there are no answers in it, so nothing was compared", "yellow")
        return Exit.REJECTS
    return Exit.NOTHING


def _text(result: Reconciliation) -> Iterator[RenderableType]:
    differ = number(len(result.differences), "differs", "differ") + " from the replay"
    verdict = differ if result.differences else "all are what the replay answers"
    yield Text(f"{number(result.compared, 'answer')} compared{f': {verdict}' if result.compared else ''}.", style="bold")
    if result.compared:
        table = Table("answered", "replayed", "events", box=None, pad_edge=False)
        for (told, replayed), count in sorted(result.verdicts.items()):
            table.add_row(told, replayed, f"{count:,}", style="" if told == replayed else "yellow")
        yield table
    if result.others:
        yield Text(f"{number(result.others, 'event')} answered alike by other rules")
    if result.differences:
        yield _differences(result)
    if result.unknown:
        names = ", ".join(f"{source} {id}" for source, id in result.unknown[:MOST])
        yield Text(
            f"{number(len(result.unknown), 'answer')} to events that are not in the logs: {printable(names)}", style="yellow"
        )


def _differences(result: Reconciliation) -> Table:
    table = Table("source", "event", "answered", "replayed", box=None, pad_edge=False)
    for each in result.differences[:MOST]:
        table.add_row(*map(printable, each.name), *map(_answer, (each.told, each.replayed)))
    if len(result.differences) > MOST:
        table.caption = f"{len(result.differences) - MOST:,} more; `--format json` tells all"
    return table


def _answer(answer: Answer) -> str:
    return printable(f"{answer.verdict} ({answer.degraded or ', '.join(answer.rules) or 'nothing found'})")

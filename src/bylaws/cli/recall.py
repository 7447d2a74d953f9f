"""`bylaws recall`: a rule that was wrong, and all that rests on it, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.cli.at_desk import Where, Who, desk_of
from bylaws.cli.bounds import instant_of
from bylaws.cli.case_text import recalled_text
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.progress import Bar
from bylaws.desk.as_json import recalled_json
from bylaws.desk.recalling import preview
from bylaws.desk.recalling import recall as recalling


def recall(
    rule: str,
    /,
    *,
    policy: Annotated[Path, Parameter(help="the policy's Markdown file")],
    because: str = "",
    since: str = "",
    dry_run: bool = False,
    where: Where = Where(),
    who: Who = Who(),
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
) -> Exit:
    """Strike what a rule found, take back the steps that rest on it, and list what cannot be taken back.

    Parameters
    ----------
    rule
        the rule
    because
        the reason; whoever was told is told it
    since
        only findings from this date or instant on
    dry_run
        say what it would do, and do nothing
    """
    desk = desk_of(where, policy)
    if desk is None:
        return Exit.BROKEN_POLICY
    try:
        begin = instant_of("--since", since, desk.policy.program.timezone) or 0
        if dry_run:
            done = preview(desk, who.actor, rule, since=begin)
        else:
            with Bar(quiet=format == "json") as bar:
                bar.stage("recalling", None, "cases")
                done = recalling(desk, who.actor, rule, because, since=begin, advance=bar.advance)
        if format == "json":
            print_json(recalled_json(done))
        else:
            show(recalled_text(done, done=not dry_run))
            tell("nothing was done" if dry_run else "steps are undone as soon as a worker carries that out")
        return Exit.NOTHING
    finally:
        desk.store.close()

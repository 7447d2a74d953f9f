"""`bylaws rule`: what becomes of the findings of a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.table import Table
from rich.text import Text

from bylaws.cli.at_desk import Where, Who, desk_of
from bylaws.cli.case_text import when
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.desk.brakes import set_mode
from bylaws.desk.desk import Desk
from bylaws.store import around
from bylaws.store.around import Mode
from bylaws.study.as_json import instant
from bylaws.study.request import UsageError


def rule(
    action: Literal["list", "mode", "pause"],
    rule: str = "",
    /,
    *,
    policy: Annotated[Path, Parameter(help="the policy's Markdown file")],
    to: Mode = "review",
    because: str = "",
    consent: str = "",
    where: Where = Where(),
    who: Who = Who(),
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
) -> Exit:
    """Say what becomes of the findings of a rule; new rules begin in the shadow.

    Parameters
    ----------
    action
        `list` the rules and their modes, give one a `mode`, or `pause` it
    rule
        the rule
    to
        `off`: nothing is made of its findings; `shadow`: they are counted; `review`: they become cases, which people decide;
        `enforce`: the machine decides them, as far as the ladder lets it
    because
        the reason
    consent
        who else stands by it; a mode with more power needs somebody
    """
    desk = desk_of(where, policy)
    if desk is None:
        return Exit.BROKEN_POLICY
    try:
        if action == "list":
            return _listed(desk, format)
        if not rule:
            raise UsageError(f"`bylaws rule {action}` needs a rule")
        made = set_mode(desk, rule, "off" if action == "pause" else to, who.actor, because, consent)
        tell(f"{made.rule} is in the mode {made.mode}")
        return Exit.NOTHING
    finally:
        desk.store.close()


def _listed(desk: Desk, format: str) -> Exit:
    with desk.store.begin() as transaction:
        modes = around.modes(transaction)
    rows = [(name, desk.mode_of(name, modes), modes.get(name)) for name in sorted(desk.policy.rules)]
    if format == "json":
        print_json(
            [
                {
                    "rule": name,
                    "mode": mode,
                    "since": instant(held.since) if held else None,
                    "by": held.by if held else None,
                    "approved_by": held.approved_by or None if held else None,
                    "reason": held.reason if held else None,
                }
                for name, mode, held in rows
            ]
        )
        return Exit.NOTHING
    table = Table(box=None, pad_edge=False)
    for column in ("rule", "mode", "since", "by", "reason"):
        table.add_column(column)
    for name, mode, held in rows:
        by = f"{held.by}, {held.approved_by}" if held and held.approved_by else held.by if held else ""
        table.add_row(name, mode, when(held.since) if held else "", Text(by), Text(held.reason if held else ""))
    show(table)
    return Exit.NOTHING

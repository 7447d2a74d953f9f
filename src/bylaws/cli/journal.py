"""`bylaws journal`: what a state holds, whether it is sound, and how somebody's events are erased from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.table import Table
from rich.text import Text

from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.policies import number
from bylaws.journal.errors import JournalError
from bylaws.lasting.contents import Contents, contents
from bylaws.lasting.erasing import erase
from bylaws.lasting.store import Store
from bylaws.study.as_json import instant
from bylaws.study.request import UsageError

Action = Literal["show", "verify", "erase", "mend"]


def journal(
    action: Action,
    subject: str = "",
    /,
    *,
    state: Path,
    keys: Path | None = None,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print what is shown")] = "text",
) -> Exit:
    """Look after the state of `bylaws decide`, while no process uses it.

    Parameters
    ----------
    action
        `show` what it holds, `verify` every record and snapshot, `erase` the events that name a subject, `mend`: go on without
        what is damaged
    subject
        whose events are erased: an account, a number, an address
    state
        the folder of the state
    keys
        the folder of its keys; by default beside it, called the same with `.keys`
    """
    if bool(subject) != (action == "erase"):
        raise UsageError("`bylaws journal erase SUBJECT` names a subject, and the other actions none")
    if not state.is_dir():
        raise UsageError(f"{state}: there is no such folder")
    with Store(state, keys, mending=action == "mend") as store:
        for note in store.journal.notes:
            tell(note, "yellow")
        try:
            return _done(store, action, subject, format)
        except OSError as error:
            raise JournalError(f"{store.folder}: cannot be written: {error}") from None


def _done(store: Store, action: Action, subject: str, format: str) -> Exit:
    match action:
        case "show":
            found = contents(store)
            if format == "json":
                print_json(found.as_json())
            else:
                show(_table(found))
                show(_summary(found))
            return Exit.NOTHING
        case "verify":
            return _told([*store.journal.verify(), *store.snapshots.verify()], "nothing is damaged")
        case "erase":
            count = erase(store, subject)
            show(Text(f"{number(count, 'event')} erased; at the next start the state is made anew from what is left"))
            return Exit.NOTHING
        case "mend":
            damaged = [*store.damaged, *store.snapshots.mend()]
            covered = max((each.covers for each in store.snapshots.newest_first() if not isinstance(each, JournalError)), default=0)
            return _told([*damaged, *store.journal.mend(covered)], "nothing was damaged")


def _told(damages: list[JournalError], otherwise: str) -> Exit:
    for each in damages:
        show(Text(str(each), style="bold red"))
    if not damages:
        show(Text(otherwise))
    return Exit.FINDINGS if damages else Exit.NOTHING


def _table(found: Contents) -> Table:
    table = Table("kept for", "events", "taken in from", "until", box=None, pad_edge=False)
    for name, each in sorted(found.classes.items()):
        table.add_row(name, f"{each.count:,}", str(instant(each.first)), str(instant(each.last)))
    return table


def _summary(found: Contents) -> Text:
    lines = [f"{number(found.segments, 'segment')}, {found.size:,} bytes; {number(found.gone, 'event')} erased or past their age"]
    lines += [f"a snapshot of the state after event {each:,}" for each in found.snapshots]
    if found.has_history:
        lines.append("begun with a history, which the journal does not hold")
    return Text("\n".join(lines))

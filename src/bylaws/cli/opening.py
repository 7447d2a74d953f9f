"""Cases opened from a file of findings."""

from __future__ import annotations

from pathlib import Path

from bylaws.cli.console import tell
from bylaws.policy.program import Program


def open_cases(program: Program, findings: Path, desk: str, *, quiet: bool = False) -> None:
    """Opens cases in a desk's database, and says how many."""
    # Here, for they load a database's library, which a run without a desk does not need.
    from bylaws.cli.at_desk import Where, now
    from bylaws.cli.case_text import taken_words
    from bylaws.cli.progress import Bar
    from bylaws.desk.desk import Desk, Policy
    from bylaws.desk.lines import lines_of

    store = Where(desk).store()
    try:
        with Bar(quiet=quiet) as bar:
            bar.stage("opening cases", None, "findings")
            taken = Desk(store, Policy(program), now).take(lines_of(findings), bar.advance)
    finally:
        store.close()
    if not quiet:
        for each in taken_words(taken):
            tell(each)

"""What every verb that takes a policy does first: compile it, and say what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.text import Text

from bylaws.cli.console import err, tell
from bylaws.cli.files import existing
from bylaws.policy.compiled import Compiled
from bylaws.policy.filling import with_list_files
from bylaws.policy.kept import kept_policy
from bylaws.policy.program import Program
from bylaws.source import Diagnostic, Severity
from bylaws.source.render_text import render_diagnostic

MOST: Final = 50
"""Diagnostics that are shown to people who did not ask for all."""


def examined(path: Path) -> Compiled:
    """The policy and its diagnostics, with those of its lists' files. A path that is no file is a wrong use of the command."""
    return with_list_files(kept_policy(existing(path)))


def program_of(path: Path, *, lists: bool = False) -> Program | None:
    """The compiled policy; None, with the errors shown on standard error, if it does not compile.

    `lists`: whether it is to be None also for a list's file that cannot be read, by a verb that does not fill the lists.
    """
    result = examined(path) if lists else kept_policy(existing(path))
    if result.program is None:
        show(result.diagnostics)
    return result.program


def show(diagnostics: Sequence[Diagnostic], most: int | None = MOST) -> None:
    """The first diagnostics on standard error, then how many there are."""
    for each in diagnostics[:most]:
        err.print(_coloured(render_diagnostic(each)), soft_wrap=True)
        err.print()
    if most is not None and len(diagnostics) > most:
        tell(f"{len(diagnostics) - most:,} more are not shown; `bylaws check POLICY --all` shows them")
    if diagnostics:
        tell(count(diagnostics), "bold")


def _coloured(rendered: str) -> Text:
    text = Text(rendered)
    text.highlight_regex(r"\Aerror\S*", "bold red")
    text.highlight_regex(r"\Awarning\S*", "bold yellow")
    text.highlight_regex(r"(?m)^ *\| *\^.*$", "red")
    text.highlight_regex(r"(?m)^ *= help:", "bold cyan")
    return text


def count(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no errors`"""
    errors = sum(each.severity is Severity.ERROR for each in diagnostics)
    warnings = len(diagnostics) - errors
    parts = [number(errors, "error")] if errors or not warnings else []
    return ", ".join(parts + ([number(warnings, "warning")] if warnings else []))


def number(count: int, one: str, many: str = "") -> str:
    """`1 rule`, `2 rules`, `no duties`"""
    return f"{format(count, ',') if count else 'no'} {one if count == 1 else many or one + 's'}"

"""The file of a list has rows."""

from __future__ import annotations

from collections.abc import Sequence

from bylaws.policy.program import ListDecl
from bylaws.source import Diagnostic, Label, Severity
from bylaws.source.suggest import listed

CODE = "empty-list"


def warning(declared: ListDecl, asking: Sequence[str]) -> Diagnostic:
    """`asking`: the rules and duties that look into the list."""
    looking = f", and {listed(asking)} {'looks' if len(asking) == 1 else 'look'} into it" if asking else ""
    message = f"`{declared.file}` of list `{declared.name}` has no rows{looking}"
    help = "add rows; what hangs on a list without data is never settled, and `bylaws doctor` tells which rules are blind"
    return Diagnostic(CODE, message, (Label(declared.named),), help, Severity.WARNING)

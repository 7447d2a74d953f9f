"""A list has each column once."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "column-twice"


def error(column: Name, earlier: Name) -> Diagnostic:
    labels = (Label(column.span, "again here"), Label(earlier.span, "first here"))
    return Diagnostic(CODE, f"the list has two columns `{column}`", labels, "give one of them another name")

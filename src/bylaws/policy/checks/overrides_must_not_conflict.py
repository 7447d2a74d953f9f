"""One thing is changed once."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label, Span

CODE = "changed-twice"


def error(name: Name, earlier: Span) -> Diagnostic:
    labels = (Label(name.span, "again here"), Label(earlier, "first here"))
    return Diagnostic(CODE, f"`{name}` is changed twice, and the two conflict", labels, "keep one of them")

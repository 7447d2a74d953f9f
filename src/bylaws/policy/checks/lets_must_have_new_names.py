"""A let has a name that its event does not have."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "let-hides-field"


def error(name: Name, earlier: Name, kind: Name) -> Diagnostic:
    if earlier is kind:
        message = f"`{name}` is already a field of `{kind}`, and its findings carry both"
        return Diagnostic(CODE, message, (Label(name.span), Label(kind.span)), "give the let another name")
    labels = (Label(name.span, "again here"), Label(earlier.span, "first here"))
    return Diagnostic(CODE, f"`{name}` is declared twice in this rule", labels, "give one of them another name")

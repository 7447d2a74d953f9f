"""A let is used behind the place where it is declared."""

from __future__ import annotations

from bylaws.policy.surface import Name, Ref
from bylaws.source import Diagnostic, Label

CODE = "let-too-late"


def error(node: Ref, declared: Name) -> Diagnostic:
    labels = (Label(node.span), Label(declared.span, "declared here"))
    return Diagnostic(
        CODE, f"`{node.name}` is used before it is declared", labels, "move its `let` up; `where` comes before every `let`"
    )

"""A let is not explained by itself."""

from __future__ import annotations

from bylaws.policy.surface import Ref
from bylaws.source import Diagnostic, Label

CODE = "let-circle"


def error(node: Ref) -> Diagnostic:
    message = f"`{node.name}` is explained by itself"
    return Diagnostic(CODE, message, (Label(node.span),), "count the rule's findings instead of adding up their facts")

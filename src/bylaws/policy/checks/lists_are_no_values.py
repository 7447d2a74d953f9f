"""A list is looked up or looked into; it is not a value."""

from __future__ import annotations

from bylaws.policy.surface import Ref
from bylaws.source import Diagnostic, Label

CODE = "list-as-value"


def error(node: Ref) -> Diagnostic:
    message = f"`{node.name}` is a list and has no value by itself"
    return Diagnostic(CODE, message, (Label(node.span),), f"write `… in {node.name}`, or look it up: `{node.name}[…].column`")

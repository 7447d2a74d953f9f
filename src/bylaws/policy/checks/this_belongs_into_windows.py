"""`this.x` is the judged event's, seen from inside a window."""

from __future__ import annotations

from bylaws.policy.surface import Attr
from bylaws.source import Diagnostic, Label, Span

CODE = "this-outside-window"


def outside(node: Attr) -> Diagnostic:
    message = f"`this.{node.name}` has a meaning only inside a window"
    return Diagnostic(CODE, message, (Label(node.span),), f"say `{node.name}`")


def alone(span: Span) -> Diagnostic:
    return Diagnostic(CODE, "`this` alone is no value", (Label(span),), "say `this.` and a field of the event that is judged")

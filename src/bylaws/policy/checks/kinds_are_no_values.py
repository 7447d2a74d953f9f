"""A kind of event is not a value."""

from __future__ import annotations

from bylaws.source import Diagnostic, Label, Span

CODE = "kind-as-value"


def error(kind: str, span: Span) -> Diagnostic:
    message = f"`{kind}` is a kind of event and has no value"
    return Diagnostic(CODE, message, (Label(span),), f"count it, such as `count({kind}) by account over 24h > 0`")

"""No window stands inside another."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.source import Diagnostic, Label, Span

CODE = "nested-window"

_HELP = "make the inner count a rule of its own, and count its findings"


def error(span: Span, let: Span | None = None) -> Diagnostic:
    if let is None:
        return Diagnostic(CODE, f"{words(span)} counts inside another count", (Label(span),), _HELP)
    labels = (Label(span), Label(let, "this counts over a time"))
    return Diagnostic(CODE, f"{words(span)} counts over a time and cannot stand inside another count", labels, _HELP)

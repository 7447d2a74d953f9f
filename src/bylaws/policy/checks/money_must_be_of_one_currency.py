"""A policy counts in one currency."""

from __future__ import annotations

from bylaws.policy.surface import Literal
from bylaws.source import Diagnostic, Label, Span

CODE = "two-currencies"


def error(literal: Literal, currency: str, first: Span) -> Diagnostic:
    message = f"this policy counts in {currency}, and this is in {literal.currency}"
    labels = (Label(literal.span), Label(first, currency))
    return Diagnostic(CODE, message, labels, "write all money in one currency; without a dated rate two cannot be compared")

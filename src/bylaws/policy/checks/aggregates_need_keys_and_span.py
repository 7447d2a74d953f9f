"""What is counted over a time says for whom, and over which time."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.surface import Call
from bylaws.source import Diagnostic, Label

CODE = "aggregate-without-span"


def error(call: Call) -> Diagnostic:
    message = f"{words(call.span)} does not say for whom and over which time it is counted"
    return Diagnostic(CODE, message, (Label(call.span),), "add keys and a time, such as `by account over 24h`")

"""Notices do not print personal data."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.source import Diagnostic, Label, Span

CODE = "personal-in-notice"


def error(place: Span) -> Diagnostic:
    message = f"{words(place)} is personal and would be printed in a notice"
    return Diagnostic(CODE, message, (Label(place),), "say what was found about it, not the data itself")

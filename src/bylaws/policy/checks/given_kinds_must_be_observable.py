"""Examples give events; findings follow from them."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "given-finding"


def error(name: Name) -> Diagnostic:
    message = f"`{name}` are findings, which cannot be given"
    return Diagnostic(CODE, message, (Label(name.span),), "give the events from which the finding follows")

"""Derivations make events, not findings."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "derived-finding"


def error(kind: Name) -> Diagnostic:
    message = f"`{kind}` are findings, and only rules and duties make findings"
    return Diagnostic(CODE, message, (Label(kind.span),), "give the derived kind a name of its own, such as `text.seen`")

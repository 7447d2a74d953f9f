"""The dates of a parameter's values go forward."""

from __future__ import annotations

from bylaws.policy.surface import Literal, Name
from bylaws.source import Diagnostic, Label

CODE = "dates-backward"


def error(until: Literal, name: Name) -> Diagnostic:
    message = f"this value of `{name}` would end before it begins"
    return Diagnostic(CODE, message, (Label(until.span),), "write the values in the order of their dates")

"""Examples speak of fields that exist."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "example-field"


def error(name: Name, of: str, fields: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(name.text, fields, f"there are {listed(fields)}")
    return Diagnostic(CODE, f"`{of}` has nothing called `{name}`", (Label(name.span),), help)

"""A pause stops the clock of certain debts, not of all."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import listed

CODE = "pause-without-key"


def error(kind: Name, keys: tuple[str, ...]) -> Diagnostic:
    message = f"`{kind}` has no field called {listed(keys)}, so it cannot tell whose clock it stops"
    return Diagnostic(CODE, message, (Label(kind.span),), f"name both sides: `{kind} by theirs = ours`")

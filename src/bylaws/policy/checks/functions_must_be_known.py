"""Only functions that exist are called."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-function"


def error(name: Name, names: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(name.text, names, "a policy cannot declare functions of its own; name parts of a condition by `let`")
    return Diagnostic(CODE, f"there is no function `{name}`", (Label(name.span),), help)


def missing(name: Name, extra: str) -> Diagnostic:
    """A function that works only with something that is not installed."""
    help = f"the extra `{extra}` brings it: pip install 'bylaws[{extra}]'"
    return Diagnostic(CODE, f"the function `{name}` is not installed", (Label(name.span),), help)

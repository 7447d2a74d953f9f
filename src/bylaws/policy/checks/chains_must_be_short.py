"""Rules on rules, and exceptions to exceptions, come to an end soon."""

from __future__ import annotations

from typing import Final

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "long-chain"

LONGEST: Final = 32
"""Links of a chain; what walks along one by recursion relies on it."""

MOST_LIFTED: Final = 10_000
"""Pairs of an exception and a rule in whose scope it is read."""


def error(name: Name) -> Diagnostic:
    message = f"`{name}` stands at the end of a chain of more than {LONGEST} declarations"
    return Diagnostic(CODE, message, (Label(name.span),), "nobody could follow it; look at the events themselves")


def too_many(name: Name) -> Diagnostic:
    message = f"with `{name}` the exceptions lift more than {MOST_LIFTED:,} rules, counting each for each"
    return Diagnostic(CODE, message, (Label(name.span),), "except in the rules' own `unless`")

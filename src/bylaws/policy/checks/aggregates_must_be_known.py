"""Only aggregates count over a time."""

from __future__ import annotations

from bylaws.policy.functions import AGGREGATES
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "unknown-aggregate"


def error(name: Name) -> Diagnostic:
    help = did_you_mean(name.text, AGGREGATES, f"the aggregates are {listed(AGGREGATES)}")
    return Diagnostic(CODE, f"nothing called `{name}` counts over a time", (Label(name.span),), help)

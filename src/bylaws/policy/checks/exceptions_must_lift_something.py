"""An exception lifts a rule, a duty or another exception."""

from __future__ import annotations

from collections.abc import Collection

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-rule"


def error(lifted: Name, names: Collection[str], dropped: Collection[str]) -> Diagnostic:
    if lifted.text in dropped:
        message = f"`{lifted}` was dropped, so there is nothing to except from"
        return Diagnostic(CODE, message, (Label(lifted.span),), "drop this exception as well")
    help = did_you_mean(lifted.text, names, "name a rule, a duty or an exception of this policy")
    return Diagnostic(CODE, f"there is no rule, duty or exception `{lifted}`", (Label(lifted.span),), help)

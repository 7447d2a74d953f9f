"""Rules look at kinds of event that exist."""

from __future__ import annotations

from collections.abc import Collection

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-kind"


def error(name: Name, kinds: Collection[str], dropped: Collection[str]) -> Diagnostic:
    if name.text in dropped:
        message = f"`{name}` was dropped, so there are no findings of it"
        return Diagnostic(CODE, message, (Label(name.span),), "drop or replace what looks at these findings as well")
    help = did_you_mean(name.text, kinds, "`bylaws kinds` lists all; a rule's name stands for its findings")
    return Diagnostic(CODE, f"there is no kind of event `{name}`", (Label(name.span),), help)

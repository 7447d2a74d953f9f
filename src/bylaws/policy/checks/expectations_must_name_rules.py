"""An example expects findings of a rule or duty that exists."""

from __future__ import annotations

from collections.abc import Collection

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-expectation"


def error(name: Name, names: Collection[str], dropped: Collection[str]) -> Diagnostic:
    if name.text in dropped:
        return Diagnostic(CODE, f"`{name}` was dropped and finds nothing", (Label(name.span),), "take this line out of the example")
    help = did_you_mean(name.text, names, "expect a rule or a duty; exceptions and derivations find nothing themselves")
    return Diagnostic(CODE, f"no rule or duty is called `{name}`", (Label(name.span),), help)

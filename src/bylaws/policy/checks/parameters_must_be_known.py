"""An example sets parameters and fills lists that exist."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-parameter"


def error(name: Name, names: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(CODE, f"there is no parameter `{name}`", (Label(name.span),), did_you_mean(name.text, names))


def no_list(name: Name, names: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(CODE, f"there is no list `{name}`", (Label(name.span),), did_you_mean(name.text, names))

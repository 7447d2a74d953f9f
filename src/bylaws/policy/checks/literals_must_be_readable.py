"""A text in quotation marks is what it should be: a number, an address, a country."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import IN_NETWORKS, called, is_network, words
from bylaws.policy.expressions import Const
from bylaws.source import Diagnostic, Label

CODE = "unreadable-value"


def error(value: Const, want: Type, what: str, reason: str) -> Diagnostic:
    message = f"`{what}` is {called(want)}, and {words(value.span)} is none"
    return Diagnostic(CODE, message, (Label(value.span),), IN_NETWORKS if is_network(value, want) else reason)

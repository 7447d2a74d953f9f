"""A text in quotation marks is what it should be: a number, an address, a country."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import IN_NETWORKS, SPELLING, called, is_network, words
from bylaws.policy.expressions import Const, Expr
from bylaws.source import Diagnostic, Label

CODE = "unreadable-value"


def error(value: Const, want: Type, what: str, reason: str) -> Diagnostic:
    """`reason`: why it cannot be read, for types whose values cannot be shown by one of them."""
    message = f"`{what}` is {called(want)}, and {words(value.span)} is none"
    return Diagnostic(
        CODE, message, (Label(value.span),), IN_NETWORKS if is_network(value, want) else SPELLING.get(want.name, reason)
    )


def among_texts(value: Const, item: Expr, name: str) -> Diagnostic:
    """An address that is looked for in a list of which one `value` is none, so that all are texts."""
    message = f"{words(item.span)} is {called(item.type)}, but `{name}` holds texts, since {words(value.span)} is no address"
    return Diagnostic(CODE, message, (Label(item.span), Label(value.span)), "keep addresses and networks in a list of their own")

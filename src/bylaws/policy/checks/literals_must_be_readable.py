"""A text in quotation marks is what it should be: a number, an address, a country."""

from __future__ import annotations

from typing import Final

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import IN_NETWORKS, called, is_network, words
from bylaws.policy.expressions import Const, Expr
from bylaws.source import Diagnostic, Label

CODE = "unreadable-value"

_HELP: Final = {
    "ip": 'write an address like `"192.0.2.1"` or `"2001:db8::1"`',
    "cidr": 'write a network like `"192.0.2.0/24"` or `"2001:db8::/32"`',
    "domain": 'write a name of letters, digits, hyphens and dots, like `"mail.example.net"`',
    "country": 'write its two letters of ISO 3166, like `"DE"`',
    "zone": 'write its name in the tz database, like `"Asia/Kolkata"`',
    "phone": 'write a number with its country\'s code, like `"+12125550100"`',
    "dialcode": 'write `+` and the digits that its numbers begin with, like `"+44"`',
}
"""What to write instead, by type."""


def error(value: Const, want: Type, what: str, reason: str) -> Diagnostic:
    """`reason`: why it cannot be read, for types whose values cannot be shown by one of them."""
    message = f"`{what}` is {called(want)}, and {words(value.span)} is none"
    return Diagnostic(CODE, message, (Label(value.span),), IN_NETWORKS if is_network(value, want) else _HELP.get(want.name, reason))


def among_texts(value: Const, item: Expr, name: str) -> Diagnostic:
    """An address that is looked for in a list of which one `value` is none, so that all are texts."""
    message = f"{words(item.span)} is {called(item.type)}, but `{name}` holds texts, since {words(value.span)} is no address"
    return Diagnostic(CODE, message, (Label(item.span), Label(value.span)), "keep addresses and networks in a list of their own")

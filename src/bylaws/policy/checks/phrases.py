"""How messages speak of types and of the author's words."""

from __future__ import annotations

from typing import Final

from bylaws.events.types import Type
from bylaws.policy.expressions import Const, Expr
from bylaws.source import Span

IN_NETWORKS: Final = 'networks stand in a list: `list ours = "10.0.0.0/8"`, then `ip in ours`'
"""Help where a network stands in place of an address."""

SPELLING: Final = {
    "ip": 'write an address like `"192.0.2.1"` or `"2001:db8::1"`',
    "cidr": 'write a network like `"192.0.2.0/24"` or `"2001:db8::/32"`',
    "domain": 'write a name of letters, digits, hyphens and dots, like `"mail.example.net"`',
    "country": 'write its two letters of ISO 3166, like `"DE"`',
    "zone": 'write its name in the tz database, like `"Asia/Kolkata"`',
    "phone": 'write a number with its country\'s code, like `"+12125550100"`',
    "dialcode": 'write `+` and the digits that its numbers begin with, like `"+44"`',
}
"""How the values of a type that stand in quotation marks are written, for help texts."""

_LONGEST: Final = 60

_SHOWN: Final = {
    "duration": "600s",
    "money": "EUR 2.50",
    "size": "10MiB",
    "distance": "50km",
    "share": "5%",
    "decimal": "0.5",
    "integer": "10",
    "instant": "2027-01-01T00:00Z",
    "date": "2027-01-01",
    "time": "08:00",
    "period": "10 business days",
    "truth": "true",
    "map": '{"calls": 100}',
}


def words(span: Span) -> str:
    """The author's words in backticks, on one line, cut where they are long."""
    text = span.words
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def called(kind: Type) -> str:
    """A type with its article: `a duration`, `an account`."""
    if kind.name == "word":
        return "one of " + ", ".join(f'"{word}"' for word in kind.words[:6]) if kind.words else "a word"
    if kind.name == "truth":
        return "true or false"
    if kind.name == "record":
        return "a record"
    if kind.name == "money":
        return "an amount of money"
    if kind.name == "rate":
        return f"a rate ({kind})"
    return with_article(_names(kind))


def with_article(noun: str) -> str:
    """`a rule`, `an exception`, `an IP address`"""
    return f"{'an' if noun[0] in 'aeioI' else 'a'} {noun}"


def _names(kind: Type) -> str:
    match kind.name:
        case "ip":
            return "IP address"
        case "cidr":
            return "network"
        case "dialcode":
            return "dial code"
        case "phone":
            return "phone number"
        case _:
            return str(kind)


def is_network(value: Expr, want: Type) -> bool:
    """Whether a literal is written like a network where `want` is the type of an address."""
    return want.name == "ip" and isinstance(value, Const) and "/" in str(value.value)


def such_as(kind: Type) -> str:
    """A literal of the type, for help texts; empty if there is none."""
    return _SHOWN.get(kind.name, '"…"' if kind.is_text else "")


def same_with_unit(number: Expr, kind: Type) -> str:
    """A plain number written with the unit of a type."""
    text = number.span.text
    match kind.name:
        case "duration":
            return f"{text}s"
        case "money":
            return f"EUR {text}"
        case "size":
            return f"{text}KiB"
        case "distance":
            return f"{text}km"
        case _:
            return such_as(kind)

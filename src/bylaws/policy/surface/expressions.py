"""Expressions as written, and the words of which they are made."""

from __future__ import annotations

from msgspec import Struct

from bylaws.source import Span


class Name(Struct, frozen=True):
    """A word of the author's, with its place."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


class Literal(Struct, frozen=True):
    """`value` is held as `bylaws.events.types` says for `type`; money carries its currency apart."""

    type: str  # truth integer decimal share money instant date time duration period size distance text
    value: object
    span: Span
    currency: str = ""


class Ref(Struct, frozen=True):
    """A bare word: a field, a let, a parameter, an element, a list, a kind …"""

    name: str
    span: Span


class This(Struct, frozen=True):
    span: Span


class Attr(Struct, frozen=True):
    """`base.name`"""

    base: Expr
    name: Name
    span: Span


class Index(Struct, frozen=True):
    """`base[key, …]`: a look-up in a list or a map."""

    base: Expr
    keys: tuple[Expr, ...]
    span: Span


class Argument(Struct, frozen=True):
    name: Name | None
    value: Expr


class Call(Struct, frozen=True):
    """`name(arguments of kind where condition)`"""

    name: Name
    arguments: tuple[Argument, ...]
    of: Name | None
    where: Expr | None
    span: Span


class Key(Struct, frozen=True):
    """`theirs = ours`; `ours` is None when one name serves both."""

    theirs: Expr
    ours: Expr | None
    span: Span


class Over(Struct, frozen=True):
    """`over …`: exactly one of `length` (a duration literal), `name` (a parameter), `this_unit`, or `same_unit` with `length`."""

    span: Span
    length: Literal | None = None
    name: Name | None = None
    this_unit: str = ""
    same_unit: str = ""


class Fact(Struct, frozen=True):
    """`call by keys over span`"""

    call: Call
    keys: tuple[Key, ...]
    over: Over
    span: Span


class Binary(Struct, frozen=True):
    """`op`: or and = <> < <= > >= + - * / mod like matches contains"""

    op: str
    left: Expr
    right: Expr
    span: Span
    negated: bool = False  # `not like …`


class Not(Struct, frozen=True):
    value: Expr
    span: Span


class Negative(Struct, frozen=True):
    value: Expr
    span: Span


class Within(Struct, frozen=True):
    """`item in container`, or in a bracketed list of literals (then `container` is that tuple)."""

    item: Expr
    container: Expr | tuple[Literal, ...]
    negated: bool
    span: Span


class Between(Struct, frozen=True):
    value: Expr
    low: Expr
    high: Expr
    span: Span


class NullTest(Struct, frozen=True):
    value: Expr
    negated: bool  # `is not null`
    span: Span


Expr = Literal | Ref | This | Attr | Index | Call | Fact | Binary | Not | Negative | Within | Between | NullTest

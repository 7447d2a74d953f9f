"""What stands in a block of rules: declarations, as written."""

from __future__ import annotations

from msgspec import Struct

from bylaws.policy.surface.expressions import Expr, Key, Literal, Name
from bylaws.source import Span


class Let(Struct, frozen=True):
    name: Name
    value: Expr


class Stream(Struct, frozen=True):
    """`kind [each x in xs] [where …] let …`"""

    kind: Name
    each: tuple[Name, Expr] | None
    where: Expr | None
    lets: tuple[Let, ...]


class SeverityLine(Struct, frozen=True):
    level: Name
    condition: Expr | None


class DegreeLine(Struct, frozen=True):
    degree: Name
    condition: Expr


class Once(Struct, frozen=True):
    per: Literal
    keys: tuple[Key, ...]
    span: Span


class Says(Struct, frozen=True):
    """The raw template (quotes doubled in the text are single here) and the span of the whole string literal."""

    text: str
    span: Span


class Parameter(Struct, frozen=True):
    name: Name
    values: tuple[tuple[Literal, Literal | None], ...]  # (value, until this date); the last one's date is None
    span: Span


class Column(Struct, frozen=True):
    name: Name
    type: Name | None


class Feed(Struct, frozen=True):
    kind: Name
    where: Expr | None
    until: Expr | None


class ListDecl(Struct, frozen=True):
    """Exactly one of `literals`, `file` and `feed`."""

    name: Name
    span: Span
    literals: tuple[Literal, ...] = ()
    keys: tuple[Column, ...] = ()
    columns: tuple[Column, ...] = ()
    file: Literal | None = None
    feed: Feed | None = None


class Derive(Struct, frozen=True):
    kind: Name
    stream: Stream
    when: Expr | None
    fields: tuple[Let, ...]
    span: Span


class Rule(Struct, frozen=True):
    name: Name
    stream: Stream
    when: Expr
    unless: tuple[Expr, ...]
    against: Expr | None
    severity: tuple[SeverityLine, ...]
    degrees: tuple[DegreeLine, ...]
    once: Once | None
    steps: Name | None
    says: Says | None
    span: Span


class ExceptionDecl(Struct, frozen=True):
    name: Name
    lifts: tuple[Name, ...]
    lets: tuple[Let, ...]
    when: Expr
    says: Says | None
    span: Span


class Watch(Struct, frozen=True):
    """`kind [by keys] [where …]` in a duty or a pause."""

    kind: Name
    keys: tuple[Key, ...]
    where: Expr | None


class Pause(Struct, frozen=True):
    start: Watch
    stop: Watch
    span: Span


class Duty(Struct, frozen=True):
    """`within` is a duration or period literal or a parameter's name; exactly one of `within` and `before` is given."""

    name: Name
    owed_by: Name
    after: Stream
    expect: Watch
    within: Literal | Name | None
    before: Expr | None
    pauses: tuple[Pause, ...]
    unless: tuple[Expr, ...]
    severity: tuple[SeverityLine, ...]
    steps: Name | None
    says: Says | None
    span: Span


class StepDecl(Struct, frozen=True):
    """`suspend host for 7d within 3d approved by reviewer and counsel confirmed by reviewer within 4h`"""

    measure: Name
    target: Name | None
    lasts: Literal | Name | None
    within: Literal | Name | None
    approved_by: tuple[Name, ...]
    confirmed_by: Name | None
    confirmed_within: Literal | Name | None


class Rung(Struct, frozen=True):
    """`ordinal` is first … later, or empty for `at once`."""

    ordinal: str
    lookback: Literal | Name | None
    condition: Expr | None
    steps: tuple[StepDecl, ...]
    span: Span


class NoticeDecl(Struct, frozen=True):
    """`when` is `at once`, `within` (then `length`) or `after advice` (then `by`)."""

    when: str
    length: Literal | Name | None
    by: Name | None


class Ladder(Struct, frozen=True):
    name: Name
    rungs: tuple[Rung, ...]
    notice: NoticeDecl | None
    span: Span


class Manual(Struct, frozen=True):
    reason: str
    span: Span


class Informative(Struct, frozen=True):
    span: Span


class SetParameter(Struct, frozen=True):
    name: Name
    value: Literal
    because: str
    span: Span


class Replace(Struct, frozen=True):
    declaration: Rule | ExceptionDecl | Duty | Ladder | ListDecl | Derive
    span: Span


class Drop(Struct, frozen=True):
    name: Name
    because: str
    span: Span


Declaration = (
    Parameter | ListDecl | Derive | Rule | ExceptionDecl | Duty | Ladder | Manual | Informative | SetParameter | Replace | Drop
)

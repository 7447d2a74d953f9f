"""The tree as written: what the grammar yields, before any name is resolved."""

from __future__ import annotations

from dataclasses import dataclass

from bylaws.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A word of the author's, with its place."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


# Expressions -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """`value` is held as `bylaws.events.types` says for `type`; money carries its currency apart."""

    type: str  # truth integer decimal share money instant date time duration period size distance text
    value: object
    span: Span
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A bare word: a field, a let, a parameter, an element, a list, a kind …"""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class This:
    span: Span


@dataclass(frozen=True, slots=True)
class Attr:
    """`base.name`"""

    base: Expr
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`base[key, …]`: a look-up in a list or a map."""

    base: Expr
    keys: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    name: Name | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments of kind where condition)`"""

    name: Name
    arguments: tuple[Argument, ...]
    of: Name | None
    where: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Key:
    """`theirs = ours`; `ours` is None when one name serves both."""

    theirs: Expr
    ours: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Over:
    """`over …`: exactly one of `length` (a duration literal), `name` (a parameter), `this_unit`, or `same_unit` with `length`."""

    span: Span
    length: Literal | None = None
    name: Name | None = None
    this_unit: str = ""
    same_unit: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """`call by keys over span`"""

    call: Call
    keys: tuple[Key, ...]
    over: Over
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`op`: or and = <> < <= > >= + - * / mod like matches contains"""

    op: str
    left: Expr
    right: Expr
    span: Span
    negated: bool = False  # `not like …`


@dataclass(frozen=True, slots=True)
class Not:
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Within:
    """`item in container`, or in a bracketed list of literals (then `container` is that tuple)."""

    item: Expr
    container: Expr | tuple[Literal, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Between:
    value: Expr
    low: Expr
    high: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class NullTest:
    value: Expr
    negated: bool  # `is not null`
    span: Span


Expr = Literal | Ref | This | Attr | Index | Call | Fact | Binary | Not | Negative | Within | Between | NullTest


# Declarations ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Stream:
    """`kind [each x in xs] [where …] let …`"""

    kind: Name
    each: tuple[Name, Expr] | None
    where: Expr | None
    lets: tuple[Let, ...]


@dataclass(frozen=True, slots=True)
class SeverityLine:
    level: Name
    condition: Expr | None


@dataclass(frozen=True, slots=True)
class DegreeLine:
    degree: Name
    condition: Expr


@dataclass(frozen=True, slots=True)
class Once:
    per: Literal
    keys: tuple[Key, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Says:
    """The raw template (quotes doubled in the text are single here) and the span of the whole string literal."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    name: Name
    values: tuple[tuple[Literal, Literal | None], ...]  # (value, until this date); the last one's date is None
    span: Span


@dataclass(frozen=True, slots=True)
class Column:
    name: Name
    type: Name | None


@dataclass(frozen=True, slots=True)
class Feed:
    kind: Name
    where: Expr | None
    until: Expr | None


@dataclass(frozen=True, slots=True)
class ListDecl:
    """Exactly one of `literals`, `file` and `feed`."""

    name: Name
    span: Span
    literals: tuple[Literal, ...] = ()
    keys: tuple[Column, ...] = ()
    columns: tuple[Column, ...] = ()
    file: Literal | None = None
    feed: Feed | None = None


@dataclass(frozen=True, slots=True)
class Derive:
    kind: Name
    stream: Stream
    when: Expr | None
    fields: tuple[Let, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
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


@dataclass(frozen=True, slots=True)
class ExceptionDecl:
    name: Name
    lifts: tuple[Name, ...]
    lets: tuple[Let, ...]
    when: Expr
    says: Says | None
    span: Span


@dataclass(frozen=True, slots=True)
class Watch:
    """`kind [by keys] [where …]` in a duty or a pause."""

    kind: Name
    keys: tuple[Key, ...]
    where: Expr | None


@dataclass(frozen=True, slots=True)
class Pause:
    start: Watch
    stop: Watch
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
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


@dataclass(frozen=True, slots=True)
class StepDecl:
    """`suspend host for 7d within 3d approved by reviewer and counsel confirmed by reviewer within 4h`"""

    measure: Name
    target: Name | None
    lasts: Literal | Name | None
    within: Literal | Name | None
    approved_by: tuple[Name, ...]
    confirmed_by: Name | None
    confirmed_within: Literal | Name | None


@dataclass(frozen=True, slots=True)
class Rung:
    """`ordinal` is first … later, or empty for `at once`."""

    ordinal: str
    lookback: Literal | Name | None
    condition: Expr | None
    steps: tuple[StepDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NoticeDecl:
    """`when` is `at once`, `within` (then `length`) or `after advice` (then `by`)."""

    when: str
    length: Literal | Name | None
    by: Name | None


@dataclass(frozen=True, slots=True)
class Ladder:
    name: Name
    rungs: tuple[Rung, ...]
    notice: NoticeDecl | None
    span: Span


@dataclass(frozen=True, slots=True)
class Manual:
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Informative:
    span: Span


@dataclass(frozen=True, slots=True)
class SetParameter:
    name: Name
    value: Literal
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class Replace:
    declaration: Rule | ExceptionDecl | Duty | Ladder | ListDecl | Derive
    span: Span


@dataclass(frozen=True, slots=True)
class Drop:
    name: Name
    because: str
    span: Span


Declaration = (
    Parameter | ListDecl | Derive | Rule | ExceptionDecl | Duty | Ladder | Manual | Informative | SetParameter | Replace | Drop
)


# Examples --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Map:
    """`{"key": value, …}`"""

    entries: tuple[tuple[Literal, Literal], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Assign:
    name: Name
    value: Expr | Map


@dataclass(frozen=True, slots=True)
class Given:
    """`kind` is None for `given list NAME`, then `list_name` is set."""

    count: int
    kind: Name | None
    list_name: Name | None
    every: Literal | None
    late: Literal | None
    fields: tuple[Assign, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class After:
    length: Literal | Name
    span: Span


@dataclass(frozen=True, slots=True)
class At:
    instant: Literal
    span: Span


@dataclass(frozen=True, slots=True)
class SetHere:
    """`set NAME = value` inside an example."""

    name: Name
    value: Literal
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    """`count` is None for at least one, 0 for `no`; `name` is None for `expect nothing`."""

    name: Name | None
    count: int | None
    subject: Literal | None
    fields: tuple[Assign, ...]
    span: Span


ExampleLine = Given | After | At | SetHere | Expect


@dataclass(frozen=True, slots=True)
class Example:
    lines: tuple[ExampleLine, ...]
    span: Span


# The document ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading with a slug, and what stands under it up to the next heading that has one or is of its level or a higher one.

    `text` is the prose alone (the title first, deeper headings as their words, blocks left out), `hash` the SHA-256 of its
    normalised form; `attributes` are those of the heading (`carries`, `fallback` …).
    """

    slug: str
    title: str
    level: int
    text: str
    hash: str
    attributes: dict[str, str]
    declarations: tuple[Declaration, ...]
    examples: tuple[Example, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: front matter (strings, with places), clauses in order, and the documents it includes."""

    span: Span
    meta: dict[str, Name]
    clauses: tuple[Clause, ...]
    includes: tuple[Document, ...]
    digest: str

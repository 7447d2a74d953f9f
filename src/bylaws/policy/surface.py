"""The tree as written: what the grammar yields, before any name is resolved."""

from __future__ import annotations

from msgspec import Struct

from bylaws.source import Span


class Name(Struct, frozen=True):
    """A word of the author's, with its place."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


# Expressions -----------------------------------------------------------------------------------------------------------------


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


# Declarations ----------------------------------------------------------------------------------------------------------------


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


# Examples --------------------------------------------------------------------------------------------------------------------


class Map(Struct, frozen=True):
    """`{"key": value, …}`"""

    entries: tuple[tuple[Literal, Literal], ...]
    span: Span


class Assign(Struct, frozen=True):
    name: Name
    value: Expr | Map


class Given(Struct, frozen=True):
    """`kind` is None for `given list NAME`, then `list_name` is set."""

    count: int
    kind: Name | None
    list_name: Name | None
    every: Literal | None
    late: Literal | None
    fields: tuple[Assign, ...]
    span: Span


class After(Struct, frozen=True):
    length: Literal | Name
    span: Span


class At(Struct, frozen=True):
    instant: Literal
    span: Span


class SetHere(Struct, frozen=True):
    """`set NAME = value` inside an example."""

    name: Name
    value: Literal
    span: Span


class Expect(Struct, frozen=True):
    """`count` is None for at least one, 0 for `no`; `name` is None for `expect nothing`."""

    name: Name | None
    count: int | None
    subject: Literal | None
    fields: tuple[Assign, ...]
    span: Span


ExampleLine = Given | After | At | SetHere | Expect


class Example(Struct, frozen=True):
    lines: tuple[ExampleLine, ...]
    span: Span


# The document ----------------------------------------------------------------------------------------------------------------


class Clause(Struct, frozen=True):
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


class Document(Struct, frozen=True):
    """A parsed file: front matter (strings, with places), clauses in order, and the documents it includes."""

    span: Span
    meta: dict[str, Name]
    clauses: tuple[Clause, ...]
    includes: tuple[Document, ...]
    digest: str

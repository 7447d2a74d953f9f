"""The compiled policy: what the engine runs, the oracle translates, and the screens show.

A Program is plain data. Order matters: `rules` holds rules, derivations and duties' findings in the order of the text, which is
also their order among findings of one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.catalogue import Catalogue
from bylaws.events.types import Type
from bylaws.policy.expressions import Const, Expr
from bylaws.source import NOWHERE, Span

SEVERITIES = ("info", "low", "medium", "high", "critical")


class Clause(Struct, frozen=True):
    """As `surface.Clause`, and how it is carried: enforced, duty, manual, informative or uncovered."""

    slug: str
    title: str
    level: int
    text: str
    hash: str
    attributes: Mapping[str, str]
    coverage: str
    manual: str
    span: Span


class Parameter(Struct, frozen=True):
    """Values in order of time: each holds up to its instant (microseconds, exclusive); the last has None."""

    name: str
    type: Type
    values: tuple[tuple[object, int | None], ...]
    clause: str
    span: Span

    def place_at(self, at: int) -> int:
        """Which of `values`, from 0, holds at an instant (microseconds)."""
        return next(place for place, (_, until) in enumerate(self.values) if until is None or at < until)

    def at(self, at: int) -> object:
        """The value that holds at an instant (microseconds)."""
        return self.values[self.place_at(at)][0]


class Feed(Struct, frozen=True):
    """A list fed by events: `where` and `until` are read on the feeding event; `columns` of the list are that kind's fields."""

    kind: str
    where: Expr | None
    until: Expr | None


class ListDecl(Struct, frozen=True):
    """Reference data. Exactly one of `literals`, `file` (a path below the policy's folder) and `feed` is given.

    `keys` and `columns` are (name, type). A column `since` and a column `until` of type instant date a row. A list with one
    key of type dialcode, cidr or domain matches by longest prefix, containment or suffix; all else by equality. `row` is the
    record type of a look-up: keys, columns, and for a feed `at` and `since` (the feeding event's time). `named`: where the
    file is named.
    """

    name: str
    keys: tuple[tuple[str, Type], ...]
    columns: tuple[tuple[str, Type], ...]
    row: Type
    clause: str
    span: Span
    literals: tuple[Const, ...] = ()
    file: str = ""
    feed: Feed | None = None
    named: Span = NOWHERE

    @property
    def has_examples_only(self) -> bool:
        """Whether the file's name says so, as in `hashes.example.csv`; its rows are data like any others, but tell nothing."""
        return PurePosixPath(self.file).suffixes[-2:-1] == [".example"]


class Stream(Struct, frozen=True):
    """What a rule is judged on. `each` is (variable, array): once per element, in order."""

    kind: str
    each: tuple[str, Expr] | None
    where: Expr | None
    lets: tuple[tuple[str, Expr], ...]


class Once(Struct, frozen=True):
    """`per` in microseconds; without `keys` the finding's subject is the key."""

    per: int
    keys: tuple[Expr, ...]


class Says(Struct, frozen=True):
    """A template: literal texts, and (expression, format) with format `` or `%` or `0` (decimal places) …"""

    parts: tuple[str | tuple[Expr, str], ...]
    span: Span


class Rule(Struct, frozen=True):
    """`subject`: the expression after `against`, or the default path. `severity`: (level, condition), the last true one
    wins, and without any it is medium.

    `exceptions`: names of the exceptions that may lift it, in order. `index`: its place among all declarations.
    """

    name: str
    clause: str
    index: int
    stream: Stream
    when: Expr
    unless: tuple[Expr, ...]
    subject: Expr
    severity: tuple[tuple[str, Expr | None], ...]
    degrees: tuple[tuple[str, Expr], ...]
    once: Once | None
    steps: str
    says: Says | None
    exceptions: tuple[str, ...]
    span: Span


class Derive(Struct, frozen=True):
    """Makes an event of `kind` with `fields` whenever `when` holds (None: always)."""

    kind: str
    clause: str
    index: int
    stream: Stream
    when: Expr | None
    fields: tuple[tuple[str, Expr], ...]
    span: Span


class ExceptionDecl(Struct, frozen=True):
    """Resolved once per rule that it lifts: `when` and `lets` are typed in that rule's scope.

    `lifts` is the name of that rule or of another exception; `rule` is the rule in whose scope it is read.
    """

    name: str
    clause: str
    lifts: str
    rule: str
    lets: tuple[tuple[str, Expr], ...]
    when: Expr
    says: Says | None
    exceptions: tuple[str, ...]
    span: Span


class Watch(Struct, frozen=True):
    """An event that a duty waits for. `keys` are (theirs read on it, ours read on the trigger); none: any event of the kind

    that agrees with the duty's key fields by name.
    """

    kind: str
    keys: tuple[tuple[Expr, Expr], ...]
    where: Expr | None


class Pause(Struct, frozen=True):
    start: Watch
    stop: Watch


class Duty(Struct, frozen=True):
    """`owed_by` is `provider` or `customer`; exactly one of `within` (duration, period or parameter) and `before` is given.

    `where` of `expect` may use the trigger's lets through `OfThis`. `key`: the expressions on the trigger under which the debt
    stands (the `ours` of `expect.keys`, else the subject).
    """

    name: str
    clause: str
    index: int
    owed_by: str
    after: Stream
    expect: Watch
    within: Expr | None
    before: Expr | None
    pauses: tuple[Pause, ...]
    unless: tuple[Expr, ...]
    subject: Expr
    severity: tuple[tuple[str, Expr | None], ...]
    steps: str
    says: Says | None
    key: tuple[Expr, ...]
    exceptions: tuple[str, ...]
    span: Span


class Measure(Struct, frozen=True):
    """What is done on a rung: one of `measures.MEASURES` (or a word of the provider's own), to what (empty: to the subject).

    `lasts`: how long it holds (None: until it is undone). `within`: by when it is to be done, or how long the customer has.
    `approved_by`: the roles that must approve it first, each by a person of its own. `confirmed_by`: the role that must confirm
    it within `confirmed_within` after it began.
    """

    name: str
    target: str = ""
    lasts: Expr | None = None
    within: Expr | None = None
    approved_by: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_within: Expr | None = None


class Rung(Struct, frozen=True):
    """`least`: from which incident on it is reached (1 for the first; 0 for `at once`, which each incident reaches).

    `lookback`: how far back incidents count (None: all do). `condition`: read on the incident; see `resolve.ladders`.
    """

    ordinal: str
    least: int
    lookback: Expr | None
    condition: Expr | None
    measures: tuple[Measure, ...]
    span: Span


class NoticeRule(Struct, frozen=True):
    """When the customer is told: `at once`, `within` a `length`, or `after advice` by a role."""

    when: str
    length: Expr | None = None
    by: str = ""


class Ladder(Struct, frozen=True):
    """What answers the incidents of a clause; climbed by `bylaws.enforce`."""

    name: str
    clause: str
    rungs: tuple[Rung, ...]
    notice: NoticeRule | None
    span: Span

    def bare(self) -> Ladder:
        """Without what it owes to its place."""
        return replace(self, clause="")


class GivenRow(Struct, frozen=True):
    """`given list NAME with …`"""

    list: str
    values: Mapping[str, object]


class GivenEvents(Struct, frozen=True):
    """`count` events of `kind`, `every` microseconds apart, arriving `late` microseconds after their time (None: in time).

    `fields` are expressions read with the field `at` (the event's own time) in scope; `{n}` and `{n:6}` in their texts are
    filled with the number of the event, from 0, padded to a width.
    """

    kind: str
    count: int
    every: int
    late: int | None
    fields: tuple[tuple[str, Expr], ...]


class MoveClock(Struct, frozen=True):
    """`after D` (a duration Const, period Const or Param) or `at INSTANT`."""

    by: Expr | None
    to: int | None


class SetValue(Struct, frozen=True):
    parameter: str
    value: object


class Expectation(Struct, frozen=True):
    """`name` is a rule or duty, or empty for `expect nothing`; `count` None: at least one. `subject` None: anyone.

    `facts`: field or fact name and the value it must have.
    """

    name: str
    count: int | None
    subject: object
    facts: tuple[tuple[str, Const], ...]
    span: Span


class Example(Struct, frozen=True):
    """`version`: of the file in which it stands, which may be that of a base; its clock starts there."""

    clause: str
    version: str
    lines: tuple[GivenRow | GivenEvents | MoveClock | SetValue | Expectation, ...]
    span: Span


class LeftExample(Struct, frozen=True):
    """An example of a base that is not run: it tells of what leans on `changed`, names to which the policy gave another meaning."""

    clause: str
    changed: tuple[str, ...]
    span: Span


class Program(Struct, frozen=True):
    """`effective` is an instant in microseconds; None means on posting. `digest` covers the texts of all files.

    `currency`: of every money value. `kinds`: the catalogue plus declared and derived kinds and the kinds of findings (a
    rule's name, and `finding.made`). `roots`: the folder that list files are found under, by list name. `blind`: rule name →
    the content functions that are declared but not available. `left`: the examples of bases that speak of the bases alone.
    """

    policy: str
    version: str
    provider: str
    contact: str
    timezone: str
    currency: str
    effective: int | None
    supersedes: str
    meta: Mapping[str, str]
    digest: str
    clauses: tuple[Clause, ...]
    parameters: Mapping[str, Parameter]
    lists: Mapping[str, ListDecl]
    rules: tuple[Rule, ...]
    derives: tuple[Derive, ...]
    duties: tuple[Duty, ...]
    exceptions: tuple[ExceptionDecl, ...]
    ladders: Mapping[str, Ladder]
    examples: tuple[Example, ...]
    kinds: Catalogue
    roots: Mapping[str, str]
    blind: Mapping[str, tuple[str, ...]]
    left: tuple[LeftExample, ...] = ()

    def rule(self, name: str) -> Rule:
        return next(rule for rule in self.rules if rule.name == name)

    def clause(self, slug: str) -> Clause:
        return next(clause for clause in self.clauses if clause.slug == slug)

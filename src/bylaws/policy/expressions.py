"""Expressions with every name resolved and every type known.

Each node has `type` and `span`. An expression is read in a *scope*: the event that a rule judges (`e` below), or, inside a
window, an event that the window counts (`f`). Nodes say nothing of how they are computed; semantics are those of
docs/reference/language.md, held to by every executor.
"""

from __future__ import annotations

from msgspec import Struct

from bylaws.events.types import Type
from bylaws.source import Span


class Const(Struct, frozen=True):
    value: object
    type: Type
    span: Span


class Param(Struct, frozen=True):
    """A parameter's value at the event's own time."""

    name: str
    type: Type
    span: Span


class FieldRef(Struct, frozen=True):
    """A field of the scope's event (a finding's facts, subject, severity and clause are its fields); null here is `Missing`."""

    name: str
    type: Type
    span: Span


class LetRef(Struct, frozen=True):
    """A let of the rule, computed on the scope's event."""

    name: str
    type: Type
    span: Span


class ElementRef(Struct, frozen=True):
    """The `each` element, or the variable of the enclosing quantifier of that name."""

    name: str
    type: Type
    span: Span


class OfThis(Struct, frozen=True):
    """`this.x` inside a window: `value` is read on e, not on f."""

    value: Expr
    type: Type
    span: Span


class Column(Struct, frozen=True):
    """A column of a record: the row that a look-up found, the event that `last` found, a record field. No record: absent."""

    record: Expr
    name: str
    type: Type
    span: Span


class LookUp(Struct, frozen=True):
    """`list[key, …]`: the row that held at the event's own time; a record."""

    list: str
    keys: tuple[Expr, ...]
    type: Type
    span: Span


class MapValue(Struct, frozen=True):
    """`map[key]`; an absent key is an absent null."""

    map: Expr
    key: Expr
    type: Type
    span: Span


class InList(Struct, frozen=True):
    """`item in list`: truth, by the list's own way of matching."""

    item: Expr
    list: str
    negated: bool
    type: Type
    span: Span


class InValues(Struct, frozen=True):
    """`item in (literals)`; `item` and `values` are of one type."""

    item: Expr
    values: tuple[Const, ...]
    negated: bool
    type: Type
    span: Span


class InArray(Struct, frozen=True):
    """`item in array`: equality with any element."""

    item: Expr
    array: Expr
    negated: bool
    type: Type
    span: Span


class Arithmetic(Struct, frozen=True):
    """`op` is + - * / mod. The value is exact, then rounded half to even to a held unit of `type`; see `types`."""

    op: str
    left: Expr
    right: Expr
    type: Type
    span: Span


class Negate(Struct, frozen=True):
    value: Expr
    type: Type
    span: Span


class Compare(Struct, frozen=True):
    """`op` is = <> < <= > >=; operands may differ in scale (integer against decimal) and are compared exactly."""

    op: str
    left: Expr
    right: Expr
    type: Type
    span: Span


class TextTest(Struct, frozen=True):
    """`op` is like (`%` any run, `_` any character), matches (RE2, anywhere in it) or contains (substring, or array element)."""

    op: str
    value: Expr
    pattern: Expr
    negated: bool
    type: Type
    span: Span


class IsNull(Struct, frozen=True):
    value: Expr
    negated: bool
    type: Type
    span: Span


class And(Struct, frozen=True):
    """Kleene conjunction of two or more."""

    parts: tuple[Expr, ...]
    type: Type
    span: Span


class Or(Struct, frozen=True):
    parts: tuple[Expr, ...]
    type: Type
    span: Span


class Not(Struct, frozen=True):
    value: Expr
    type: Type
    span: Span


class Quantifier(Struct, frozen=True):
    """`some(x in array where condition)` or `every(…)`; the variable is an `ElementRef` inside `condition`."""

    op: str
    variable: str
    array: Expr
    condition: Expr
    type: Type
    span: Span


class Apply(Struct, frozen=True):
    """A function of `bylaws.policy.functions`, with its arguments in the signature's order (None: left out)."""

    function: str
    arguments: tuple[Expr | None, ...]
    type: Type
    span: Span


class Permitted(Struct, frozen=True):
    """`permitted(kind, name: value …, at: instant)`; `at` is None for the event's own time."""

    kind: str
    arguments: tuple[tuple[str, Expr], ...]
    at: Expr | None
    type: Type
    span: Span


class Rolling(Struct, frozen=True):
    """`over 24h`: (t - length, t]. `length` is a duration Const or Param."""

    length: Expr


class CalendarThis(Struct, frozen=True):
    """`over this day`: from the start of the unit in the policy's zone to t."""

    unit: str


class CalendarSame(Struct, frozen=True):
    """`over same hour of 4w`: the same unit of the past weeks; the present one left out. `weeks` is a whole number."""

    unit: str
    weeks: int


Over = Rolling | CalendarThis | CalendarSame


class WindowKey(Struct, frozen=True):
    """Equal when `theirs`, read on f, equals `ours`, read on e; an array on either side matches by any element."""

    theirs: Expr
    ours: Expr


class Window(Struct, frozen=True):
    """`agg(arg of kind where filter) by keys over span`.

    `kind` is the kind of f (an event kind, a rule's name, or `finding.made`). `own`: no kind was named, so that only events that
    pass the rule's `where` count, element by element, and `LetRef`s are the rule's own, computed on f. `argument` and `filter`
    are read on f (with `OfThis` for e). `agg`: count sum avg min max distinct deviation last. For `last` the type is a record
    and e itself never counts.
    """

    agg: str
    argument: Expr | None
    kind: str
    own: bool
    filter: Expr | None
    keys: tuple[WindowKey, ...]
    over: Over
    type: Type
    span: Span


Expr = (
    Const
    | Param
    | FieldRef
    | LetRef
    | ElementRef
    | OfThis
    | Column
    | LookUp
    | MapValue
    | InList
    | InValues
    | InArray
    | Arithmetic
    | Negate
    | Compare
    | TextTest
    | IsNull
    | And
    | Or
    | Not
    | Quantifier
    | Apply
    | Permitted
    | Window
)

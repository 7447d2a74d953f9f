"""In which surroundings an expression is read, and when two expressions mean the same.

A *scope* says what the names of an expression stand for. A *space* is a set of scopes whose values may be shared: all rules on
one kind share the values of one event; a rule with `each` has a space of its own, for it is judged once per element.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.types import Type
from bylaws.policy.expressions import (
    And,
    Const,
    ElementRef,
    Expr,
    FieldRef,
    LetRef,
    OfThis,
    Permitted,
    Window,
)
from bylaws.policy.program import Derive, Duty, ExceptionDecl, Rule, Stream
from bylaws.policy.walk import children, field_names, is_expression
from bylaws.source import Span


class Scope(Struct, frozen=True, eq=False):
    """`owner`: the rule, derivation or duty read, or empty for any event of `kind`. `lets` and `where` are the owner's.

    `subject`: whom `permitted` asks about. `this`: inside a window, the scope of the event judged. `space`: see above; it is
    `meaning` save where a rule is kept apart from others for the sake of the executor.
    """

    kind: str
    meaning: Hashable
    space: Hashable
    owner: str = ""
    lets: Mapping[str, Expr] | None = None
    where: Expr | None = None
    subject: Expr | None = None
    this: Scope | None = None

    def inside(self, window: Window) -> Scope:
        """The scope of the events that a window counts."""
        return replace(self, this=self) if window.own else kind_scope(window.kind, self)

    def with_lets(self, lets: tuple[tuple[str, Expr], ...]) -> Scope:
        return replace(self, lets={**(self.lets or {}), **dict(lets)})

    def let(self, name: str) -> Expr:
        assert self.lets is not None
        return self.lets[name]


def scope_of(owner: str, stream: Stream, subject: Expr | None, private: bool = False) -> Scope:
    """The scope in which a rule, derivation or duty is read; `private`: it shares no values with others."""
    apart = (stream.kind, owner)
    meaning: Hashable = stream.kind if stream.each is None else apart
    return Scope(stream.kind, meaning, apart if private else meaning, owner, dict(stream.lets), stream.where, subject)


def kind_scope(kind: str, this: Scope | None = None) -> Scope:
    """The scope in which any event of a kind is read."""
    return Scope(kind, kind, kind, this=this)


def owner_of(declared: Rule | Derive | Duty) -> str:
    """A name by which a rule, duty or derivation is told from all others."""
    return f"derive {declared.index}" if isinstance(declared, Derive) else declared.name


def stream_of(declared: Rule | Derive | Duty) -> Stream:
    return declared.after if isinstance(declared, Duty) else declared.stream


def readings(declared: Rule | Derive | Duty, lifting: tuple[ExceptionDecl, ...] = ()) -> Iterator[tuple[Expr, bool]]:
    """All expressions read in the scope of a declaration, its exceptions among them; and whether it is for the finding alone."""
    stream = stream_of(declared)
    if stream.where is not None:
        yield stream.where, False
    yield from ((value, False) for _, value in stream.lets)
    match declared:
        case Rule():
            yield declared.when, False
        case Derive():
            yield from ((each, False) for each in (declared.when, *dict(declared.fields).values()) if each is not None)
        case Duty():
            yield from ((each, False) for each in (declared.within, declared.before, *declared.key) if each is not None)
    if not isinstance(declared, Derive):
        yield from ((each, True) for each in _for_findings(declared, lifting))


def _for_findings(declared: Rule | Duty, lifting: tuple[ExceptionDecl, ...]) -> Iterator[Expr]:
    yield from declared.unless
    yield declared.subject
    yield from (condition for _, condition in declared.severity if condition is not None)
    if isinstance(declared, Rule):
        yield from (condition for _, condition in declared.degrees)
        yield from declared.once.keys if declared.once else ()
    if declared.says is not None:
        yield from (part[0] for part in declared.says.parts if not isinstance(part, str))
    for exception in lifting:
        yield from (value for _, value in exception.lets)
        yield exception.when


_TOLD = (Type, str, int)
"""What is found in nodes and means the same everywhere."""


class Shapes:
    """Numbers expressions such that two have one number if they mean the same in their scopes."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        # With what is numbered, so that no other object comes to have its identity.
        self._known: dict[tuple[int, int], tuple[int, Expr, Scope]] = {}
        self._lets: dict[tuple[int, str], int] = {}
        self._scopes: list[Scope] = []

    def of(self, node: Expr, scope: Scope) -> int:
        known = self._known.get((id(node), id(scope)))
        if known is None:
            known = self._known[id(node), id(scope)] = self._of(node, scope), node, scope
        return known[0]

    def _of(self, node: Expr, scope: Scope) -> int:
        match node:
            case FieldRef():
                return self._number("field", node.name)
            case LetRef():
                return self._let(node.name, scope)
            case OfThis():
                assert scope.this is not None
                return self._number("this", scope.this.meaning, self.of(node.value, scope.this))
            case Const():
                return self._number("const", node.type.name, type(node.value), node.value)
            case Permitted():
                subject = () if scope.subject is None else (self.of(scope.subject, scope),)
                return self._number("permitted", *subject, *self._parts(node, scope))
            case Window():
                ours = tuple(self.of(key.ours, scope) for key in node.keys)
                return self._number("fact", self.state(node, scope), *ours)
            case _:
                return self._number(type(node).__name__, *self._parts(node, scope))

    def state(self, window: Window, scope: Scope) -> int:
        """The number of what a window counts, whoever asks."""
        inner = scope.inside(window)
        filters = tuple(self.of(each, inner) for each in filters_of(window, scope))
        argument = () if window.argument is None else (self.of(window.argument, inner),)
        theirs = tuple(self.of(key.theirs, inner) for key in window.keys)
        over = self._part(window.over, scope)
        return self._number("state", window.agg, window.type.name, inner.meaning, filters, argument, theirs, over)

    def _let(self, name: str, scope: Scope) -> int:
        # Lets may double at each step when written out; each is numbered once.
        known = (id(scope.lets), name)
        if known not in self._lets:
            self._scopes.append(scope)
            self._lets[known] = self.of(scope.let(name), scope)
        return self._lets[known]

    def _parts(self, node: Struct, scope: Scope) -> Iterator[object]:
        return (self._part(getattr(node, name), scope) for name in field_names(node))

    def _part(self, value: object, scope: Scope) -> object:
        if isinstance(value, _TOLD):
            return value
        if isinstance(value, Span):
            return None
        if isinstance(value, tuple):
            return tuple(self._part(each, scope) for each in value)
        if is_expression(value):
            return self.of(value, scope)
        if isinstance(value, Struct):
            return (type(value).__name__, *self._parts(value, scope))
        return value

    def _number(self, *shape: object) -> int:
        return self._numbers.setdefault(shape, len(self._numbers))


def filters_of(window: Window, scope: Scope) -> tuple[Expr, ...]:
    """The conditions on what a window counts: the rule's own `where` if it names no kind, and the window's."""
    return tuple(conjuncts(scope.where if window.own else None)) + tuple(conjuncts(window.filter))


def conjuncts(condition: Expr | None) -> Iterator[Expr]:
    if isinstance(condition, And):
        for part in condition.parts:
            yield from conjuncts(part)
    elif condition is not None:
        yield condition


def reads_this(node: Struct) -> bool:
    """Whether an expression inside a window reads the event judged."""
    return isinstance(node, OfThis) or any(reads_this(each) for each in same_scope(node))


def is_steady(node: Struct, variables: frozenset[str]) -> bool:
    """Whether an expression has one value for its event: it reads neither another event nor a quantifier's variable."""
    if isinstance(node, OfThis) or (isinstance(node, ElementRef) and node.name in variables):
        return False
    return all(is_steady(each, variables) for each in same_scope(node))


def same_scope(node: Struct) -> Iterator[Expr]:
    """The expressions below a node that are read on the same event."""
    return iter([key.ours for key in node.keys]) if isinstance(node, Window) else children(node)

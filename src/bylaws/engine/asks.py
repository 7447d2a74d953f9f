"""What rules and duties ask of events before they can find anything, as far as an event and lists tell it.

Where no event ever met such a condition, that nothing was found may mean that the log spells otherwise what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.scope import conjuncts, stream_of
from bylaws.events.types import TRUTH
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule, Stream
from bylaws.policy.walk import children, field_names, is_expression, walk

PLAIN: Final = (
    x.Const,
    x.Param,
    x.FieldRef,
    x.Compare,
    x.InValues,
    x.InArray,
    x.TextTest,
    x.IsNull,
    x.And,
    x.Or,
    x.Not,
    x.Arithmetic,
    x.Negate,
)
"""What can be told of an event by itself, without windows and lists."""
TOLD: Final = (*PLAIN, x.LookUp, x.InList, x.Column)
"""What can be told of an event by itself and lists."""
KEYS: Final = (*TOLD, x.Apply)
"""What may tell by what a list is asked."""
BEYOND: Final = (x.Window, x.OfThis, x.ElementRef, x.Permitted)
"""What reads more than an event and lists."""
SPOKEN: Final = frozenset(("text", "word", "truth", "country"))
"""Types of which a value may be shown: those that name nobody."""
LONGEST: Final = 200
"""A condition of more nodes, its lets written out, is not gone into."""

Listed = x.LookUp | x.InList


class Want(Struct, frozen=True):
    """What a rule or duty wants of some event of a kind, by which it is known whether one gave it.

    `judged`: to pass its `where`, as far as is known; `passed`: to do so for sure. `counted`: to be counted by a window for sure;
    `what` is the condition. `asked`: to tell what a list, `what`, is asked by; `found`: to have a row there. `paid`: to be what a
    duty waits for, as far as is known.
    """

    sort: Literal["judged", "passed", "counted", "asked", "found", "paid"]
    rule: str
    what: str

    @property
    def is_sure(self) -> bool:
        """Whether what is not known of an event does not do."""
        return self.sort in ("passed", "counted")

    @property
    def is_timely(self) -> bool:
        """Whether only events of the time asked for will do: what is counted may be older."""
        return self.sort in ("judged", "passed")


class Ask(Struct, frozen=True):
    """A want: an event of `kind` of which no part of `parts` is false, or unknown where it must be sure.

    And for which `row`, if there is one, is true or found.
    """

    want: Want
    kind: str
    parts: tuple[x.Expr, ...]
    row: Listed | None = None


def plain_of(condition: x.Expr | None) -> tuple[x.Expr, ...]:
    """The parts of a condition that can be told of an event by itself."""
    return tuple(each for each in conjuncts(condition) if all(isinstance(node, PLAIN) for node in walk(each)))


def fixed_of(condition: x.Expr | None) -> tuple[x.Expr, ...]:
    """The parts of a condition that hold a field against fixed values, as sorts of things are, and not names or numbers."""
    return tuple(each for each in conjuncts(condition) if _is_fixed(each))


def asks_of(program: Program) -> Iterator[Ask]:
    """Everything that the rules and duties of a policy ask."""
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for each in makers:
        yield from _judged(each)
        asking = _Asking.of(program, each)
        yield from _counted(asking)
        yield from _listed(asking)
        for derived in _derived_for(program, each):
            asking = _Asking(each.name, stream_of(derived), tuple(children(derived)))
            yield from _counted(asking)
            yield from _listed(asking)
    for duty in program.duties:
        parts = plain_of(duty.expect.where)
        if parts:
            yield Ask(Want("paid", duty.name, " and ".join(map(_text, parts))), duty.expect.kind, parts)


class _Asking(Struct, frozen=True):
    """What asks for the sake of a rule or duty: a stream, and all expressions that read its events."""

    rule: str
    stream: Stream
    roots: tuple[x.Expr, ...]

    @classmethod
    def of(cls, program: Program, declared: Rule | Duty) -> _Asking:
        """With what tells how grave a finding is, and what excuses it."""
        stream = stream_of(declared)
        lifting = (each for each in program.exceptions if each.rule == declared.name)
        graded = (part for _, part in declared.severity if part is not None)
        excused = (*declared.unless, *(part for each in lifting for part in children(each)))
        when = (declared.when,) if isinstance(declared, Rule) and declared.when is not None else ()
        where = () if stream.where is None else (stream.where,)
        return cls(declared.name, stream, (*where, *(value for _, value in stream.lets), *when, *graded, *excused))


def _derived_for(program: Program, declared: Rule | Duty) -> Iterator[Derive]:
    """What makes the events on which something is judged."""
    waiting, seen = [stream_of(declared).kind], set[str]()
    while waiting:
        kind = waiting.pop()
        for each in program.derives if kind not in seen else ():
            if each.kind == kind:
                yield each
                waiting.append(each.stream.kind)
        seen.add(kind)


def _judged(declared: Rule | Duty) -> Iterator[Ask]:
    stream = stream_of(declared)
    lets = dict(stream.lets)
    parts = tuple(_told(stream.where, lets))
    if isinstance(declared, Rule):
        parts += fixed_of(declared.when)
    if parts:
        text = " and ".join(_text(each) for each in (stream.where, *fixed_of(getattr(declared, "when", None))) if each is not None)
        yield Ask(Want("judged", declared.name, text), stream.kind, parts)
        yield Ask(Want("passed", declared.name, text), stream.kind, parts)


def _counted(asking: _Asking) -> Iterator[Ask]:
    stream = asking.stream
    lets = dict(stream.lets)
    for window in (node for root in asking.roots for node in walk(root) if isinstance(node, x.Window)):
        told = tuple(_told(window.filter, lets if window.own else {}))
        parts = tuple(each for each in told if _is_fixed(each) or _lists_in(each))
        if parts:
            own = tuple(_told(stream.where, lets)) if window.own else ()
            what = " and ".join(map(_text, parts))
            yield Ask(Want("counted", asking.rule, what), window.kind, (*own, *parts))


def _listed(asking: _Asking) -> Iterator[Ask]:
    stream = asking.stream
    lets = dict(stream.lets)
    found: dict[str, list[Ask]] = {}
    untold: set[str] = set()
    for kind, node, outside in (each for root in asking.roots for each in _look_ups(root, stream.kind, True)):
        keys = node.keys if isinstance(node, x.LookUp) else (node.item,)
        written = [_written_out(key, lets) for key in keys]
        if any(key is None or not all(isinstance(each, KEYS) for each in walk(key)) for key in written):
            untold.add(node.list)
            continue
        given = [key for key in written if key is not None]
        where = tuple(_told(stream.where, lets)) if outside else ()
        filter = tuple(each for each in where if node.list not in _lists_in(each))
        known = tuple(x.IsNull(key, True, TRUTH, key.span) for key in given)
        if isinstance(node, x.LookUp):
            row: Listed = replace(node, keys=tuple(given))
        else:
            row = replace(node, item=given[0], negated=False)
        asks = found.setdefault(node.list, [])
        asks.append(Ask(Want("asked", asking.rule, node.list), kind, (*filter, *known)))
        asks.append(Ask(Want("found", asking.rule, node.list), kind, filter, row))
    yield from (ask for name, asks in found.items() if name not in untold for ask in asks)


def _look_ups(node: x.Expr, kind: str, outside: bool) -> Iterator[tuple[str, Listed, bool]]:
    """The look-ups of an expression, with the kind of the events that ask, and whether these are those that are judged."""
    match node:
        case x.Window():
            theirs = (node.argument, node.filter, *(key.theirs for key in node.keys))
            for each in theirs:
                if each is not None:
                    yield from _look_ups(each, node.kind, False)
            for key in node.keys:
                yield from _look_ups(key.ours, kind, outside)
            return
        case x.LookUp() | x.InList():
            yield kind, node, outside
    for child in children(node):
        yield from _look_ups(child, kind, outside)


def _told(condition: x.Expr | None, lets: Mapping[str, x.Expr]) -> Iterator[x.Expr]:
    """The parts of a condition that can be told of an event by itself and lists, lets written out."""
    for each in conjuncts(condition):
        written = _written_out(each, lets)
        if written is not None and all(isinstance(node, TOLD) for node in walk(written)):
            yield written


def _written_out(node: x.Expr, lets: Mapping[str, x.Expr]) -> x.Expr | None:
    """An expression with its lets in place of their names; None if it is very long, or reads more than an event and lists."""
    nodes = list(walk(node))
    if any(isinstance(each, BEYOND) for each in nodes):
        return None
    if not any(isinstance(each, x.LetRef) for each in nodes):
        return node if len(nodes) <= LONGEST else None
    left = [LONGEST]

    def written(node: Any) -> Any:
        left[0] -= 1
        if left[0] < 0 or isinstance(node, BEYOND):
            raise _Untold
        if isinstance(node, tuple):
            return tuple(map(written, node))
        if isinstance(node, x.LetRef):
            if node.name not in lets:
                raise _Untold
            return written(lets[node.name])
        if not is_expression(node):
            return node
        changed = {name: new for name in field_names(node) if (new := written(getattr(node, name))) is not getattr(node, name)}
        return replace(node, **changed) if changed else node

    try:
        found: x.Expr = written(node)
    except _Untold:
        return None
    return found


class _Untold(Exception):  # noqa: N818 (a reason, no error)
    """An expression is not such that it can be told."""


def _is_fixed(node: x.Expr) -> bool:
    match node:
        case x.Compare(op="=", left=x.FieldRef(type=type), right=x.Const()):
            pass
        case x.Compare(op="=", left=x.Const(), right=x.FieldRef(type=type)):
            pass
        case x.InValues(item=x.FieldRef(type=type), negated=False):
            pass
        case _:
            return False
    return type.name in SPOKEN and not type.personal


def lists_of(ask: Ask) -> frozenset[str]:
    """The lists that the conditions of a want look into."""
    return frozenset().union(*map(_lists_in, ask.parts))


def together(parts: tuple[x.Expr, ...]) -> x.Expr:
    """Conditions as one; there is at least one."""
    return parts[0] if len(parts) == 1 else x.And(parts, TRUTH, parts[0].span)


def _lists_in(node: x.Expr) -> frozenset[str]:
    return frozenset(each.list for each in walk(node) if isinstance(each, x.LookUp | x.InList))


def _text(node: x.Expr) -> str:
    return node.span.words

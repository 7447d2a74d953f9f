"""What a policy needs to be run: the facts that its rules share, the kinds and lists that it reads, what they keep and cost.

A fact that means the same in two rules is kept once. Costs are those of the language's reference: *cheap*, *medium*, *dear*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.engine.permits import GRANTED
from bylaws.engine.scope import Scope, Shapes, filters_of, owner_of, readings, reads_this, scope_of, stream_of
from bylaws.engine.windows import SCAN_LIMIT
from bylaws.events.types import MILLION
from bylaws.policy.expressions import (
    Apply,
    CalendarSame,
    CalendarThis,
    Expr,
    FieldRef,
    InList,
    LookUp,
    Permitted,
    Rolling,
    Window,
)
from bylaws.policy.functions import FUNCTIONS
from bylaws.policy.program import Derive, Duty, ExceptionDecl, ListDecl, Program, Rule, Watch
from bylaws.policy.walk import walk

CHEAP, MEDIUM, DEAR = "cheap", "medium", "dear"
_LEVELS: Final = (CHEAP, MEDIUM, DEAR)
_LONG: Final = 30 * 86400 * MILLION

_Judging = Rule | Derive | Duty

_KEEPS: Final = {
    "count": "the times of its events",
    "sum": "time and value of its events, and their sum",
    "avg": "time and value of its events, their sum and number",
    "deviation": "time and value of its events, their sum and sum of squares",
    "min": "the values that no later one undercuts",
    "max": "the values that no later one exceeds",
    "distinct": "each value and when it was last seen",
    "last": "the two latest events",
}


class Fact(Struct, frozen=True):
    """A window that one or more rules read.

    `number`: by which `Plan.number` tells it. `text`, `by`, `over`: as the author wrote them. `kind`: of the events counted.
    `keeps`: the state under each key. `rules`: which share it. `because`: why it is not cheap.
    """

    number: int
    text: str
    kind: str
    by: str
    over: str
    keeps: str
    cost: str
    because: str
    rules: tuple[str, ...]
    window: Window


class Judged(Struct, frozen=True):
    """A rule, derivation or duty with the dearest of what it does, its facts among it."""

    name: str
    kind: str
    cost: str
    because: str


class Held(Struct, frozen=True):
    """A list: what it is `filled` by and what it `keeps`. `for_ever`: it grows by a row for each key that events ever tell."""

    name: str
    filled: str
    keeps: str
    for_ever: bool


class Plan(Struct, frozen=True):
    """`kinds`: all kinds of event that are read."""

    facts: tuple[Fact, ...]
    judged: tuple[Judged, ...]
    kinds: frozenset[str]
    lists: tuple[Held, ...]
    shapes: Shapes
    scopes: dict[str, Scope]

    def number(self, owner: str, window: Window) -> int:
        """The number of the fact that a window of a rule is; equal for windows that mean the same."""
        return self.shapes.of(window, self.scopes[owner])


def make_plan(program: Program) -> Plan:
    """The plan of a policy."""
    shapes = Shapes()
    scopes = {}
    windows: dict[int, tuple[Window, Scope, list[str]]] = {}
    reading: list[tuple[_Judging, tuple[ExceptionDecl, ...], list[int]]] = []
    for each, lifting in _declared(program):
        owner = owner_of(each)
        scope = scope_of(owner, stream_of(each), None if isinstance(each, Derive) else each.subject)
        scope = scope.with_lets(tuple(let for exception in lifting for let in exception.lets))
        scopes[owner] = scope
        numbers = []
        for window in _windows(each, lifting):
            numbers.append(shapes.of(window, scope))
            owners = windows.setdefault(numbers[-1], (window, scope, []))[2]
            if owner not in owners:
                owners.append(owner)
        reading.append((each, lifting, numbers))
    facts = {number: _fact(program, number, *found) for number, found in windows.items()}
    judged = tuple(_judged(each, lifting, [facts[number] for number in numbers], program) for each, lifting, numbers in reading)
    lists = tuple(map(_held, program.lists.values()))
    return Plan(tuple(facts.values()), judged, frozenset(_kinds(program)), lists, shapes, scopes)


def nodes_of(declared: _Judging, lifting: tuple[ExceptionDecl, ...] = ()) -> Iterator[Expr]:
    """Every node that is read when a declaration judges an event."""
    stream = stream_of(declared)
    roots = [root for root, _ in readings(declared, lifting)]
    if stream.each is not None:
        roots.append(stream.each[1])
    if isinstance(declared, Duty):
        roots += [part for watch in watches_of(declared) for part in _watch_parts(watch)]
    return (node for root in roots for node in walk(root))


def watches_of(duty: Duty) -> Iterator[Watch]:
    yield duty.expect
    for pause in duty.pauses:
        yield from (pause.start, pause.stop)


def _watch_parts(watch: Watch) -> Iterator[Expr]:
    if watch.where is not None:
        yield watch.where
    for pair in watch.keys:
        yield from pair


def _windows(declared: _Judging, lifting: tuple[ExceptionDecl, ...]) -> Iterator[Window]:
    return (node for node in nodes_of(declared, lifting) if isinstance(node, Window))


def _fact(program: Program, number: int, window: Window, scope: Scope, rules: list[str]) -> Fact:
    cost, because = _cost(window, scope, program)
    by = ", ".join(dict.fromkeys(key.theirs.span.words for key in window.keys))
    return Fact(number, window.span.words, window.kind, by, _over(window), _keeps(window), cost, because, tuple(rules), window)


def _over(window: Window) -> str:
    match window.over:
        case Rolling():
            return window.over.length.span.words
        case CalendarThis():
            return f"this {window.over.unit}"
        case CalendarSame():
            return f"same {window.over.unit} of {window.over.weeks}w"


def _keeps(window: Window) -> str:
    if _scans(window):
        return f"the {SCAN_LIMIT} latest events"
    if isinstance(window.over, CalendarSame):
        return f"a summary of each {window.over.unit} of {window.over.weeks + 1} weeks"
    return _KEEPS[window.agg]


def _scans(window: Window) -> bool:
    return any(reads_this(part) for part in (window.filter, window.argument) if part is not None)


def _cost(window: Window, scope: Scope, program: Program) -> tuple[str, str]:
    """The class of a fact, and why it is not cheap."""
    if _scans(window):
        return DEAR, "it looks at each earlier event anew (`this.`)"
    if _content(window):
        return DEAR, "it looks into content"
    if window.agg == "distinct" and reach_of(window, program) >= _LONG:
        return DEAR, "it tells values apart over 30 days or more"
    if window.agg in ("distinct", "min", "max"):
        return MEDIUM, f"`{window.agg}` keeps values, not a running number"
    if window.kind != scope.kind:
        return MEDIUM, "it counts events of another kind"
    if any(_fed(node, program) for part in (*filters_of(window, scope), *(k.theirs for k in window.keys)) for node in walk(part)):
        return MEDIUM, "it looks into a list that events feed"
    return CHEAP, ""


def reach_of(window: Window, program: Program) -> int:
    """The greatest length that the window can have, in microseconds; calendar windows by their longest unit."""
    match window.over:
        case Rolling():
            length = window.over.length
            parameter = program.parameters.get(getattr(length, "name", ""))
            values = [value for value, _ in parameter.values] if parameter else [getattr(length, "value", 0)]
            return max(value for value in values if isinstance(value, int))
        case CalendarSame():
            return window.over.weeks * 7 * 86400 * MILLION
        case CalendarThis():
            return {"month": 31, "year": 366}.get(window.over.unit, 7) * 86400 * MILLION


def _content(node: Expr) -> bool:
    return any(isinstance(each, Apply) and FUNCTIONS[each.function].content for each in walk(node))


def _fed(node: Expr, program: Program) -> bool:
    return isinstance(node, LookUp | InList) and program.lists[node.list].feed is not None


def _judged(declared: _Judging, lifting: tuple[ExceptionDecl, ...], facts: list[Fact], program: Program) -> Judged:
    """The dearest of what a declaration does and of the facts that it reads."""
    nodes = list(nodes_of(declared, lifting))
    kind = stream_of(declared).kind
    name = f"derive {declared.kind}" if isinstance(declared, Derive) else declared.name
    reasons = [(CHEAP, "")]
    if isinstance(declared, Duty):
        reasons.append((MEDIUM, "a duty keeps debts"))
    if kind in {*(each.name for each in program.rules), *(each.name for each in program.duties)} or kind == "finding.made":
        reasons.append((MEDIUM, "it judges findings"))
    if any(_fed(node, program) for node in nodes):
        reasons.append((MEDIUM, "it looks into a list that events feed"))
    if len(entities := _entities(nodes)) > 1:
        reasons.append((DEAR, f"its facts are kept by different things: {', '.join(sorted(entities))}"))
    if any(_content(node) for node in nodes if isinstance(node, Apply)):
        reasons.append((DEAR, "it looks into content"))
    reasons += [(fact.cost, f"a fact that it reads: {fact.because}") for fact in facts]
    cost, because = max(reasons, key=lambda each: _LEVELS.index(each[0]))
    return Judged(name, kind, cost, because)


def _entities(nodes: list[Expr]) -> set[str]:
    """The first keys of the windows, where they are plain fields: by these a cluster would have to sort the events."""
    firsts = (node.keys[0].ours for node in nodes if isinstance(node, Window) and node.keys)
    return {first.name for first in firsts if isinstance(first, FieldRef)}


def _declared(program: Program) -> list[tuple[_Judging, tuple[ExceptionDecl, ...]]]:
    """All that judge events, in the order of the policy, each with the exceptions read in its scope."""
    found: list[_Judging] = [*program.rules, *program.derives, *program.duties]
    ordered = sorted(found, key=lambda each: each.index)
    return [(each, tuple(e for e in program.exceptions if e.rule == owner_of(each))) for each in ordered]


def _kinds(program: Program) -> Iterator[str]:
    for each, lifting in _declared(program):
        yield stream_of(each).kind
        if isinstance(each, Duty):
            yield from (watch.kind for watch in watches_of(each))
        for node in nodes_of(each, lifting):
            if isinstance(node, Window):
                yield node.kind
            elif isinstance(node, Permitted):
                yield GRANTED
    yield from (each.feed.kind for each in program.lists.values() if each.feed is not None)


def _held(declared: ListDecl) -> Held:
    if declared.feed is None:
        return Held(declared.name, declared.file or "the policy", "its rows", for_ever=False)
    until = declared.feed.until
    keeps = "the latest row, for ever: nothing says `until`" if until is None else f"the latest row, until {until.span.words}"
    return Held(declared.name, declared.feed.kind, keeps, for_ever=until is None)

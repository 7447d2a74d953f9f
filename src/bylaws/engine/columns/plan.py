"""Which rules are computed over columns, and the groups that their windows fall into.

A rule goes over columns if all that decides what its windows count can be computed there exactly: `where`, filters, keys and
arguments. Its `when` only serves to leave out events that are certainly no findings; what is left is judged by the step executor,
which is given the windows' values. Everything else stays with the step executor altogether.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec import field as default
from msgspec.structs import replace

from bylaws.engine.cells import Measure
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.facts import Fact, FactGroup
from bylaws.engine.columns.rows import Rows
from bylaws.engine.columns.spans import Reach, reach_of
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.needs import leaning_lists, made_kinds
from bylaws.engine.permits import GRANTED
from bylaws.engine.scope import Scope, Shapes, conjuncts, filters_of, readings, reads_this, scope_of, stream_of
from bylaws.events.columns import scan
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.table import Table
from bylaws.events.types import SCALES
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule, Stream
from bylaws.policy.walk import through, walk


class Use(Struct, frozen=True):
    """A window of a rule: its number in the rule's scope, its node, and where it is counted: a fact of a group (-1: by itself)."""

    number: int
    window: x.Window
    scope: Scope
    group: Hashable
    fact: int


class Asking(Struct, frozen=True):
    """The entries that a rule judges: events of a kind, under `each` the elements of a `field`, called `variable` (empty: none).

    Two rules judge the same ones if they have the same `key`.
    """

    kind: str
    field: str
    variable: str
    scope: Scope
    key: Hashable


class Planned(Struct):
    """What is judged over columns: whose it is, which entries, and the windows that are read there."""

    name: str
    asking: Asking
    uses: tuple[Use, ...] = ()

    @property
    def scope(self) -> Scope:
        return self.asking.scope


class RulePlan(Planned, kw_only=True):
    rule: Rule


class DutyPlan(Planned, kw_only=True):
    """The entries are those that may open debts."""

    duty: Duty


class GroupPlan(Struct):
    """A group, the windows of which one stands for all in what they count, and the arguments' expressions.

    `inner`: the scope of the events counted.
    """

    facts: FactGroup
    window: x.Window
    asking: Asking
    inner: Scope
    arguments: list[x.Expr] = default(default_factory=list)


class LonePlan(Struct, frozen=True):
    """A window that is counted by itself, and how far back it reaches."""

    window: x.Window
    asking: Asking
    inner: Scope
    reach: Reach


class ColumnPlan(Struct):
    """`rules` and `duties` by name; `latest`: what `last` looks for; `scanned`: the windows that read `this`; `reasons`: why the

    other rules and duties are judged event by event.
    """

    rules: dict[str, RulePlan] = default(default_factory=dict)
    duties: dict[str, DutyPlan] = default(default_factory=dict)
    latest: dict[Hashable, LonePlan] = default(default_factory=dict)
    scanned: dict[Hashable, LonePlan] = default(default_factory=dict)
    groups: dict[Hashable, GroupPlan] = default(default_factory=dict)
    reasons: dict[str, str] = default(default_factory=dict)


class Planner:
    """Makes the plan; expressions are tried on no rows at all, which tells whether they are supported."""

    def __init__(self, program: Program, shapes: Shapes, layout: Layout, evaluator: Evaluator, table: Table) -> None:
        self._program, self._shapes, self._layout, self._evaluator = program, shapes, layout, evaluator
        self._nothing = table
        self._made, self._leaning = made_kinds(program), leaning_lists(program)
        self._plan = ColumnPlan()

    def plan(self) -> ColumnPlan:
        for rule in self._program.rules:
            try:
                self._plan.rules[rule.name] = self._rule(rule)
            except _Stays as stays:
                self._plan.reasons[rule.name] = str(stays)
        for duty in self._program.duties:
            try:
                self._plan.duties[duty.name] = self._duty(duty)
            except _Stays as stays:
                self._plan.reasons[duty.name] = str(stays)
        return self._plan

    def _rule(self, rule: Rule) -> RulePlan:
        made = RulePlan(rule.name, self._asking(rule), rule=rule)
        lifting = tuple(each for each in self._program.exceptions if each.rule == rule.name)
        read = [node for node, _ in readings(rule, lifting)]
        windows = [(window, inner) for node, inner in self._scoped(rule, made.scope) for window in _windows(node)]
        self._plan_windows(made, read, windows)
        return made

    def _duty(self, duty: Duty) -> DutyPlan:
        """What a duty reads when a debt opens is told over columns; at a deadline there is no batch that could tell it."""
        made = DutyPlan(duty.name, self._asking(duty), duty=duty)
        lifting = tuple(each for each in self._program.exceptions if each.rule == duty.name)
        read = list(readings(duty, lifting))
        if any(True for node, late in read if late for _ in _windows(node)):
            raise _Stays("it reads a window at the deadline")
        opening = [node for node, late in read if not late]
        self._plan_windows(made, opening, [(window, made.scope) for node in opening for window in _windows(node)])
        return made

    def _plan_windows(self, made: Planned, read: list[x.Expr], windows: list[tuple[x.Window, Scope]]) -> None:
        """Finds what counts the windows; `read`: all expressions that must not see how lists run ahead."""
        scope = made.scope
        rows = self._empty(scope.kind, made.asking.variable)
        for node in read:
            self._check_lists(node, scope.kind)
        if scope.where is not None:
            self._supported(scope.where, scope, rows, "`where`")
        tried = [self._use(window, inner, made, rows) for window, inner in windows]
        made.uses = tuple(self._joined(*each) for each in tried)

    def _asking(self, declared: Rule | Duty) -> Asking:
        stream = stream_of(declared)
        if stream.kind in self._made or stream.kind == GRANTED:
            raise _Stays(f"`{stream.kind}` is made while events are judged")
        scope = scope_of(declared.name, stream, declared.subject, private=True)
        kind, field = stream.kind, self._array(stream)
        variable = "" if stream.each is None else stream.each[0]
        where = tuple(self._shapes.of(each, scope) for each in conjuncts(scope.where))
        return Asking(kind, field, variable, scope, (kind, field, variable, where))

    def _scoped(self, rule: Rule, scope: Scope) -> Iterator[tuple[x.Expr, Scope]]:
        for node, _ in readings(rule):
            yield node, scope
        for exception in self._program.exceptions:
            if exception.rule == rule.name:
                inner = scope.with_lets(exception.lets)
                yield from ((value, inner) for _, value in exception.lets)
                yield exception.when, inner

    def _array(self, stream: Stream) -> str:
        if stream.each is None:
            return ""
        array = stream.each[1]
        if not isinstance(array, x.FieldRef) or not self._is_column(stream.kind, array.name, scan.TEXT_ARRAY):
            raise _Stays("it goes through what is no field of texts")
        return array.name

    def _is_column(self, kind: str, name: str, how: int) -> bool:
        try:
            place = self._layout.place(kind, name)
        except KeyError:
            return False
        return self._layout.slots[kind][place].how == how

    def _empty(self, kind: str, variable: str = "") -> Rows:
        none = np.zeros(0, np.int64)
        return Rows(kind, self._nothing, none, none if variable else None, variable=variable)

    def _supported(self, node: x.Expr, scope: Scope, rows: Rows, what: str) -> None:
        try:
            self._evaluator.column(node, scope, rows)
        except Unsupported:
            raise _Stays(f"{what} is more than columns can tell: `{node.span.words}`") from None

    def _check_lists(self, node: x.Expr, kind: str) -> None:
        """Lists that events feed run ahead here, which must not show."""
        for each in walk(node):
            if isinstance(each, x.LookUp | x.InList):
                feed = self._program.lists[each.list].feed
                if feed is not None and (feed.kind in self._made or feed.kind == kind):
                    raise _Stays(f"it reads list `{each.list}`, which its own kind of event feeds")
                if each.list in self._leaning:
                    raise _Stays(f"it reads list `{each.list}`, whose feed reads a list that events feed")
            if isinstance(each, x.Window):
                for inner in (each.filter, each.argument, *(key.theirs for key in each.keys)):
                    if inner is not None and each.kind != kind:
                        self._check_lists(inner, each.kind)

    def _use(self, window: x.Window, scope: Scope, made: Planned, rows: Rows) -> tuple[x.Window, Scope, Planned, Reach]:
        if window.kind in self._made or window.kind == GRANTED:
            raise _Stays(f"it counts `{window.kind}`, which is made while events are judged")
        parts = [part for part in (window.filter, window.argument) if part is not None]
        if any(isinstance(each, x.Window) for part in parts for each in list(walk(part))):
            raise _Stays("a window stands in a window")
        try:
            reach = reach_of(window.over, self._program)
        except Unsupported:
            raise _Stays("the length of a window changes with time") from None
        if isinstance(reach, x.CalendarSame) and window.agg not in ("count", "sum", "avg"):
            raise _Stays(f"`{window.agg}` over past weeks")
        if window.agg == "last" and not (window.argument is None or isinstance(window.argument, x.FieldRef)):
            raise _Stays("`last` of what is no field")
        conditions = [scope.where] if window.own else []
        conditions += [window.filter] if window.agg == "last" else []
        if (window.agg == "last" or _is_scanned(window)) and any(_reckons(each, scope) for each in conditions if each is not None):
            raise _Stays("`last`, or a window that reads `this`, depends on numbers that may be too great to be held")
        if _is_scanned(window):
            self._check_scan(window, scope, reach, made)
        self._check_sides(window, scope, rows)
        return window, scope, made, reach

    def _check_scan(self, window: x.Window, scope: Scope, reach: Reach, made: Planned) -> None:
        """Lists are read at the time of each event, and change while events wait to be looked at again."""
        if made.asking.field or window.agg == "last" or isinstance(reach, x.CalendarSame):
            raise _Stays("it reads `this` through `each`, by `last` or over past weeks")
        if any(_reads_lists(part, scope) for part in (window.filter, window.argument) if part is not None):
            raise _Stays("it reads `this` and a list in one window")

    def _check_sides(self, window: x.Window, scope: Scope, rows: Rows) -> None:
        inner = scope.inside(window)
        counted = rows if window.own else self._empty(window.kind)
        if _is_scanned(window):
            counted = replace(counted, this=(rows, np.zeros(0, np.int64)), memo={})
        for part in (window.filter, window.argument):
            if part is not None:
                self._supported(part, inner, counted, "a window")
        if window.argument is not None and window.agg not in ("count", "distinct", "last") and not window.argument.type.is_ordered:
            raise _Stays(f"`{window.agg}` of what is no number")
        if window.agg == "distinct" and window.argument is not None and window.argument.type.name in ("array", "map", "record"):
            raise _Stays("`distinct` of what is no single value")
        for key in window.keys:
            self._supported(key.ours, scope, rows, "a key")
            if key.ours.type.name == "array" or (window.agg == "last" and key.theirs.type.name == "array"):
                raise _Stays("a key of the event judged, or of `last`, is an array")
            if key.theirs.type.name == "array":
                if not isinstance(key.theirs, x.FieldRef) or not self._is_column(window.kind, key.theirs.name, scan.TEXT_ARRAY):
                    raise _Stays("a key is an array that is no field of texts")
            else:
                self._supported(key.theirs, inner, counted, "a key")

    def _joined(self, window: x.Window, scope: Scope, made: Planned, reach: Reach) -> Use:
        """Finds or makes the group and the fact of a window."""
        inner, numbered = scope.inside(window), self._shapes.of
        key: Hashable = (
            window.kind,
            made.asking.key,
            window.own,
            tuple(numbered(part, inner) for part in filters_of(window, scope)),
            tuple((numbered(k.theirs, inner), numbered(k.ours, scope)) for k in window.keys),
        )
        if window.agg == "last" or _is_scanned(window):
            key = (key, numbered(window, scope))
            plans = self._plan.latest if window.agg == "last" else self._plan.scanned
            plans[key] = LonePlan(window, made.asking, inner, reach)
            return Use(numbered(window, scope), window, scope, key, -1)
        group = self._plan.groups.get(key)
        if group is None:
            facts = FactGroup(key, len(window.keys))
            group = self._plan.groups[key] = GroupPlan(facts, window, made.asking, inner)
        argument = -1 if window.argument is None else self._argument(group, window.argument, inner)
        for fact in group.facts.facts:
            if (fact.measure.agg, fact.argument, fact.over) == (window.agg, argument, reach):
                break
        else:
            fact = Fact(len(group.facts.facts), measure_of(window), argument, reach)
            group.facts.facts.append(fact)
        return Use(numbered(window, scope), window, scope, key, fact.number)

    def _argument(self, group: GroupPlan, argument: x.Expr, inner: Scope) -> int:
        number = self._shapes.of(argument, inner)
        if number not in group.facts.arguments:
            group.facts.arguments.append(number)
            group.arguments.append(argument)
        return group.facts.arguments.index(number)


class _Stays(Exception):  # noqa: N818 (a reason, no error)
    """Why a rule stays with the step executor."""


def _windows(node: x.Expr) -> Iterator[x.Window]:
    """The windows of an expression that are read on the event judged."""
    return (each for each in walk(node) if isinstance(each, x.Window))


def _is_scanned(window: x.Window) -> bool:
    return any(reads_this(part) for part in (window.filter, window.argument) if part is not None)


def _reckons(node: x.Expr, scope: Scope) -> bool:
    """Whether a number in an expression may be too great to be held, through lets too."""
    return any(_may_be_beyond(each) for each in through(node, scope.lets or {}))


def _may_be_beyond(node: x.Expr) -> bool:
    """Whether an operation's outcome may be: not what lies between two instants, nor one of its operands."""
    match node:
        case x.Arithmetic(left=left, right=right):
            return (left.type.name, right.type.name) != ("instant", "instant")
        case x.Apply(function=function):
            return function not in ("coalesce", "greatest", "least")
    return isinstance(node, x.Negate)


def _reads_lists(node: x.Expr, scope: Scope) -> bool:
    """Whether an expression inside a window reads a list, through lets too."""
    return any(isinstance(each, x.LookUp | x.InList) for each in through(node, scope.lets or {}))


def measure_of(window: x.Window) -> Measure:
    argument = window.argument
    factor = Fraction(1)
    if argument is not None and argument.type.name in SCALES and window.type.name in SCALES:
        factor = Fraction(SCALES[window.type.name], SCALES[argument.type.name])
    return Measure(window.agg, factor.numerator, factor.denominator, window.span.words)

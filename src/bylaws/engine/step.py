"""The exact executor: one event after the other, in order, each judged as soon as it is there.

On an event, in this order: it enters all windows whose filters it passes; rules and derivations on its kind judge it, in the order
of the policy, with lists as they stood before it; duties take it as payment, trigger and pause; it feeds lists and permits; then
the findings and derived events that it gave rise to become events in turn, each with all that follows from it before the next.
Debts that no event paid by their deadline come before the first event after it.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from bylaws.engine.compile import Space, World
from bylaws.engine.compile_windows import Enter, Windows
from bylaws.engine.duties import Debts, Due, OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.judging import Findings, condition_of, fields_of
from bylaws.engine.lists import Row, Table, tables
from bylaws.engine.nulls import is_null
from bylaws.engine.once import Groups, repeat
from bylaws.engine.permits import GRANTED, Permits
from bylaws.engine.plan import Plan, make_plan
from bylaws.engine.scope import Scope, kind_scope, owner_of, scope_of
from bylaws.events.event import Event
from bylaws.policy.made import made_by
from bylaws.policy.program import Derive, Duty, Program, Rule, Stream

MADE: Final = "finding.made"

Facts = Mapping[str, Sequence[tuple[int, Mapping[int, object]]]]
"""By the name of a rule whose windows are computed elsewhere: the elements to judge, and their windows' values by `Plan.number`."""


@dataclass(slots=True)
class _Lane:
    """A space of one kind: one frame for each event, or for each element of `through` (then `variable` names it)."""

    kind: str
    space: Space
    enter: list[Enter]
    variable: str = ""
    through: Compute | None = None


@dataclass(slots=True)
class _RuleJudge:
    lane: _Lane
    rule: Rule
    condition: Compute
    findings: Findings
    groups: Groups | None
    keys: list[Compute]
    elsewhere: bool

    @property
    def index(self) -> int:
        return self.rule.index

    def judge(self, frame: Frame) -> Finding | None:
        """The finding, unless there is none or it was counted as a repeat of another."""
        value = self.condition(frame)
        if value is False or value is None:
            return None
        excused = self.findings.excused(frame, value)
        if self.groups is None:
            return self.findings.make(frame, excused)
        key = tuple([None if is_null(part := read(frame)) else part for read in self.keys]) or (self.findings.subject(frame),)
        settled = excused.state == "settled"
        opening = self.groups.opening(key, frame.place) if settled else None
        if opening is not None:
            repeat(opening, self.findings.severity(frame))
            return None
        finding = self.findings.make(frame, excused)
        finding.key = key
        if settled:
            self.groups.open(finding, frame.place)
        return finding


@dataclass(slots=True)
class _DeriveJudge:
    lane: _Lane
    derive: Derive
    where: Compute | None
    when: Compute | None
    fields: list[tuple[str, Compute]]

    @property
    def index(self) -> int:
        return self.derive.index

    def judge(self, frame: Frame) -> Event | None:
        for condition in (self.where, self.when):
            if condition is not None and condition(frame) is not True:
                return None
        cause = frame.event
        found = {name: read(frame) for name, read in self.fields}
        fields = {name: value for name, value in found.items() if not is_null(value)}
        identity = f"{cause.id}~{self.derive.index}.{frame.element}"
        return Event(self.derive.kind, identity, cause.source, cause.at, fields, cause.received_at, frame.place, cause.late)


@dataclass(slots=True)
class _Parts:
    """What looks at events of one kind by name. Each part comes with the lane in whose frames it is read."""

    lanes: list[_Lane] = field(default_factory=list)
    judges: list[_RuleJudge | _DeriveJudge] = field(default_factory=list)
    watching: list[Debts] = field(default_factory=list)
    triggered: list[tuple[_Lane, Debts]] = field(default_factory=list)
    fed: list[tuple[Table, Compute | None, Compute | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way of an event: the lanes whose frames are made at once, and all parts, with the position of their frame.

    A part that is read by element is given the frame in which its array is found. A judge is plain (the truth with it) if it
    simply reads its frame.
    """

    lanes: tuple[_Lane, ...]
    judges: tuple[tuple[int, _RuleJudge | _DeriveJudge, bool], ...]
    watching: tuple[tuple[int, str, Debts], ...]
    triggered: tuple[tuple[int, _Lane, Debts], ...]
    fed: tuple[tuple[int, Table, Compute | None, Compute | None], ...]


class Stepper:
    """Runs one policy. Events are pushed in the order of `bylaws.events.order`, each once.

    `lists`: the rows of the lists that files fill, by name. `precomputed`: rules whose windows are computed elsewhere; they
    keep no window state here and are judged only where `push` is given their facts. `told`: a rule whose findings keep
    their frames (`told_frames`, by the finding's id) and note the events behind each window. `plan`: the program's, if it is
    made already. `ahead`: lists that others feed.
    """

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Sequence[Row]] | None = None,
        *,
        precomputed: Collection[str] = frozenset(),
        told: str = "",
        plan: Plan | None = None,
        ahead: Mapping[str, Table] | None = None,
    ) -> None:
        self.program = program
        self.plan: Plan = make_plan(program) if plan is None else plan
        self.told_frames: dict[str, Frame] = {}
        self._told = told
        self._shared = made_by(program)
        self._permits = Permits(program.currency)
        self._ahead = ahead or {}
        self._tables = {**tables(program.lists.values(), lists or {}), **self._ahead}
        functions = implementations(program.timezone)
        world = World(program.parameters, self._tables, self._permits, functions, program.kinds, program.timezone)
        self._windows = Windows(world, self.plan.shapes, precomputed, told)
        self._compiler = self._windows.compiler
        self._precomputed = precomputed
        self._parts: dict[str, _Parts] = defaultdict(_Parts)
        self._lanes: dict[Hashable, _Lane] = {}
        self._ways: dict[str, _Way] = {}
        self._debts: list[Debts] = []
        self._due: Due = []
        self._build()

    # Running ------------------------------------------------------------------------------------------------------------------

    def push(self, event: Event, facts: Facts | None = None) -> list[Finding]:
        """The findings that an event leads to, after those of the debts that fell due before it."""
        found = self.watermark(event.place)
        self._process(event, facts, found)
        return found

    def watermark(self, instant: int) -> list[Finding]:
        """The findings of debts whose deadline (microseconds) is before `instant`: no event can pay them any more."""
        found: list[Finding] = []
        while self._due and self._due[0][0] < instant:
            deadline, _, _, debt = heapq.heappop(self._due)
            debts = self._by_duty[debt.duty.name]
            if debts.is_due(debt, deadline):
                finding = debts.miss(debt)
                found.append(finding)
                self._follow(finding, deadline, found)
        return found

    def finish(self, watermark: int) -> list[Finding]:
        """The findings of debts that are due at the end: with a deadline up to the watermark."""
        return self.watermark(watermark + 1)

    @property
    def open_debts(self) -> list[OpenDebt]:
        """Debts that are neither paid nor due yet."""
        return [debt for debts in self._debts for debt in debts.open_debts()]

    def _process(self, event: Event, facts: Facts | None, found: list[Finding]) -> None:
        way = self._ways.get(event.kind)
        if way is None:
            way = self._ways[event.kind] = self._way(event.kind)
        frames = [_frame(event, lane) for lane in way.lanes]
        for lane, frame in zip(way.lanes, frames, strict=True):
            for enter in lane.enter:
                enter(frame)
        outcomes: list[Finding | Event] = []
        for position, judge, plain in way.judges:
            if plain:
                outcome = judge.judge(frames[position])
                if outcome is not None:
                    outcomes.append(outcome)
            else:
                self._judge_apart(judge, frames[position], facts, outcomes)
        for position, kind, debts in way.watching:
            debts.pay(frames[position], kind)
        for position, lane, debts in way.triggered:
            for frame in _elements(lane, frames[position]):
                debts.trigger(frame, self._due)
        for position, kind, debts in way.watching:
            debts.pause(frames[position], kind, self._due)
        self._feed(way, event, frames)
        for outcome in outcomes:
            if isinstance(outcome, Finding):
                found.append(outcome)
                self._follow(outcome, event.place, found)
            else:
                self._process(outcome, None, found)

    def _judge_apart(
        self, judge: _RuleJudge | _DeriveJudge, frame: Frame, facts: Facts | None, outcomes: list[Finding | Event]
    ) -> None:
        elsewhere = isinstance(judge, _RuleJudge) and judge.elsewhere
        for each in _given(judge, frame, facts) if elsewhere else _elements(judge.lane, frame):
            outcome = judge.judge(each)
            if outcome is not None:
                outcomes.append(outcome)
                if self._told and isinstance(outcome, Finding) and outcome.rule == self._told:
                    self.told_frames[outcome.id] = each

    def _follow(self, finding: Finding, place: int, found: list[Finding]) -> None:
        """A settled finding is an event, right after its cause."""
        if finding.state == "settled":
            event = Event(finding.rule, finding.id, finding.source, finding.at, fields_of(finding), None, place, finding.late)
            self._process(event, None, found)

    def _feed(self, way: _Way, event: Event, frames: list[Frame]) -> None:
        rows = []
        for position, table, where, until in way.fed:
            frame = frames[position]
            if where is None or where(frame) is True:
                rows.append((table, None if until is None else until(frame)))
        # All conditions are read before any list takes its row.
        for table, end in rows:
            table.feed(event, end)
        if event.kind == GRANTED:
            self._permits.add(event)

    # Building -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        program = self.program
        declared: list[Rule | Derive | Duty] = [*program.rules, *program.derives, *program.duties]
        for each in sorted(declared, key=lambda each: each.index):
            match each:
                case Rule():
                    self._parts[each.stream.kind].judges.append(self._rule(each))
                case Derive():
                    self._parts[each.stream.kind].judges.append(self._derive(each))
                case Duty():
                    self._duty(each)
        for declaration in program.lists.values():
            if declaration.feed is not None and declaration.name not in self._ahead:
                feed, scope = declaration.feed, kind_scope(declaration.feed.kind)
                self._lane(scope)
                where, until = (self._compiler.optional(part, scope) for part in (feed.where, feed.until))
                self._parts[feed.kind].fed.append((self._tables[declaration.name], where, until))
        for space in list(self._windows.enter):
            if isinstance(space, str):
                self._lane(kind_scope(space))
        self._by_duty = {debts.duty.name: debts for debts in self._debts}

    def _rule(self, rule: Rule) -> _RuleJudge:
        elsewhere = rule.name in self._precomputed
        scope = scope_of(rule.name, rule.stream, rule.subject, private=elsewhere or rule.name == self._told)
        compiler = self._compiler
        return _RuleJudge(
            self._lane(scope, rule.stream),
            rule,
            condition_of(rule, scope, compiler),
            Findings(self.program, rule, scope, compiler),
            Groups(rule.once.per) if rule.once else None,
            [compiler.compile(key, scope) for key in (rule.once.keys if rule.once else ())],
            elsewhere,
        )

    def _derive(self, derive: Derive) -> _DeriveJudge:
        scope = scope_of(owner_of(derive), derive.stream, None)
        compiler = self._compiler
        return _DeriveJudge(
            self._lane(scope, derive.stream),
            derive,
            compiler.optional(derive.stream.where, scope),
            compiler.optional(derive.when, scope),
            [(name, compiler.compile(node, scope)) for name, node in derive.fields],
        )

    def _duty(self, duty: Duty) -> None:
        scope = scope_of(duty.name, duty.after, duty.subject)
        lane = self._lane(scope, duty.after)
        debts = Debts(duty, scope, self._compiler, Findings(self.program, duty, scope, self._compiler))
        self._debts.append(debts)
        self._parts[duty.after.kind].triggered.append((lane, debts))
        for kind in debts.watched:
            self._lane(kind_scope(kind))
            self._parts[kind].watching.append(debts)

    def _lane(self, scope: Scope, stream: Stream | None = None) -> _Lane:
        """The lane of a scope's space; made with the kind's own lane, from which arrays are read."""
        lane = self._lanes.get(scope.space)
        if lane is None:
            each = None if stream is None else stream.each
            variable, through = "", None
            if each is not None:
                base = kind_scope(scope.kind)
                self._lane(base)
                variable, through = each[0], self._compiler.compile(each[1], base)
            enter = self._windows.enter.setdefault(scope.space, [])
            lane = self._lanes[scope.space] = _Lane(scope.kind, self._compiler.space(scope), enter, variable, through)
            if through is None:
                self._parts[scope.kind].lanes.append(lane)
        return lane

    def _way(self, kind: str) -> _Way:
        """The way of a kind; findings go that of their rule and that of all findings at once."""
        names = [each for each in ((kind, MADE) if kind in self._shared else (kind,)) if each in self._parts]
        parts = [self._parts[name] for name in names]
        lanes = tuple(lane for each in parts for lane in each.lanes)
        at = {id(lane): position for position, lane in enumerate(lanes)}
        base = {name: at[id(self._lanes[name])] for name in names if name in self._lanes}

        def position(lane: _Lane) -> int:
            return at[id(lane)] if lane.through is None else base[lane.kind]

        judges = [(position(judge.lane), judge, self._is_plain(judge)) for each in parts for judge in each.judges]
        return _Way(
            lanes,
            tuple(sorted(judges, key=lambda pair: pair[1].index)),
            tuple((base[name], name, debts) for name in names for debts in self._parts[name].watching),
            tuple((position(lane), lane, debts) for each in parts for lane, debts in each.triggered),
            tuple((base[name], *fed) for name in names for fed in self._parts[name].fed),
        )

    def _is_plain(self, judge: _RuleJudge | _DeriveJudge) -> bool:
        if judge.lane.through is not None:
            return False
        return isinstance(judge, _DeriveJudge) or not (judge.elsewhere or judge.rule.name == self._told)


def _frame(event: Event, lane: _Lane) -> Frame:
    return Frame(event, event.fields, event.at, event.place, lane.space.fresh())


def _elements(lane: _Lane, frame: Frame) -> Iterator[Frame]:
    """The frame itself, or one for each element, which enters the windows just before it is read."""
    if lane.through is None:
        yield frame
        return
    items = lane.through(frame)
    if is_null(items):
        return
    for number, item in enumerate(cast(tuple[object, ...], items)):
        inner = Frame(frame.event, frame.fields, frame.at, frame.place, lane.space.fresh(), number, {lane.variable: item})
        for enter in lane.enter:
            enter(inner)
        yield inner


def _given(judge: _RuleJudge | _DeriveJudge, frame: Frame, facts: Facts | None) -> Iterator[Frame]:
    """Frames of the elements whose windows were computed elsewhere."""
    assert isinstance(judge, _RuleJudge)
    wanted = dict((facts or {}).get(judge.rule.name, ()))
    lane = judge.lane
    items = (None,) if lane.through is None else lane.through(frame)
    if not wanted or is_null(items):
        return
    for number, item in enumerate(cast(tuple[object, ...], items)):
        if number in wanted:
            elements = {lane.variable: item} if lane.variable else {}
            inner = Frame(frame.event, frame.fields, frame.at, frame.place, lane.space.fresh(), number, elements)
            inner.given = wanted[number]
            yield inner

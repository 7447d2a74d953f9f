"""Which rules, duties and lists an event passes, in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from typing import ClassVar, Final, Protocol

from msgspec import Struct, field

from bylaws.engine.compile_windows import Floors, Windows
from bylaws.engine.doubting import Listening
from bylaws.engine.duties import Debts
from bylaws.engine.explain import Explainer, Explanation
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.judges import DeriveJudge, Judge, RuleJudge, WatchedJudge
from bylaws.engine.judging import Findings, condition_of
from bylaws.engine.lanes import Lane
from bylaws.engine.lists import Table
from bylaws.engine.once import Groups, Joined, Openings
from bylaws.engine.scope import Scope, kind_scope, owner_of, scope_of
from bylaws.engine.unsettled import Telling, Unsettled
from bylaws.engine.watch import Watch
from bylaws.policy.made import made_by
from bylaws.policy.program import Derive, Duty, Program, Rule, Stream

MADE: Final = "finding.made"


class Parts(Struct):
    """What looks at events of one kind by name. Each part comes with the lane in whose frames it is read."""

    lanes: list[Lane] = field(default_factory=list)
    judges: list[Judge] = field(default_factory=list)
    watching: list[Debts] = field(default_factory=list)
    triggered: list[tuple[Lane, Debts]] = field(default_factory=list)
    fed: list[tuple[Table, Compute | None, Compute | None]] = field(default_factory=list)


class Way(Struct, frozen=True):
    """The way of an event: the lanes whose frames are made at once, and all parts, with the position of their frame.

    A part that is read by element, or seldom, is given the frame of the kind, in which its array is found. A judge is plain (the
    truth with it) if it simply reads its frame. `elsewhere`: by rule the judges whose windows are computed elsewhere; `judges` are
    all others. Both are in the order of the policy.
    """

    lanes: tuple[Lane, ...]
    judges: tuple[tuple[int, Judge, bool], ...]
    elsewhere: Mapping[str, tuple[int, RuleJudge]]
    watching: tuple[tuple[int, str, Debts], ...]
    triggered: tuple[tuple[int, Lane, Debts], ...]
    fed: tuple[tuple[int, Table, Compute | None, Compute | None], ...]


class Held(Protocol):
    """Something that learns from events; `HELD` names the attributes that tell what it has learnt."""

    HELD: ClassVar[tuple[str, ...]]


class Law(Protocol):
    """What the versions of one policy share."""

    def floors(self, program: Program) -> Floors:
        """How far back the windows of a version reach."""

    def openings(self, rule: Rule) -> Openings:
        """The groups of `once`, which go on while a rule's name and keys stand."""


class Ways:
    """The ways of all kinds of one policy. `fed`: the lists that are fed here. `explain`: of the rule that is to be told of.

    `watch`: who looks over a rule's shoulder. `telling`: what is told of the unsettled. `joined`: as of `Groups`.
    """

    def __init__(
        self,
        program: Program,
        windows: Windows,
        listening: Listening,
        fed: Mapping[str, Table],
        law: Law | None = None,
        watch: Watch | None = None,
        telling: Telling = Telling(),
        joined: Joined | None = None,
    ) -> None:
        self.program = program
        self._joined = joined
        self._law = law
        self._watch = watch
        self._telling = telling
        self._windows, self._listening = windows, listening
        self._compiler = windows.compiler
        self._fed = fed
        self._shared = made_by(program)
        self._parts: dict[str, Parts] = defaultdict(Parts)
        self._lanes: dict[Hashable, Lane] = {}
        self._ways: dict[str, Way] = {}
        self.debts: dict[str, Debts] = {}
        self.groups: dict[str, Groups] = {}
        self.unsettled: dict[str, Unsettled] = {}
        self.findings: dict[str, Findings] = {}
        self.explain: Callable[[Frame], Explanation] | None = None
        self._build()

    def of(self, kind: str) -> Way:
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._made(kind)
        return way

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
            if declaration.feed is not None and declaration.name in self._fed:
                feed, scope = declaration.feed, kind_scope(declaration.feed.kind)
                self._lane(scope)
                where, until = (self._compiler.optional(part, scope) for part in (feed.where, feed.until))
                self._parts[feed.kind].fed.append((self._fed[declaration.name], where, until))
        for space in list(self._windows.enter):
            if isinstance(space, str):
                self._lane(kind_scope(space))

    def _rule(self, rule: Rule) -> RuleJudge:
        elsewhere = rule.name in self._windows.elsewhere
        scope = scope_of(rule.name, rule.stream, rule.subject, private=elsewhere or rule.name == self._windows.told)
        compiler = self._compiler
        lane, condition = self._lane(scope, rule.stream, seldom=elsewhere), condition_of(rule, scope, compiler)
        findings, groups = self._findings(rule, scope), self._groups(rule)
        keys = [compiler.compile(key, scope) for key in (rule.once.keys if rule.once else ())]
        if self._watch is None or self._watch.rule != rule.name:
            return RuleJudge(lane, rule, condition, findings, groups, keys, elsewhere)
        see = self._watch.begin(rule, scope, compiler, findings)
        return WatchedJudge(lane, rule, condition, findings, groups, keys, elsewhere, see)

    def parts(self) -> Iterator[Held]:
        """All that learns from events."""
        for states in self._windows.states.values():
            yield from states
        yield from self.debts.values()
        yield from self.groups.values()
        yield from self.unsettled.values()

    def _findings(self, declared: Rule | Duty, scope: Scope) -> Findings:
        # Under the law in time nothing is judged by a version before it binds.
        effective = self.program.effective if self._law is None else None
        unsettled = self.unsettled[declared.name] = Unsettled(self._telling, effective)
        findings = self.findings[declared.name] = Findings(
            self.program, declared, scope, self._listening.doubter(self._compiler), unsettled
        )
        if declared.name == self._windows.told:
            explainer = Explainer(self.program, declared, scope, self._compiler)
            self.explain = partial(explainer.explain, findings=findings)
        return findings

    def _groups(self, rule: Rule) -> Groups | None:
        if rule.once is None:
            return None
        openings = None if self._law is None else self._law.openings(rule)
        groups = self.groups[rule.name] = Groups(rule.once.per, openings, self._joined)
        return groups

    def _derive(self, derive: Derive) -> DeriveJudge:
        scope = scope_of(owner_of(derive), derive.stream, None)
        compiler = self._compiler
        return DeriveJudge(
            self._lane(scope, derive.stream),
            derive,
            compiler.optional(derive.stream.where, scope),
            compiler.optional(derive.when, scope),
            [(name, compiler.compile(node, scope)) for name, node in derive.fields],
        )

    def _duty(self, duty: Duty) -> None:
        elsewhere = duty.name in self._windows.elsewhere
        scope = scope_of(duty.name, duty.after, duty.subject, private=elsewhere)
        lane = self._lane(scope, duty.after, seldom=elsewhere)
        debts = Debts(duty, scope, self._compiler, self._findings(duty, scope), elsewhere)
        self.debts[duty.name] = debts
        self._parts[duty.after.kind].triggered.append((lane, debts))
        for kind in debts.watched:
            self._lane(kind_scope(kind))
            self._parts[kind].watching.append(debts)

    def _lane(self, scope: Scope, stream: Stream | None = None, seldom: bool = False) -> Lane:
        """The lane of a scope's space; made with the kind's own lane, from which arrays are read. `seldom`: its frames are made

        only where they are wanted.
        """
        lane = self._lanes.get(scope.space)
        if lane is None:
            each = None if stream is None else stream.each
            variable, through = "", None
            if each is not None or seldom:
                self._lane(kind_scope(scope.kind))
            if each is not None:
                variable, through = each[0], self._compiler.compile(each[1], kind_scope(scope.kind))
            enter = self._windows.enter.setdefault(scope.space, [])
            lane = self._lanes[scope.space] = Lane(scope.kind, self._compiler.space(scope), enter, variable, through)
            if through is None and not seldom:
                self._parts[scope.kind].lanes.append(lane)
        return lane

    def _made(self, kind: str) -> Way:
        """The way of a kind; findings go that of their rule and that of all findings at once."""
        names = [each for each in ((kind, MADE) if kind in self._shared else (kind,)) if each in self._parts]
        parts = [self._parts[name] for name in names]
        lanes = tuple(lane for each in parts for lane in each.lanes)
        at = {id(lane): position for position, lane in enumerate(lanes)}
        base = {name: at[id(self._lanes[name])] for name in names if name in self._lanes}

        def position(lane: Lane) -> int:
            return at[id(lane)] if id(lane) in at else base[lane.kind]

        judges = sorted((judge for each in parts for judge in each.judges), key=lambda judge: judge.index)
        given = {each.rule.name: each for each in judges if isinstance(each, RuleJudge) and each.elsewhere}
        here = [each for each in judges if isinstance(each, DeriveJudge) or each.rule.name not in given]
        return Way(
            lanes,
            tuple((position(each.lane), each, self._is_plain(each)) for each in here),
            {name: (position(each.lane), each) for name, each in given.items()},
            tuple((base[name], name, debts) for name in names for debts in self._parts[name].watching),
            tuple((position(lane), lane, debts) for each in parts for lane, debts in each.triggered),
            tuple((base[name], *fed) for name in names for fed in self._parts[name].fed),
        )

    def _is_plain(self, judge: Judge) -> bool:
        if judge.lane.through is not None:
            return False
        return isinstance(judge, DeriveJudge) or judge.rule.name != self._windows.told

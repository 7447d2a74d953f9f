"""The exact executor: one event after the other, in order, each judged as soon as it is there.

On an event, in this order: it enters all windows whose filters it passes; rules and derivations on its kind judge it, in the order
of the policy, with lists as they stood before it; duties take it as payment, trigger and pause; it feeds lists and permits; then
the findings and derived events that it gave rise to become events in turn, each with all that follows from it before the next.
Debts that no event paid by their deadline come before the first event after it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bylaws.engine.asks import Want
from bylaws.engine.compile import World
from bylaws.engine.compile_windows import Windows
from bylaws.engine.doubting import Listening
from bylaws.engine.duties import Due, OpenDebt
from bylaws.engine.explain import Explanation
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Frame
from bylaws.engine.functions import implementations
from bylaws.engine.heard import Heard
from bylaws.engine.judges import Judge, RuleJudge
from bylaws.engine.judging import fields_of
from bylaws.engine.lanes import Facts
from bylaws.engine.lists import Looked, Row, tables
from bylaws.engine.needs import columns_read, fields_read, kept_for
from bylaws.engine.once import Groups, Joined
from bylaws.engine.permits import GRANTED, Granted, Permits
from bylaws.engine.plan import Plan, make_plan
from bylaws.engine.unmet import Unmet
from bylaws.engine.unsettled import Telling, Unsettled
from bylaws.engine.watch import Watch
from bylaws.engine.watched import Key
from bylaws.engine.ways import Held, Law, Way, Ways
from bylaws.events.event import Event
from bylaws.policy.program import Program

__all__ = ["Facts", "Stepper"]

Outcome = tuple[Finding | None, Event | None]
"""A finding, and the event as which other rules see it: as it was at its opening. Or a derived event alone."""


class Stepper:
    """Runs one policy. Events are pushed in the order of `bylaws.events.order`, each once.

    `lists`: the rows of the lists that files fill, by name. `precomputed`: rules and duties whose windows are computed
    elsewhere; they keep no window state here, and judge an event, or open a debt, only where `push` is given their facts.
    `told`: a rule or duty whose findings are explained (`explanations` and `told_frames`, by the finding's id). `plan`: the
    program's, if it is made already. `ahead`: lists that others feed. `law`: what versions of a policy share. `permits`:
    where the permits told of are kept. `reach`: how late (microseconds) an event may be judged, by which lists know what to
    forget; one that is later and looks into such a list raises Forgotten. None: they forget nothing. `watch`: who is shown
    all that a rule judges. `telling`: what is told of the unsettled. `joined` is told of what is counted with another.
    `hears`: whether what was heard of is learnt from the events pushed; if not, whoever pushes them says so.
    `bare`: as of `Listening`.
    """

    def __init__(
        self,
        program: Program,
        lists: Mapping[str, Sequence[Row]] | None = None,
        *,
        precomputed: Collection[str] = frozenset(),
        told: str = "",
        plan: Plan | None = None,
        ahead: Mapping[str, Looked] | None = None,
        law: Law | None = None,
        permits: Permits | None = None,
        reach: int | None = None,
        watch: Watch | None = None,
        telling: Telling = Telling(),
        joined: Joined | None = None,
        hears: bool = True,
        bare: Collection[str] = (),
    ) -> None:
        self.program = program
        self.plan: Plan = make_plan(program) if plan is None else plan
        self.told_frames: dict[str, Frame] = {}
        self.explanations: dict[str, Explanation] = {}
        self._told = told
        self._permits = Permits(program.currency) if permits is None else permits
        own = {each.name: each for each in program.lists.values() if each.name not in (ahead or {})}
        rows = {name: rows for name, rows in (lists or {}).items() if name in own}
        fed = tables(own.values(), rows, kept_for(program, reach), columns_read(program))
        functions = implementations(program.timezone)
        world = World(program.parameters, {**fed, **(ahead or {})}, self._permits, functions, program.kinds, program.timezone)
        self._tables, self.world = fed, world
        windows = Windows(world, self.plan.shapes, precomputed, told, None if law is None else law.floors(program))
        self.heard = Heard(program)
        self._hears = hears
        self._ways = Ways(
            program,
            windows,
            Listening(program, self.heard, [name for name, given in (lists or {}).items() if given], bare),
            fed,
            law,
            watch,
            telling,
            joined,
        )
        self._due = Due()
        self._unmet = Unmet(program, lambda name: name not in precomputed, world, telling.since)

    def push(self, event: Event, facts: Facts | None = None) -> list[Finding]:
        """The findings that an event leads to, after those of the debts that fell due before it."""
        found = self.watermark(event.place)
        self._process(event, facts, found)
        return found

    def groups(self, rule: str) -> Groups:
        """The groups of a rule with `once`."""
        return self._ways.groups[rule]

    def unsettled(self, rule: str) -> Unsettled:
        """What is unsettled of a rule."""
        return self._ways.unsettled[rule]

    def is_sure(self, rule: str, place: int) -> bool:
        """Whether from an instant on nothing that is known now leaves findings of a rule in doubt."""
        return self._ways.findings[rule].is_sure(place)

    def watermark(self, instant: int) -> list[Finding]:
        """The findings of debts whose deadline (microseconds) is before `instant`: no event can pay them any more."""
        found: list[Finding] = []
        while (deadline := self.earliest()) is not None and deadline < instant:
            finding = self.fall_due()
            if finding is not None:
                found.append(finding)
                self._follow(finding, deadline, found)
        return found

    def awaited(self, duty: str) -> set[Key]:
        """What an event must show to pay a debt of a duty, in time or late."""
        return self._ways.debts[duty].awaits()

    def earliest(self) -> int | None:
        """The earliest deadline of a debt that was not found paid yet."""
        return self._due.earliest

    def fall_due(self) -> Finding | None:
        """The finding of the debt with the earliest deadline; None if it was paid, paused or moved since, or is only counted."""
        deadline, debt = self._due.pop()
        debts = self._ways.debts[debt.duty]
        if not debts.is_due(debt, deadline):
            return None
        finding, frame = debts.miss(debt)
        if finding is not None and finding.rule == self._told:
            self._tell(finding, frame)
        return finding

    def finish(self, watermark: int) -> list[Finding]:
        """The findings of debts that are due at the end: with a deadline up to the watermark."""
        return self.watermark(watermark + 1)

    @property
    def open_debts(self) -> list[OpenDebt]:
        """Debts that are neither paid nor due yet."""
        return [debt for debts in self._ways.debts.values() for debt in debts.open_debts()]

    @property
    def kindless(self) -> int:
        """How many permits permit nothing, for no event told their kind; 0 if the policy does not ask about permits."""
        return self._permits.kindless if "kind" in fields_read(self.program).get(GRANTED, ()) else 0

    @property
    def granted(self) -> Granted:
        """As of `Permits`; none if the policy does not ask about permits."""
        return self._permits.granted if GRANTED in fields_read(self.program) else {}

    @property
    def unfilled(self) -> frozenset[str]:
        """The lists fed here into which no event told a row."""
        return frozenset(name for name, table in self._tables.items() if table.declared.feed is not None and not table.filled)

    @property
    def unmet(self) -> frozenset[Want]:
        """What no event met of all that the rules and duties judged here ask: see `bylaws.engine.unmet`."""
        return frozenset(self._unmet.left)

    @property
    def met(self) -> frozenset[Want]:
        """What one did."""
        return frozenset(self._unmet.met)

    def standing(self) -> Iterator[Finding]:
        """The findings that may still change: others are counted with them, or they are paid late."""
        ways = self._ways
        for part in (ways.groups, ways.debts, ways.unsettled):
            for each in part.values():
                yield from each.standing()

    def parts(self) -> Iterator[Held]:
        """All that learns from events, in an order that depends on the policy alone."""
        yield self._permits
        yield self._due
        yield self.heard
        yield from (table for table in self._tables.values() if table.declared.feed is not None)
        yield from self._ways.parts()

    def _process(self, event: Event, facts: Facts | None, found: list[Finding]) -> None:
        for finding, made in self.take(event, facts):
            if finding is not None:
                found.append(finding)
            if made is not None:
                self._process(made, None, found)

    def take(self, event: Event, facts: Facts | None = None, binding: bool = True) -> list[Outcome]:
        """What one event by itself leads to, in order: none of the events that it gives rise to is followed up.

        `binding`: whether this policy judges the event; if not, it is only seen by windows, lists and open debts.
        """
        if binding:
            self._unmet.see(event)
        if self._hears:
            self.heard.see(event)
        way = self._ways.of(event.kind)
        frames = [lane.frame(event) for lane in way.lanes]
        for lane, frame in zip(way.lanes, frames, strict=True):
            for enter in lane.enter:
                enter(frame)
        outcomes: list[Outcome] = []
        if not binding:
            _only_seen(way, frames)
            facts = None
        elif facts:
            self._judge_with(facts, way, event, frames, outcomes)
        else:
            for position, judge, plain in way.judges:
                self._judge(judge, frames[position], plain, outcomes)
        self._owe(way, event, frames, facts, binding)
        self._feed(way, event, frames)
        return outcomes

    def _judge(self, judge: Judge, frame: Frame, plain: bool, outcomes: list[Outcome]) -> None:
        if not plain:
            self._judge_each(judge, judge.lane.elements(frame), outcomes)
            return
        outcome = judge.judge(frame)
        if outcome is not None:
            outcomes.append(_outcome(outcome, frame.place))

    def _judge_with(self, facts: Facts, way: Way, event: Event, frames: list[Frame], outcomes: list[Outcome]) -> None:
        """Judges with the rules whose facts are given among the others, in the order of the policy."""
        given = [(*found, False) for name in facts if (found := way.elsewhere.get(name)) is not None]
        for position, judge, plain in sorted([*way.judges, *given], key=lambda each: each[1].index):
            if isinstance(judge, RuleJudge) and judge.elsewhere:
                self._judge_each(judge, judge.lane.given(event, frames[position], facts[judge.rule.name]), outcomes)
            else:
                self._judge(judge, frames[position], plain, outcomes)

    def _owe(self, way: Way, event: Event, frames: list[Frame], facts: Facts | None, binding: bool) -> None:
        for position, kind, debts in way.watching:
            debts.pay(frames[position], kind)
        for position, lane, debts in way.triggered:
            if debts.elsewhere:
                opening = lane.given(event, frames[position], (facts or {}).get(debts.duty.name, ()))
            else:
                opening = lane.elements(frames[position])
            for frame in opening:
                if binding:
                    debts.trigger(frame, self._due)
        for position, kind, debts in way.watching:
            debts.pause(frames[position], kind, self._due)

    def _judge_each(self, judge: Judge, frames: Iterable[Frame], outcomes: list[Outcome]) -> None:
        """Judges some frames, and keeps those of findings that are to be told of."""
        for each in frames:
            outcome = judge.judge(each)
            if outcome is not None:
                outcomes.append(_outcome(outcome, each.place))
                if isinstance(outcome, Finding) and outcome.rule == self._told:
                    self._tell(outcome, each)

    def _tell(self, finding: Finding, frame: Frame) -> None:
        assert self._ways.explain is not None
        self.told_frames[finding.id] = frame
        self.explanations[finding.id] = self._ways.explain(frame)

    def _follow(self, finding: Finding, place: int, found: list[Finding]) -> None:
        event = event_of(finding, place)
        if event is not None:
            self._process(event, None, found)

    def _feed(self, way: Way, event: Event, frames: list[Frame]) -> None:
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


def _only_seen(way: Way, frames: list[Frame]) -> None:
    """The elements of arrays enter windows when they are gone through."""
    for position, judge, _ in way.judges:
        deque(judge.lane.elements(frames[position]), 0)


def _outcome(made: Finding | Event, place: int) -> Outcome:
    """`place`: of the event judged. A later element of that event may yet raise the severity, which is no event."""
    return (made, event_of(made, place)) if isinstance(made, Finding) else (None, made)


def event_of(finding: Finding, place: int) -> Event | None:
    """A settled finding as an event, right after its cause, which stands at `place`; others are none."""
    if finding.state != "settled":
        return None
    return Event(finding.rule, finding.id, finding.source, finding.at, fields_of(finding), None, place, finding.late)

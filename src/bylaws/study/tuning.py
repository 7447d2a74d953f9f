"""How a rule's facts lie about its thresholds, subject by subject, and whom other thresholds would touch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, cast

from msgspec import Struct, field

from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.judging import Findings, condition_of
from bylaws.engine.nulls import is_null
from bylaws.engine.scope import Scope
from bylaws.events.event import Event
from bylaws.policy.expressions import Param, Window
from bylaws.policy.program import Duty, ExceptionDecl, Program, Rule
from bylaws.policy.walk import children, walk
from bylaws.study.comparisons import Comparison, comparisons, decided
from bylaws.study.inputs import Inputs
from bylaws.study.result import Result

MOST_SUBJECTS: Final = 1_000_000
"""Subjects whose highest facts are kept; those that come later are counted by their events."""

NO_EVENT: Final = Event("", "", "", 0)
"""On which only what is the same for all events can be read."""

Number = int | Fraction
"""A fact: a held number in its own type, or as a multiple of a threshold that is not one number throughout."""


class Reach(Struct):
    """How far one subject's facts went. `alone`: the fact by itself; `whole`: where all else of the rule holds, and no excuse.

    `always`: found whatever the threshold.
    """

    alone: Number | None = None
    whole: Number | None = None
    always: bool = False


class Measure(Struct):
    """One comparison over all events. `present`: the threshold, in the fact's held unit (1 for multiples).

    `unknown` counts events on which the fact or its threshold is null, `unmeasured` those whose threshold is not above 0, of
    which nothing is a multiple.
    """

    comparison: Comparison
    present: Fraction | None = None
    unknown: int = 0
    unmeasured: int = 0
    reaches: dict[object, Reach] = field(default_factory=dict)

    @property
    def values(self) -> list[Number]:
        """The highest fact of each subject (the lowest, if low facts are found), in order."""
        return sorted(each.alone for each in self.reaches.values() if each.alone is not None)

    def touch(self) -> Touch:
        """Whom thresholds would touch, as far as events were seen."""
        reaches = self.reaches.values()
        whole = sorted(each.whole for each in reaches if each.whole is not None and not each.always)
        return Touch(self.comparison.op, self.values, whole, sum(each.always for each in reaches))


class Touch(Struct, frozen=True):
    """How many subjects a threshold would touch.

    `facts`, `found`: of each subject how far the fact went by itself, and within the whole rule, in order; `always`: how many
    subjects are found whatever the threshold.
    """

    op: str
    facts: Sequence[Number]
    found: Sequence[Number]
    always: int

    def alone(self, threshold: Number) -> int:
        """How many subjects the fact alone would touch."""
        return self._beyond(self.facts, threshold)

    def whole(self, threshold: Number) -> int:
        """How many subjects the whole rule would touch."""
        return self.always + self._beyond(self.found, threshold)

    @property
    def steps(self) -> list[Number]:
        """The facts at which the number of subjects changes."""
        return sorted({*self.facts, *self.found})

    def _beyond(self, facts: Sequence[Number], threshold: Number) -> int:
        match self.op:
            case ">":
                return len(facts) - bisect_right(facts, threshold)
            case ">=":
                return len(facts) - bisect_left(facts, threshold)
            case "<":
                return bisect_left(facts, threshold)
            case _:
                return bisect_right(facts, threshold)


class Tuning(Struct):
    """What was learnt of a rule. `judged` counts events (elements, under `each`) that pass `where`; `undecided` those of which

    it cannot be told; `nobody` those that accuse nobody, of which `grouped` stand under the keys of the rule's `once` instead of a
    subject; `left_out` those of subjects beyond the most that are kept. `result`: the run in which that was learnt.
    """

    program: Program
    rule: Rule
    measures: list[Measure]
    judged: int = 0
    undecided: int = 0
    nobody: int = 0
    grouped: int = 0
    left_out: int = 0
    result: Result | None = None

    @property
    def run(self) -> Result:
        """The run in which that was learnt; empty before it ended."""
        return Result(self.program, [], {}) if self.result is None else self.result

    @property
    def events(self) -> int:
        return self.run.events

    @property
    def rejects(self) -> int:
        return self.run.rejects

    @property
    def ill_read(self) -> Mapping[str, tuple[int, int]]:
        return self.run.ill_read

    @property
    def inputs(self) -> Inputs:
        return self.run.inputs

    @property
    def blind(self) -> str:
        """Why the rule saw nothing; an empty text if it did."""
        return self.run.blind.get(self.rule.name, "")

    @classmethod
    def of(cls, program: Program, rule: Rule) -> Tuning:
        return cls(program, rule, [Measure(each) for each in comparisons(program, rule)])

    @property
    def reads_itself(self) -> bool:
        """Whether the rule counts findings that another threshold would change."""
        return any(isinstance(node, Window) and node.kind in (self.rule.name, "finding.made") for node in _nodes(self.rule))

    @property
    def groups(self) -> tuple[str, ...]:
        """What stands for a subject that is not known: the keys of the rule's `once`, as written."""
        once = self.rule.once
        return tuple(each.span.text for each in once.keys) if once else ()

    def read_by(self, measure: Measure) -> Mapping[str, tuple[str, ...]]:
        """By each parameter of a threshold, what else reads it."""
        program = self.program
        declared: list[Rule | Duty | ExceptionDecl] = [*program.rules, *program.duties, *program.exceptions]
        found = {}
        for name in measure.comparison.parameters:
            others = (each for each in declared if each is not self.rule)
            found[name] = tuple(dict.fromkeys(each.name for each in others if _reads(each, name)))
        return {name: readers for name, readers in found.items() if readers}


def _nodes(declared: Rule | Duty | ExceptionDecl) -> Iterator[object]:
    return (node for child in children(declared) for node in walk(child))


def _reads(declared: Rule | Duty | ExceptionDecl, parameter: str) -> bool:
    return any(isinstance(node, Param) and node.name == parameter for node in _nodes(declared))


class _Reading(Struct):
    """What is read for one comparison: the fact, its bound, and what the rule comes to if the comparison does or does not hold."""

    measure: Measure
    fact: Compute
    bound: Compute
    held: Compute
    failed: Compute

    def threshold(self) -> Fraction | None:
        """The present threshold, in the fact's held unit; 1 for multiples. None for a number too great to be held."""
        comparison = self.measure.comparison
        if not comparison.steady:
            return Fraction(1)
        limit = self.bound(Frame(NO_EVENT, NO_EVENT.fields, 0, 0, []))
        return None if is_null(limit) else Fraction(cast(int, limit) * comparison.fact.type.scale, comparison.bound.type.scale)

    def number(self, frame: Frame) -> Number | None:
        """The fact, as it is measured."""
        comparison = self.measure.comparison
        fact, bound = self.fact(frame), self.bound(frame)
        if is_null(fact) or is_null(bound):
            self.measure.unknown += 1
            return None
        value, limit = cast(int, fact), cast(int, bound)
        if comparison.steady:
            return value
        if limit <= 0:
            self.measure.unmeasured += 1
            return None
        return Fraction(value * comparison.bound.type.scale, limit * comparison.fact.type.scale)


class RuleWatch:
    """Watches a rule and fills in its Tuning; see `bylaws.engine.watch.Watch`."""

    def __init__(self, tuning: Tuning) -> None:
        self.tuning = tuning
        self._subjects: set[object] = set()

    @property
    def rule(self) -> str:
        return self.tuning.rule.name

    def begin(self, rule: Rule, scope: Scope, compiler: Compiler, findings: Findings) -> Callable[[Frame], None]:
        """Compiles the facts, and the rule with each comparison decided beforehand."""
        where = compiler.optional(rule.stream.where, scope)
        condition = condition_of(rule, scope, compiler)
        keys = [compiler.compile(each, scope) for each in rule.once.keys] if rule.once else []
        readings = [
            _Reading(
                each,
                compiler.compile(each.comparison.fact, scope),
                compiler.compile(each.comparison.bound, scope),
                *(condition_of(decided(rule, each.comparison, one), scope, compiler) for one in (True, False)),
            )
            for each in self.tuning.measures
        ]

        for each in readings:
            each.measure.present = each.threshold()

        def fires(condition: Compute, frame: Frame) -> bool:
            value = condition(frame)
            return value is not False and value is not None and findings.excused(frame, value).state != "excused"

        def see(frame: Frame) -> None:
            passes = True if where is None else where(frame)
            if passes is False or passes is None:
                return
            self.tuning.judged += passes is True
            self.tuning.undecided += passes is not True
            subject = findings.subject(frame)
            if subject is None:
                subject = self._instead(tuple(key(frame) for key in keys))
            if subject is None or not self._keeps(subject):
                return
            for each in readings:
                _learn(each, frame, subject, passes is True, fires, condition)

        return see

    def _instead(self, keys: tuple[object, ...]) -> object:
        """What an event that accuses nobody stands under; None if nothing tells it from others."""
        self.tuning.nobody += 1
        if not keys or any(map(is_null, keys)):
            return None
        self.tuning.grouped += 1
        return keys

    def _keeps(self, subject: object) -> bool:
        """Whether what a subject does is kept."""
        if subject not in self._subjects:
            if len(self._subjects) >= MOST_SUBJECTS:
                self.tuning.left_out += 1
                return False
            self._subjects.add(subject)
        return True


def _learn(
    reading: _Reading,
    frame: Frame,
    subject: object,
    passes: bool,
    fires: Callable[[Compute, Frame], bool],
    condition: Compute,
) -> None:
    """Takes in one event of a subject."""
    measure = reading.measure
    number = reading.number(frame)
    reach = measure.reaches.get(subject)
    if reach is None:
        reach = measure.reaches[subject] = Reach()
    if number is None:
        # No threshold changes what becomes of this event.
        reach.always = reach.always or fires(condition, frame)
        return
    best = max if measure.comparison.is_upward else min
    if passes:
        reach.alone = number if reach.alone is None else best(reach.alone, number)
    if reach.always:
        return
    if fires(reading.failed, frame):
        reach.always = True
    elif (reach.whole is None or best(reach.whole, number) != reach.whole) and fires(reading.held, frame):
        reach.whole = number

"""Worked examples: the policy's own tests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NoReturn, cast

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.engine import calendar
from bylaws.engine.compile import Compiler, World
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Frame
from bylaws.engine.functions import implementations
from bylaws.engine.lists import Row
from bylaws.engine.nulls import is_null
from bylaws.engine.permits import Permits
from bylaws.engine.plan import Plan, make_plan
from bylaws.engine.scope import Scope, Shapes, kind_scope
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import ALL, Telling
from bylaws.events.event import Event
from bylaws.events.order import in_order, place_of
from bylaws.events.types import SCALES, Period, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Example, Expectation, GivenEvents, GivenRow, MoveClock, Parameter, Program, SetValue
from bylaws.source import Span

SOURCE = "example"
_NUMBER = re.compile(r"\{n(?::(\d+))?\}")


class ExpectationOutcome(Struct, frozen=True):
    """One `expect` line: how many findings fit it, whether that is what it says, and what was found instead.

    `instead`: the findings of the same rule or duty that do not fit; for `expect nothing`, all findings.
    """

    expectation: Expectation
    met: bool
    found: int
    instead: tuple[Finding, ...]

    @property
    def span(self) -> Span:
        return self.expectation.span


class ExampleOutcome(Struct, frozen=True):
    """`findings`: all that the example's events led to, excused ones among them."""

    clause: str
    span: Span
    expectations: tuple[ExpectationOutcome, ...]
    findings: tuple[Finding, ...]

    @property
    def met(self) -> bool:
        return all(each.met for each in self.expectations)


def run_examples(program: Program) -> list[ExampleOutcome]:
    """Runs every example by itself, in the order of the text. Lists have the rows that the example gives, and no others."""
    plan = make_plan(program)
    return [run_example(program, each, plan) for each in program.examples]


def run_example(program: Program, example: Example, plan: Plan | None = None, lacking: Collection[str] = ()) -> ExampleOutcome:
    """Runs one example; `plan`: the program's, if it is made already. `lacking`: the lists that should have rows, and have none."""
    told = _Told(program, example)
    stepper = Stepper(told.program, told.rows, plan=plan, telling=Telling(most=ALL), bare=program.lists.keys() - set(lacking))
    feeding = {each.feed.kind for each in program.lists.values() if each.feed is not None}
    findings: list[Finding] = []
    for event in in_order(told.events, feeding):
        findings += stepper.push(event)
    findings += stepper.finish(told.clock)
    outcomes = tuple(_outcome(program, line, findings) for line in example.lines if isinstance(line, Expectation))
    return ExampleOutcome(example.clause, example.span, outcomes, tuple(findings))


class _Told(Struct):
    """What the lines of an example give: rows, events, and where the clock stands at the end."""

    program: Program
    example: Example
    rows: dict[str, list[Row]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    clock: int = 0

    def __post_init__(self) -> None:
        self.clock = _start_of(self.example.version, self.program.timezone)
        changed: dict[str, Parameter] = {}
        for line in self.example.lines:
            match line:
                case GivenRow():
                    known = {name: value for name, value in line.values.items() if value is not None}
                    self.rows.setdefault(line.list, []).append(known)
                case GivenEvents():
                    self.events += list(self._made(line))
                case MoveClock():
                    self._move(line)
                case SetValue():
                    held = self.program.parameters[line.parameter]
                    changed[line.parameter] = replace(held, values=((line.value, None),))
        self.program = replace(self.program, parameters={**self.program.parameters, **changed})

    def _move(self, line: MoveClock) -> None:
        if line.to is not None:
            self.clock = line.to
            return
        length = cast(x.Const | x.Param, line.by)
        value = self.program.parameters[length.name].values[-1][0] if isinstance(length, x.Param) else length.value
        if isinstance(value, Period):
            self.clock = calendar.add_period(self.clock, value, calendar.zone(self.program.timezone))
        else:
            self.clock += cast(int, value)

    def _made(self, line: GivenEvents) -> Iterator[Event]:
        """Events in the order of the text, which their ids keep where they stand at one instant."""
        kind = self.program.kinds.kinds[line.kind]
        reads = [(name, node.type, _compiler(self.program).compile(node, kind_scope(line.kind))) for name, node in line.fields]
        first = len(self.events)
        for number in range(line.count):
            at = self.clock + number * line.every
            event = Event(line.kind, f"{first + number:09}", SOURCE, at)
            frame = Frame(event, {}, at, at, [])
            values = {name: _numbered(read(frame), number) for name, _, read in reads}
            event.fields = {name: value for name, value in values.items() if not is_null(value)}
            if kind.time != "at":
                event.at = cast(int, event.fields.setdefault(kind.time, at))
            if line.late is not None:
                event.received_at = event.at + line.late
            event.place, event.late = place_of(event.at, event.received_at, kind.lateness)
            event.digest = event.id
            yield event


def _compiler(program: Program) -> Compiler:
    """For the values of given fields, which know the clock and nothing else."""
    world = World(program.parameters, {}, Permits(), implementations(program.timezone), program.kinds, program.timezone)

    def no_windows(_window: x.Window, _scope: Scope) -> NoReturn:
        raise TypeError("a given field has no windows")

    return Compiler(world, Shapes(), no_windows)


def _start_of(version: str, timezone: str) -> int:
    """00:00 of a version in a zone; of 2000-01-01 where the version is no date."""
    try:
        day = date.fromisoformat(version)
    except ValueError:
        day = date(2000, 1, 1)
    return calendar.start_of_day(day.toordinal() - date(1970, 1, 1).toordinal(), calendar.zone(timezone))


def _numbered(value: object, number: int) -> object:
    """`{n}` and `{n:6}` filled with the event's number, from 0, padded with noughts."""
    if isinstance(value, str):
        return _NUMBER.sub(lambda found: str(number).zfill(int(found[1] or 0)), value)
    if isinstance(value, tuple):
        return tuple(_numbered(each, number) for each in value)
    return value


def _outcome(program: Program, expected: Expectation, findings: list[Finding]) -> ExpectationOutcome:
    open_ = [each for each in findings if each.state != "excused"]
    if not expected.name:
        return ExpectationOutcome(expected, not open_, len(open_), tuple(open_))
    own = [each for each in open_ if each.rule == expected.name]
    instead = tuple(each for each in own if not _fits(program, expected, each))
    found = len(own) - len(instead)
    met = found > 0 if expected.count is None else found == expected.count
    return ExpectationOutcome(expected, met, found, instead)


def _fits(program: Program, expected: Expectation, finding: Finding) -> bool:
    """By the subject, which may also be a part of a duty's key, and by every fact named."""
    named = {finding.subject, *(finding.key if finding.duty else ())}
    if expected.subject is not None and expected.subject not in named:
        return False
    kind = program.kinds.kinds.get(finding.rule)
    for name, wanted in expected.facts:
        field_ = kind.field(name) if kind is not None else None
        if not _equal(_fact(finding, name), field_.type if field_ else wanted.type, wanted):
            return False
    return True


def _fact(finding: Finding, name: str) -> object:
    own: Mapping[str, object] = {
        "severity": finding.severity,
        "clause": finding.clause,
        "subject": finding.subject,
        "rule": finding.rule,
        "at": finding.at,
    }
    for place in (finding.facts, own, finding.fields):
        if name in place:
            return place[name]
    return None


def _equal(value: object, kind: Type, wanted: x.Const) -> bool:
    """Numbers by what they are worth, whatever their held units."""
    if is_null(value):
        return False
    if kind.name in SCALES and wanted.type.name in SCALES:
        return cast(int, value) * SCALES[wanted.type.name] == cast(int, wanted.value) * SCALES[kind.name]
    return value == wanted.value

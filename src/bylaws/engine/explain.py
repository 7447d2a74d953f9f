"""What was looked at when a finding was made, for people who ask why."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Compute, Frame, Note
from bylaws.engine.judging import Excuse, Findings, Judge
from bylaws.engine.permits import Verdict
from bylaws.engine.scope import Scope, readings, same_scope, stream_of
from bylaws.events.types import Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, ExceptionDecl, Program, Rule
from bylaws.policy.walk import children, parts


class Counted(Struct, frozen=True):
    """A window: its text, its value, how many events are behind it, the latest of them, and the type of the value."""

    text: str
    value: object
    note: Note
    type: Type


class Consulted(Struct, frozen=True):
    """A look-up: its text, the list, and what was found (a row of `type`, or a null)."""

    text: str
    list: str
    row: object
    type: Type


class Read(Struct, frozen=True):
    """A part of a condition, and what it came to: a value, or of a permit asked for what was found."""

    part: x.Expr
    value: object

    @property
    def text(self) -> str:
        return self.part.span.words


class LookedAt(Struct, frozen=True):
    """An `unless` or exception: its name, the clause under which it stands, and whether it held (truth, or a null).

    `condition`: its words; `read`: the values that it was judged by; `lifts`: the exception that it lifts, if it lifts one.
    """

    name: str
    clause: str
    value: object
    condition: str
    read: tuple[Read, ...]
    lifts: str = ""


class Judged(Struct, frozen=True):
    """The event that a rule was judged on, or that opened a duty: its time, the fields that are read on it, the `each` element."""

    at: int
    fields: tuple[str, ...]
    element: object


class Explanation(Struct, frozen=True):
    """Everything that a finding rests on. `permits`: by the text that asked for one; `severity`: as it was made."""

    severity: str
    judged: Judged
    windows: tuple[Counted, ...]
    rows: tuple[Consulted, ...]
    permits: tuple[tuple[str, Verdict], ...]
    excuses: tuple[LookedAt, ...]


class Explainer:
    """Explains the findings of one rule or duty in the frames in which they were made.

    To be made with the rule itself, before the first event, for it compiles what it reads.
    """

    def __init__(self, program: Program, declared: Rule | Duty, scope: Scope, compiler: Compiler) -> None:
        lifting = tuple(each for each in program.exceptions if each.rule == declared.name)
        each = stream_of(declared).each
        self._variable = each[0] if each else ""
        self._fields = tuple(dict.fromkeys(_fields_read(declared, lifting)))
        self._windows: list[tuple[int, x.Window, Compute]] = []
        self._rows: list[tuple[x.LookUp, Compute]] = []
        self._permits: list[tuple[str, Judge]] = []
        excuses = _excuses(declared, lifting, scope)
        self._conditions = {name: (node.span.words, _readings(node, place, compiler)) for name, node, place in excuses}
        for node, place in _read_here(declared, lifting, scope):
            match node:
                case x.Window():
                    self._windows.append((compiler.shapes.of(node, place), node, compiler.compile(node, place)))
                case x.LookUp():
                    self._rows.append((node, compiler.compile(node, place)))
                case x.Permitted():
                    self._permits.append((node.span.words, compiler.verdict(node, place, others=True)))

    def explain(self, frame: Frame, findings: Findings) -> Explanation:
        windows = {number: (node, read(frame)) for number, node, read in self._windows}
        notes = frame.notes or {}
        return Explanation(
            findings.severity(frame),
            Judged(frame.event.at, self._fields, frame.element_of(self._variable)),
            tuple(
                Counted(node.span.words, value, notes[number], node.type)
                for number, (node, value) in windows.items()
                if number in notes
            ),
            tuple(Consulted(node.span.words, node.list, read(frame), node.type) for node, read in self._rows),
            tuple((text, judge(frame)) for text, judge in self._permits),
            tuple(self._looked_at(frame, findings.excuses)),
        )

    def _looked_at(self, frame: Frame, excuses: tuple[Excuse, ...], lifts: str = "") -> Iterator[LookedAt]:
        """Excuses, each followed by the exceptions to it."""
        for each in excuses:
            condition, parts = self._conditions[each.name]
            read = tuple(Read(part, compute(frame)) for part, compute in parts)
            yield LookedAt(each.name, each.clause, each.value(frame), condition, read, lifts)
            yield from self._looked_at(frame, each.lifting, each.name)


def _excuses(declared: Rule | Duty, lifting: tuple[ExceptionDecl, ...], scope: Scope) -> Iterator[tuple[str, x.Expr, Scope]]:
    """Name, condition and scope of whatever may excuse, as `Excuse` names them."""
    yield from ((f"unless {number}", node, scope) for number, node in enumerate(declared.unless, 1))
    yield from ((each.name, each.when, scope.with_lets(each.lets)) for each in lifting)


def _readings(condition: x.Expr, scope: Scope, compiler: Compiler) -> list[tuple[x.Expr, Compute]]:
    """The parts of a condition, those of the same words once, and what reads each."""
    return [
        (each, compiler.verdict(each, scope, others=True) if isinstance(each, x.Permitted) else compiler.compile(each, scope))
        for each in parts(condition).values()
    ]


def _read_here(declared: Rule | Duty, lifting: tuple[ExceptionDecl, ...], scope: Scope) -> Iterator[tuple[x.Expr, Scope]]:
    """What is read on the finding's own event, each text once: nothing inside windows or by a quantifier's element."""
    within = scope.with_lets(tuple(let for each in lifting for let in each.lets))
    seen: set[str] = set()
    for root, _ in readings(declared, lifting):
        for node in _outside(root):
            if isinstance(node, x.Window | x.LookUp | x.Permitted) and node.span.words not in seen:
                seen.add(node.span.words)
                yield node, within


def _outside(node: x.Expr) -> Iterator[x.Expr]:
    yield node
    if not isinstance(node, x.Window | x.Quantifier):
        for child in children(node):
            yield from _outside(child)


def _fields_read(declared: Rule | Duty, lifting: tuple[ExceptionDecl, ...]) -> Iterator[str]:
    """The fields that are read on the finding's own event, the keys of windows among them."""
    waiting = [root for root, _ in readings(declared, lifting)][::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, x.FieldRef):
            yield node.name
        waiting += [*same_scope(node)][::-1]

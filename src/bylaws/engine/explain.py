"""What was looked at when a finding was made, for people who ask why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Compute, Frame, Note
from bylaws.engine.judging import Findings, Judge
from bylaws.engine.permits import Verdict
from bylaws.engine.scope import Scope, readings, same_scope, stream_of
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, ExceptionDecl, Program, Rule
from bylaws.policy.walk import children


@dataclass(frozen=True, slots=True)
class Counted:
    """A window: its text, its value, how many events are behind it, and the latest of them."""

    text: str
    value: object
    note: Note


@dataclass(frozen=True, slots=True)
class Consulted:
    """A look-up: its text, the list, and what was found (a row, or a null)."""

    text: str
    list: str
    row: object


@dataclass(frozen=True, slots=True)
class LookedAt:
    """An `unless` or exception: its name, the clause under which it stands, and whether it held (truth, or a null)."""

    name: str
    clause: str
    value: object


@dataclass(frozen=True, slots=True)
class Judged:
    """The event that a rule was judged on, or that opened a duty: its time, the fields that are read on it, the `each` element."""

    at: int
    fields: tuple[str, ...]
    element: object


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a finding rests on. `permits`: by the text that asked for one."""

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
        self._windows: list[tuple[int, str, Compute]] = []
        self._rows: list[tuple[str, str, Compute]] = []
        self._permits: list[tuple[str, Judge]] = []
        for node, place in _read_here(declared, lifting, scope):
            match node:
                case x.Window():
                    self._windows.append((compiler.shapes.of(node, place), node.span.text, compiler.compile(node, place)))
                case x.LookUp():
                    self._rows.append((node.span.text, node.list, compiler.compile(node, place)))
                case x.Permitted():
                    self._permits.append((node.span.text, compiler.verdict(node, place)))

    def explain(self, frame: Frame, findings: Findings) -> Explanation:
        windows = {number: (text, read(frame)) for number, text, read in self._windows}
        notes = frame.notes or {}
        return Explanation(
            Judged(frame.event.at, self._fields, frame.element_of(self._variable)),
            tuple(Counted(text, value, notes[number]) for number, (text, value) in windows.items() if number in notes),
            tuple(Consulted(text, name, read(frame)) for text, name, read in self._rows),
            tuple((text, judge(frame)) for text, judge in self._permits),
            tuple(LookedAt(each.name, each.clause, each.value(frame)) for each in findings.excuses),
        )


def _read_here(declared: Rule | Duty, lifting: tuple[ExceptionDecl, ...], scope: Scope) -> Iterator[tuple[x.Expr, Scope]]:
    """What is read on the finding's own event, each text once: nothing inside windows or by a quantifier's element."""
    within = scope.with_lets(tuple(let for each in lifting for let in each.lets))
    seen: set[str] = set()
    for root, _ in readings(declared, lifting):
        for node in _outside(root):
            if isinstance(node, x.Window | x.LookUp | x.Permitted) and node.span.text not in seen:
                seen.add(node.span.text)
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

"""Which rules and duties nothing was for: none of the events of their kind passed what their `where` asks of an event by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bylaws.engine.compile import Compiler, World
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.permits import Permits
from bylaws.engine.scope import Shapes, conjuncts, kind_scope, stream_of
from bylaws.events.event import Event
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import walk

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


def plain_of(condition: x.Expr | None) -> tuple[x.Expr, ...]:
    """The parts of a condition that can be told of an event by itself."""
    return tuple(each for each in conjuncts(condition) if all(isinstance(node, PLAIN) for node in walk(each)))


def asking(program: Program, wanted: Callable[[str], bool]) -> dict[str, dict[str, tuple[x.Expr, ...]]]:
    """By kind and name the plain parts of each `where`, of those rules and duties that are wanted and have any."""
    found: dict[str, dict[str, tuple[x.Expr, ...]]] = {}
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for each in makers:
        stream = stream_of(each)
        plain = plain_of(stream.where)
        if plain and wanted(each.name):
            found.setdefault(stream.kind, {})[each.name] = plain
    return found


def plain_compiler(program: Program) -> Callable[[x.Expr, str], Compute]:
    """Makes such conditions, on an event of a kind, computable."""
    functions, permits = implementations(program.timezone), Permits(program.currency)
    world = World(program.parameters, {}, permits, functions, program.kinds, program.timezone)
    compiler = Compiler(world, Shapes(), lambda _window, _scope: lambda _frame: None)
    return lambda node, kind: compiler.compile(node, kind_scope(kind))


class Unmet:
    """Learns it event by event, of the rules and duties that are `wanted`."""

    def __init__(self, program: Program, wanted: Callable[[str], bool]) -> None:
        compile_ = plain_compiler(program)
        self._waiting = {
            kind: {name: [compile_(part, kind) for part in plain] for name, plain in asked.items()}
            for kind, asked in asking(program, wanted).items()
        }

    def see(self, event: Event) -> None:
        """Takes in an event. What is not known of it may pass."""
        waiting = self._waiting.get(event.kind)
        if not waiting:
            return
        frame = Frame(event, event.fields, event.at, event.place, [])
        for name in [name for name, where in waiting.items() if all(part(frame) is not False for part in where)]:
            del waiting[name]

    @property
    def names(self) -> frozenset[str]:
        """Those that are left."""
        return frozenset(name for waiting in self._waiting.values() for name in waiting)

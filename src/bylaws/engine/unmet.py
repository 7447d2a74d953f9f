"""What no event met of all that rules and duties ask: see `bylaws.engine.asks`."""

from __future__ import annotations

from collections.abc import Callable

from bylaws.engine.asks import Ask, Want, asks_of
from bylaws.engine.compile import Compiler, World
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.lists import Forgotten
from bylaws.engine.nulls import is_null
from bylaws.engine.permits import Permits
from bylaws.engine.scope import Scope, Shapes, kind_scope
from bylaws.events.event import Event
from bylaws.policy import expressions as x
from bylaws.policy.program import Program


def compiler_of(world: World) -> Compiler:
    """Makes what can be told of an event by itself and lists computable."""
    return Compiler(world, Shapes(), _no_window)


def plain_compiler(program: Program) -> Callable[[x.Expr, str], Compute]:
    """Makes conditions that need no list, on an event of a kind, computable."""
    functions, permits = implementations(program.timezone), Permits(program.currency)
    compiler = compiler_of(World(program.parameters, {}, permits, functions, program.kinds, program.timezone))
    return lambda node, kind: compiler.compile(node, kind_scope(kind))


class Unmet:
    """Learns it event by event, of the rules and duties that are `wanted`. `left`: what no event met; `met`: what one did.

    `since`: from when on (microseconds) findings are asked for.
    """

    def __init__(self, program: Program, wanted: Callable[[str], bool], world: World, since: int | None = None) -> None:
        self._since = since
        self.left: set[Want] = set()
        self.met: set[Want] = set()
        self._compiler = compiler_of(world)
        self._waiting: dict[str, list[tuple[Want, tuple[Compute, ...], Compute | None]]] = {}
        for ask in asks_of(program):
            if wanted(ask.want.rule):
                self._add(ask)

    def _add(self, ask: Ask) -> None:
        scope, compile_ = kind_scope(ask.kind), self._compiler.compile
        parts = tuple(compile_(part, scope) for part in ask.parts)
        row = None if ask.row is None else compile_(ask.row, scope)
        self._waiting.setdefault(ask.kind, []).append((ask.want, parts, row))
        self.left.add(ask.want)

    def see(self, event: Event) -> None:
        """Takes in an event. Of what is not known of it, see `Ask`."""
        waiting = self._waiting.get(event.kind)
        if not waiting:
            return
        frame = Frame(event, event.fields, event.at, event.place, self._compiler.space(kind_scope(event.kind)).fresh())
        early = self._since is not None and event.at < self._since
        try:
            met = [
                want
                for want, parts, row in waiting
                if not (early and want.is_timely) and _is_met(parts, row, frame, sure=want.is_sure)
            ]
        except Forgotten:
            return
        if met:
            self.met.update(met)
            self.left.difference_update(met)
            self._waiting[event.kind] = [each for each in waiting if each[0] in self.left]


def _is_met(parts: tuple[Compute, ...], row: Compute | None, frame: Frame, *, sure: bool) -> bool:
    for part in parts:
        passes = part(frame)
        if passes is False or (sure and passes is not True):
            return False
    found = True if row is None else row(frame)
    return found is not False and not is_null(found)


def _no_window(_window: x.Window, _scope: Scope) -> Compute:
    return lambda _frame: None

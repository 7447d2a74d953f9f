"""What events meet of all that rules and duties ask, with lists as a run would fill them, and nobody judged."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Final

from bylaws.engine.asks import Want
from bylaws.engine.compile import World
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.lists import Forgotten, Row, Table, tables
from bylaws.engine.needs import columns_read, kept_for
from bylaws.engine.permits import GRANTED, Granted, Permits
from bylaws.engine.scope import kind_scope
from bylaws.engine.unmet import Unmet, compiler_of
from bylaws.events.event import Event
from bylaws.policy.program import Program

KEPT: Final = 86_400_000_000
"""How long (microseconds) rows that events told are kept after their end; what comes later and asks for them asks nothing."""


class Asking:
    """Learns it from events in order. `rows`: of the lists that files fill, by name."""

    def __init__(self, program: Program, rows: Mapping[str, Sequence[Row]]) -> None:
        filled = tables(program.lists.values(), rows, kept_for(program, KEPT), columns_read(program))
        functions, self._permits = implementations(program.timezone), Permits(program.currency)
        world = World(program.parameters, filled, self._permits, functions, program.kinds, program.timezone)
        self._unmet = Unmet(program, lambda _name: True, world)
        self._compiler = compiler_of(world)
        self._fed: dict[str, list[tuple[Table, Compute | None, Compute | None]]] = {}
        for table in filled.values():
            if table.declared.feed is not None:
                feed = table.declared.feed
                where, until = (self._compiler.optional(part, kind_scope(feed.kind)) for part in (feed.where, feed.until))
                self._fed.setdefault(feed.kind, []).append((table, where, until))

    def see(self, event: Event) -> None:
        """Takes in an event: it asks, then it tells rows of its own."""
        self._unmet.see(event)
        if event.kind == GRANTED:
            self._permits.add(event)
        fed = self._fed.get(event.kind)
        if not fed:
            return
        frame = Frame(event, event.fields, event.at, event.place, self._compiler.space(kind_scope(event.kind)).fresh())
        with contextlib.suppress(Forgotten):
            told = [(table, until) for table, where, until in fed if where is None or where(frame) is True]
            for table, until in told:
                table.feed(event, None if until is None else until(frame))

    @property
    def granted(self) -> Granted:
        """As of `Permits`."""
        return self._permits.granted

    @property
    def unmet(self) -> frozenset[Want]:
        """As of a `Stepper`."""
        return frozenset(self._unmet.left)

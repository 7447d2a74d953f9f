"""Fields that should tell one from another and say the same on every event, as an address does behind a proxy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from bylaws.events.event import Event
from bylaws.policy.program import Program

LEAST: Final = 50
"""Of fewer events nothing is said: they may well be one customer's."""


class Alike(Struct, frozen=True):
    """A field that says the same on all `events` of a kind that have it."""

    kind: str
    field: str
    events: int


class Sameness:
    """Learns it from events. `read`: the fields that the policy reads, by kind and name."""

    def __init__(self, program: Program, read: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, dict[str, object]] = {}
        for name, field in sorted(set(read)):
            kind = program.kinds.kinds.get(name)
            known = kind.field(field) if kind else None
            if known is not None and known.is_identity:
                self._values.setdefault(name, {})[field] = None
        self._events: Counter[tuple[str, str]] = Counter()

    def see(self, event: Event) -> None:
        """Takes in an event."""
        values = self._values.get(event.kind)
        if not values:
            return
        for name, known in list(values.items()):
            value = event.fields.get(name)
            if value is None:
                continue
            if known is not None and value != known:
                del values[name]
                continue
            values[name] = value
            self._events[event.kind, name] += 1

    def found(self) -> list[Alike]:
        """Those that never differed."""
        alike = ((kind, name) for kind, values in self._values.items() for name, known in values.items() if known is not None)
        return [Alike(*each, self._events[each]) for each in sorted(alike) if self._events[each] >= LEAST]

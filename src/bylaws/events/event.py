"""One event, as the engine sees it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.structs import astuple

NOWHERE: Final = ("", 0, 0)


class Event(Struct):
    """Something observed.

    `fields` holds typed values (see `types`) by field name, the envelope's `account` and `tenant` among them, and only those
    that are known; `at` is the kind's own time and `place` the time at which it stands in the order (later than `at` only for
    an event beyond its kind's lateness bound). All instants are microseconds since 1970 UTC. `origin` is where it was read: file,
    line and offset as of a `Record`; it says nothing of the event itself, and only the ordinary reader tells it.
    """

    kind: str
    id: str
    source: str
    at: int
    fields: dict[str, object] = field(default_factory=dict)
    received_at: int | None = None
    place: int = 0
    late: bool = False
    digest: str = ""
    origin: tuple[str, int, int] = NOWHERE

    def __eq__(self, other: object) -> bool:
        """Whether both tell the same, wherever they were read."""
        return isinstance(other, Event) and astuple(self)[:-1] == astuple(other)[:-1]

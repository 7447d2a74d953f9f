"""What every abuse is: something to commit at an intensity, and an innocent twin that resembles it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from bylaws.generate.obvious import OBVIOUS, Obvious
from bylaws.generate.scene import HOUR, Event, Scene

CLEAR: Final = "clear"
ABOVE: Final = "narrow-above"
BELOW: Final = "narrow-below"
INNOCENT: Final = "innocent"
HONEST: Final = "honest"
"""The band of the crowd, who do little of it and for good reason."""
PROVIDER: Final = "provider"
BANDS: Final = {CLEAR: (1.5, 3.0), ABOVE: (1.0, 1.5), BELOW: (0.5, 1.0)}
"""The band of each intensity, as multiples of the obvious number. In the fourth band are the innocent twins."""


class Act(Struct, frozen=True):
    """What `subject` did, by its `events`. `also`: other names of the same doer; `before`: what was so already.

    Where nobody but the provider has to answer for it, the subject is PROVIDER. `beside`: other clauses that its events break.
    """

    subject: str
    events: Sequence[Event]
    also: Sequence[str] = ()
    before: Sequence[Event] = ()
    beside: Sequence[str] = ()


class Abuse(Struct, frozen=True):
    """One sort of abuse, under the clause that forbids it.

    `commit` does so much of it, in the unit of its obvious number; `resemble` does what its `twin` says and is innocent.
    Neither takes longer than `lasts` (ms); `cost` is how many events they make, about. What `reaches_back` may have begun before
    its start.
    """

    name: str
    clause: str
    twin: str
    commit: Callable[[Scene, float], Act]
    resemble: Callable[[Scene], Act]
    cost: int
    lasts: int = HOUR
    reaches_back: bool = False

    @property
    def obvious(self) -> Obvious:
        return OBVIOUS[self.name]

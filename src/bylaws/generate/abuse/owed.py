"""What is owed by a time and comes late: the shape of every act that a clock decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from bylaws.generate.abuse.protocol import PROVIDER, Abuse, Act
from bylaws.generate.scene import Event, Scene

Told = Callable[[Scene, int], Event]
"""An event of the scene at an instant (ms since 1970)."""
NOTHING: Final[Mapping[int, Told]] = MappingProxyType({})


class Debt(Struct, frozen=True):
    """Owed from the instant on that `owe` tells of until the one that `pay` tells of; `unit` (ms) is one of the amount.

    `by_customer`: the account of the scene owes it, else the provider. `besides`: what else is to be done, and is, by the instants
    of both. `beside`: other clauses under which it is owed too.
    """

    owe: Told
    pay: Told
    unit: int
    by_customer: bool = False
    besides: Callable[[Scene, int, int], list[Event]] | None = None
    beside: Sequence[str] = ()

    def late(self, scene: Scene, amount: float) -> Act:
        """Owed for so many units, and done at the start."""
        return self.settled(scene, int(amount * self.unit))

    def settled(self, scene: Scene, waited: int, between: Mapping[int, Told] = NOTHING) -> Act:
        """Owed for so many milliseconds, and done at the start; `between` is what happened so many after it was first owed."""
        since = scene.start - waited
        others = [tell(scene, since + after) for after, tell in between.items()]
        others += self.besides(scene, since, scene.start) if self.besides else []
        events = [self.owe(scene, since), *others, self.pay(scene, scene.start)]
        owner = scene.account() if self.by_customer else PROVIDER
        return Act(owner, sorted(events, key=lambda each: each.at), beside=self.beside)

    def abuse(self, name: str, clause: str, twin: str, resemble: Callable[[Scene], Act]) -> Abuse:
        """The sort of abuse that paying it late is."""
        return Abuse(name, clause, twin, self.late, resemble, cost=3, reaches_back=True)

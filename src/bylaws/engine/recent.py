"""The events of late, so that one told of twice is answered as before.

They are held in parts that are forgotten one after the other: none of them takes long to grow or to let go of.
"""

from __future__ import annotations

from typing import Final

from bylaws.events.types import INT64_MIN
from bylaws.policy.verdicts import Verdict

PARTS: Final = 256

Told = tuple[str, Verdict]
"""What an event said (its digest), and what was answered."""


class Recent:
    """Events by source and id for at least `horizon` microseconds of their own time, and less than twice as long."""

    def __init__(self, horizon: int) -> None:
        self._step = max(horizon // PARTS, 1)
        self._young: list[dict[tuple[str, str], Told]] = [{} for _ in range(PARTS)]
        self._old: list[dict[tuple[str, str], Told]] = [{} for _ in range(PARTS)]
        self._turns = INT64_MIN

    def find(self, source: str, id: str) -> Told | None:
        """What is known of an event."""
        key = source, id
        part = hash(key) % PARTS
        return self._young[part].get(key) or self._old[part].get(key)

    def note(self, source: str, id: str, told: Told, place: int) -> None:
        """Takes in an event that stands at `place`; places never go back."""
        turns = place // self._step
        for turn in range(max(self._turns + 1, turns - 2 * PARTS), turns + 1) if self._turns != INT64_MIN else ():
            part = turn % PARTS
            self._old[part], self._young[part] = self._young[part], {}
        self._turns = turns
        key = source, id
        self._young[hash(key) % PARTS][key] = told

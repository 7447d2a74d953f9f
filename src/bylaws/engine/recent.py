"""The events of late, so that one told of twice is answered as before.

They are held in parts that are forgotten one after the other: none of them takes long to grow or to let go of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final
from zlib import crc32

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.events.types import INT64_MIN
from bylaws.policy.verdicts import Verdict

PARTS: Final = 256


class Joined(Struct, frozen=True):
    """A finding that is counted with an earlier one, which `opening` is; `severity` is its own."""

    opening: Finding
    severity: str


class Told(Struct, frozen=True):
    """What an event said (its digest), and what was answered: see `Decision`."""

    digest: str
    verdict: Verdict
    findings: Sequence[Finding] = ()
    joined: Sequence[Joined] = ()
    overdue: Sequence[Finding] = ()
    late: bool = False


class Recent:
    """Events by source and id for at least `horizon` microseconds of their own time, and less than twice as long."""

    HELD: ClassVar[tuple[str, ...]] = ("_young", "_old", "_turns")

    def __init__(self, horizon: int) -> None:
        self._step = max(horizon // PARTS, 1)
        self._young: list[dict[tuple[str, str], Told]] = [{} for _ in range(PARTS)]
        self._old: list[dict[tuple[str, str], Told]] = [{} for _ in range(PARTS)]
        self._turns = INT64_MIN

    def find(self, source: str, id: str) -> Told | None:
        """What is known of an event."""
        key, part = (source, id), _part(id)
        return self._young[part].get(key) or self._old[part].get(key)

    def note(self, source: str, id: str, told: Told, place: int) -> None:
        """Takes in an event that stands at `place`; places never go back."""
        turns = place // self._step
        for turn in range(max(self._turns + 1, turns - 2 * PARTS), turns + 1) if self._turns != INT64_MIN else ():
            part = turn % PARTS
            self._old[part], self._young[part] = self._young[part], {}
        self._turns = turns
        self._young[_part(id)][source, id] = told


def _part(id: str) -> int:
    """Of all processes the same, unlike Python's own hash: what one has filed another finds."""
    return crc32(id.encode("utf-8", "surrogatepass")) % PARTS

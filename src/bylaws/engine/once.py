"""`once per D by K`: of findings under one key the first opens, those that follow within D are its repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, cast

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.engine.parted import Parted
from bylaws.engine.sweeping import Swept
from bylaws.events.types import INT64_MIN
from bylaws.policy.program import SEVERITIES

Openings = Parted[tuple[object, ...], tuple[int, Finding]]
"""By key, where a group was opened and by which finding."""
Joined = Callable[[Finding, str], None]


class Repeats(Struct, frozen=True):
    """Some findings that follow an opening one: how many, the place of the last of them (microseconds), the gravest severity."""

    times: int
    last: int
    gravest: str


class Groups(Swept):
    """The open groups of one rule; `per` in microseconds. `openings`: by key, shared by the versions of a rule.

    `joined` is told of each finding that is counted with another: which that is, and the severity of the one counted.
    """

    HELD: ClassVar[tuple[str, ...]] = ("_open", *Swept.HELD_OF_SWEPT)

    def __init__(self, per: int, openings: Openings | None = None, joined: Joined | None = None) -> None:
        super().__init__()
        self.per = per
        self._joined = joined
        self._open: Openings = Parted() if openings is None else openings

    def opening(self, key: tuple[object, ...], place: int) -> Finding | None:
        """The finding with which one at `place` is grouped; None if it opens a group itself."""
        found = self._open.get(key)
        return None if found is None or place - found[0] >= self.per else found[1]

    def open_until(self, key: tuple[object, ...]) -> int:
        """The place from which on a finding opens a group itself."""
        found = self._open.get(key)
        return INT64_MIN if found is None else found[0] + self.per

    def repeat(self, key: tuple[object, ...], place: int, repeats: Repeats) -> bool:
        """Counts some findings, the first of them at `place`, as repeats; False if no group is open."""
        opening = self.opening(key, place)
        if opening is not None:
            repeat(opening, repeats)
        return opening is not None

    def join(self, opening: Finding, place: int, severity: str) -> None:
        """Counts a finding at `place` with the one that opened its group."""
        repeat(opening, Repeats(1, place, severity))
        if self._joined is not None:
            self._joined(opening, severity)

    def open(self, finding: Finding, place: int) -> None:
        """Opens a group under the finding's key."""
        self._open[finding.key] = place, finding
        self._entered(place)

    def standing(self) -> Iterator[Finding]:
        """The findings with which others may yet be counted."""
        return (finding for _, finding in self._open.values())

    def _keys(self, part: int) -> list[object]:
        return [*self._open.some(part)]

    def _forget(self, keys: Sequence[object], place: int) -> None:
        for key in keys:
            found = self._open.get(cast(tuple[object, ...], key))
            if found is not None and place - found[0] >= self.per:
                del self._open[found[1].key]

    def _remaining(self) -> int:
        return len(self._open)


def repeat(opening: Finding, repeats: Repeats) -> None:
    """Counts some findings with their opening one; they may raise its severity but never lower it."""
    opening.repeats += repeats.times
    opening.repeated_at = repeats.last if opening.repeated_at is None else max(opening.repeated_at, repeats.last)
    if SEVERITIES.index(repeats.gravest) > SEVERITIES.index(opening.severity):
        opening.severity = repeats.gravest
        opening.raised = True

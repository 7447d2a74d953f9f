"""`once per D by K`: of findings under one key the first opens, those that follow within D are its repeats."""

from __future__ import annotations

from typing import Final

from bylaws.engine.finding import Finding
from bylaws.policy.program import SEVERITIES

_SWEEP: Final = 1024


class Groups:
    """The open groups of one rule; `per` in microseconds."""

    def __init__(self, per: int) -> None:
        self._per = per
        self._open: dict[tuple[object, ...], tuple[int, Finding]] = {}
        self._opened = 0

    def opening(self, key: tuple[object, ...], place: int) -> Finding | None:
        """The finding with which one at `place` is grouped; None if it opens a group itself."""
        found = self._open.get(key)
        return None if found is None or place - found[0] >= self._per else found[1]

    def open(self, finding: Finding, place: int) -> None:
        """Opens a group under the finding's key."""
        self._open[finding.key] = place, finding
        self._opened += 1
        if self._opened > _SWEEP + 2 * len(self._open):
            self._sweep(place)

    def _sweep(self, place: int) -> None:
        self._opened = 0
        for key in [key for key, (start, _) in self._open.items() if place - start >= self._per]:
            del self._open[key]


def repeat(opening: Finding, severity: str) -> None:
    """Counts a repeat, which may raise the severity but never lowers it."""
    opening.repeats += 1
    if SEVERITIES.index(severity) > SEVERITIES.index(opening.severity):
        opening.severity = severity
        opening.raised = True

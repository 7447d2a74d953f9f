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

    def opens(self, finding: Finding, place: int) -> bool:
        """Whether a settled finding at `place` opens a group under its key; else it was counted with the one that did."""
        opening = self._open.get(finding.key)
        if opening is not None and place - opening[0] < self._per:
            _repeat(opening[1], finding)
            return False
        self._open[finding.key] = place, finding
        self._opened += 1
        if self._opened > _SWEEP + 2 * len(self._open):
            self._sweep(place)
        return True

    def _sweep(self, place: int) -> None:
        self._opened = 0
        for key in [key for key, (start, _) in self._open.items() if place - start >= self._per]:
            del self._open[key]


def _repeat(opening: Finding, later: Finding) -> None:
    """Counts a repeat, which may raise the severity but never lowers it."""
    opening.repeats += 1
    if SEVERITIES.index(later.severity) > SEVERITIES.index(opening.severity):
        opening.severity = later.severity
        opening.raised = True

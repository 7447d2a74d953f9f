"""What is unsettled for want of the same is told up to a bound, and beyond it counted.

Where a log lacks a field, a rule can decide nothing of all its events: a hundred findings show that as well as a million do.
docs/decisions/0011-unsettled.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.engine.nulls import unite
from bylaws.events.types import INT64_MAX

MOST: Final = 100
"""Findings of one rule that are unsettled for want of the same, as many as are told one by one."""
ALL: Final = INT64_MAX

Names = tuple[str, ...]
"""What is missing, sorted: fields, lists, numbers too great."""


class Telling(Struct, frozen=True):
    """What is told of the unsettled: nothing before `since` (microseconds); of what is for want of the same, the first `most`."""

    since: int | None = None
    most: int = MOST


class _Group(Struct):
    told: int = 0
    latest: Finding | None = None


class Unsettled:
    """The unsettled findings of one rule or duty, by what is missing and whether they are hypothetical.

    `effective`: the instant before which findings are hypothetical.
    """

    HELD: ClassVar[tuple[str, ...]] = ("_groups",)

    def __init__(self, telling: Telling, effective: int | None) -> None:
        self.telling, self.effective = telling, effective
        self._groups: dict[tuple[Names, bool], _Group] = {}

    def room(self, names: Names, early: bool) -> int:
        """How many more are told. `early`: of those that are hypothetical."""
        return self.telling.most - self._group(names, early).told

    def is_asked(self, at: int) -> bool:
        """Whether findings of an instant are asked for."""
        return self.telling.since is None or at >= self.telling.since

    def takes(self, nulls: tuple[object, ...], at: int, early: bool) -> bool:
        """Whether a finding with these nulls is to be told; if not, it is counted where it is asked for."""
        if not self.is_asked(at):
            return False
        names = names_of(nulls)
        told = self.room(names, early) > 0
        if not told:
            self.count(names, early, 1)
        return told

    def tell(self, finding: Finding, nulls: tuple[object, ...]) -> None:
        """Takes in a finding that is told."""
        group = self._group(names_of(nulls), finding.hypothetical)
        group.told, group.latest = group.told + 1, finding

    def count(self, names: Names, early: bool, times: int) -> None:
        """Counts some that are not told with the last that was."""
        latest = self._group(names, early).latest
        assert latest is not None, "findings are told before they are counted"
        latest.further += times

    def standing(self) -> Iterator[Finding]:
        """The findings with which others may yet be counted."""
        return (group.latest for group in self._groups.values() if group.latest is not None)

    def _group(self, names: Names, early: bool) -> _Group:
        return self._groups.setdefault((names, early), _Group())


def names_of(nulls: tuple[object, ...]) -> Names:
    """What is missing."""
    null = unite(*nulls)
    return () if null is None else null.names

"""What a reader understood and passed by, for no kind of event tells of it: counted by its sort, and told once an input."""

from __future__ import annotations

from collections import Counter
from typing import Final

SORTS: Final = 1000
"""Sorts that are told apart; what further ones there are, is counted together."""
OTHER: Final = "others"

_TOLD: Final = 5
_NAME: Final = 40


class Passed:
    """Counts pieces (lines, records) by their sort: a program's name, a type of record."""

    def __init__(self) -> None:
        self.sorts: Counter[str] = Counter()

    def add(self, sort: str, count: int = 1) -> None:
        name = sort[:_NAME] or OTHER
        self.sorts[name if name in self.sorts or len(self.sorts) < SORTS else OTHER] += count

    def __bool__(self) -> bool:
        return bool(self.sorts)

    def __str__(self) -> str:
        """`1,204 entries tell of no event: cron 1,000, kernel 204`."""
        first = sorted(self.sorts.items(), key=lambda each: (-each[1], each[0]))[:_TOLD]
        told = [f"{name} {count:,}" for name, count in first]
        rest = self.sorts.total() - sum(count for _, count in first)
        if rest:
            told.append(f"and {rest:,} more")
        entries = "1 entry tells" if self.sorts.total() == 1 else f"{self.sorts.total():,} entries tell"
        return f"{entries} of no event: {', '.join(told)}"

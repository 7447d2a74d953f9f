"""Texts that are nearly the same, which must not be parted between learning and judging."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import Final

RUN: Final = 3
ALIKE: Final = 0.5
"""The share of runs of words that two texts have in common, of those that either has, from which on they belong together."""
_MOST: Final = 200
"""Texts that are compared for one run that they have in common: runs that more have tell nothing."""

_WORD: Final = re.compile(r"\w+")


def groups_of(texts: Sequence[str]) -> list[int]:
    """By text the number of its group: of the first text of all that are linked by likeness."""
    links = _Links(len(texts))
    having: dict[tuple[str, ...], list[int]] = defaultdict(list)
    runs = [_runs(text) for text in texts]
    for number, mine in enumerate(runs):
        common = Counter(other for run in mine for other in having[run][:_MOST])
        for other, many in common.items():
            if many >= ALIKE * len(mine | runs[other]):
                links.link(number, other)
        for run in mine:
            having[run].append(number)
    return links.firsts()


def joined(*groupings: Sequence[Hashable]) -> list[int]:
    """By place the number of its group, where places are linked that are of one group by any of the groupings."""
    links = _Links(len(groupings[0]))
    for grouping in groupings:
        begun: dict[Hashable, int] = {}
        for number, name in enumerate(grouping):
            links.link(number, begun.setdefault(name, number))
    return links.firsts()


class _Links:
    """Which of so many belong together."""

    def __init__(self, count: int) -> None:
        self._links = list(range(count))

    def link(self, one: int, two: int) -> None:
        first, second = sorted((self._first(one), self._first(two)))
        self._links[second] = first

    def firsts(self) -> list[int]:
        """By number the first of those with which it belongs."""
        return [self._first(number) for number in range(len(self._links))]

    def _first(self, number: int) -> int:
        links = self._links
        while links[number] != number:
            links[number] = links[links[number]]
            number = links[number]
        return number


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return {tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1))}

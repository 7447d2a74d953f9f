"""Texts that are nearly the same, which must not be parted between learning and judging."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

RUN: Final = 3
ALIKE: Final = 0.5
"""The share of runs of words that two texts have in common, of those that either has, from which on they belong together."""
_MOST: Final = 200
"""Texts that are compared for one run that they have in common: runs that more have tell nothing."""

_WORD: Final = re.compile(r"\w+")


def groups_of(texts: Sequence[str]) -> list[int]:
    """By text the number of its group: of the first text of all that are linked by likeness."""
    links = list(range(len(texts)))

    def first(number: int) -> int:
        while links[number] != number:
            links[number] = links[links[number]]
            number = links[number]
        return number

    having: dict[tuple[str, ...], list[int]] = defaultdict(list)
    runs = [_runs(text) for text in texts]
    for number, mine in enumerate(runs):
        common = Counter(other for run in mine for other in having[run][:_MOST])
        for other, many in common.items():
            if many >= ALIKE * len(mine | runs[other]):
                one, two = sorted((first(number), first(other)))
                links[two] = one
        for run in mine:
            having[run].append(number)
    return [first(number) for number in range(len(texts))]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return {tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1))}

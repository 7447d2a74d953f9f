"""What the author may have meant."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

MANY: Final = 400
AROUND: Final = 10
"""Of more than `MANY` candidates, so many on each side of where the word would stand are compared, which takes longest."""
ALIKE: Final = 0.65
"""How much a candidate must look like the word, as `difflib` reckons it; below that a guess rather leads astray."""
BEGINS_ALIKE: Final = 0.6
"""The same for one that begins with the same letter, as `avg` for `average`."""


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that looks most like `word`, or nothing if none is near; of very many, one that begins like it."""
    known = _in_order(frozenset(candidates))
    if len(known) > MANY:
        known = known[max(0, (at := bisect(known, word)) - AROUND) : at + AROUND]
    lowered = {each.lower(): each for each in known if each != word}
    small = word.lower()
    begins = [each for each in lowered if each[:1] == small[:1]]
    found = get_close_matches(small, lowered, 1, ALIKE) or get_close_matches(small, begins, 1, BEGINS_ALIKE)
    return lowered[found[0]] if found else ""


@lru_cache(maxsize=4)
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    """The names from a to z; they are sorted once, however many words are looked for among them."""
    return tuple(sorted(names))


def did_you_mean(word: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """A help text: the nearest candidate as a question, else `otherwise`."""
    near = nearest(word, candidates)
    return f"did you mean `{near}`?" if near else otherwise


def listed(names: Iterable[str], most: int = 8) -> str:
    """The names in backticks, some of them if they are many."""
    known = list(names)
    shown = ", ".join(f"`{name}`" for name in known[:most])
    return f"{shown} …" if len(known) > most else shown

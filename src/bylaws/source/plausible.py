"""Whether a name in a log may be another with a slip in it, or in another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_VERSION: Final = re.compile(r"[vV]?\d+$")
GENERAL: Final = frozenset({"id", "name", "address", "addr", "number", "code", "value"})
"""Parts that say nothing of which thing is meant, as in `account_id`."""
LONG: Final = 6
"""Letters of a word whose first letter may be the slip."""


def meant(word: str, candidates: Iterable[str]) -> str:
    """The candidate that `word` most likely is; empty if it is plausible of none."""
    likely = [each for each in candidates if each != word and is_plausible(word, each)]
    return max(likely, key=lambda each: SequenceMatcher(None, word.lower(), each).ratio(), default="")


def is_plausible(word: str, candidate: str) -> bool:
    """Whether the parts are the same however they are joined or ordered, or each is the other's with a slip or shortened."""
    one, other = _parts(word), _parts(candidate)
    if not one or not other:
        return False
    if "".join(one) == "".join(other) or sorted(one) == sorted(other) or _bare(word) == _bare(candidate) != []:
        return True
    if len(one) != len(other):
        return _is_slip("".join(one), "".join(other))
    many = len(one) > 1
    return all(a == b or _is_slip(a, b) or _is_short(a, b, many) or _is_short(b, a, many) for a, b in zip(one, other, strict=True))


def _parts(name: str) -> list[str]:
    return [each.lower() for each in _PARTS.findall(name)]


def _bare(name: str) -> list[str]:
    """The parts that say which thing is meant; `ip4` and `ipv4` are `ip`."""
    return [each for each in _parts(_VERSION.sub("", name)) if each not in GENERAL]


def _is_short(short: str, whole: str, beside: bool) -> bool:
    """Whether `src` stands for `source`; one or two letters only `beside` other parts, as of units."""
    if len(short) >= len(whole) or short[0] != whole[0] or (len(short) < 3 and not beside):
        return False
    letters = iter(whole)
    return all(each in letters for each in short)


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter in four at most is wrong, and the first of a short word is right."""
    most = min(len(one), len(other)) // 4
    if abs(len(one) - len(other)) > most or (one[0] != other[0] and min(len(one), len(other)) < LONG):
        return False
    return _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """How many letters are too many, lacking, other ones or swapped with the next."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]

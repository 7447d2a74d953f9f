"""Two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

from msgspec import Struct

MOST: Final = 4_000_000
"""Pairs of words that are compared; beyond, whole lines are."""

Kept = Literal["same", "gone", "new"]


class Piece(Struct, frozen=True):
    """A stretch of one of the texts: in both, or in this one alone."""

    kept: Kept
    text: str


class SideBySide(Struct, frozen=True):
    """Both texts, each with what is not in the other marked."""

    old: Sequence[Piece]
    new: Sequence[Piece]


def side_by_side(old: str, new: str) -> SideBySide:
    """Both texts in pieces. White space between words keeps nobody from being the same."""
    one, other = _words(old), _words(new)
    if len(one) * len(other) > MOST:
        one, other = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, [each.strip() for each in one], [each.strip() for each in other], autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for op, start, end, first, last in matcher.get_opcodes():
        for side, kept, text in ((left, "gone", "".join(one[start:end])), (right, "new", "".join(other[first:last]))):
            if text:
                side.append(Piece("same" if op == "equal" else kept, text))  # type: ignore[arg-type]  # of the two words
    return SideBySide(left, right)


def _words(text: str) -> list[str]:
    """Words, each with the white space behind it; a text may begin with some."""
    return re.findall(r"\S+\s*|^\s+", text)

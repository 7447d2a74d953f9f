"""One value for texts that are nearly the same, by which copies of a mailing are counted together.

The value is the least hash among all runs of three words (Broder, On the resemblance and containment of documents, 1997). Two texts
have it in common with a probability that is the share of their runs that both have; so of a mailing in which one word of thirty
changes, nine tenths count together, and texts that have nothing to do with each other do not.
"""

from __future__ import annotations

import unicodedata
from hashlib import blake2b
from typing import Final

import re2

from bylaws.content.text.marks import marked

RUN: Final = 3
"""Words in a run."""
LONGEST: Final = 1 << 16
"""Signs that are looked at; what is behind them tells mailings apart no more."""

_WORD: Final = re2.compile(r"\{\w+\}|[\p{L}\p{M}\p{N}]+")


def near(text: str) -> str | None:
    """A value of 16 hexadecimal digits; None for a text without words."""
    found = _WORD.findall(marked(unicodedata.normalize("NFKC", text[:LONGEST])).casefold())
    # A word with figures in it is a code, which differs from one recipient to the next as a number does.
    words = ["{}" if each[0] == "{" or any(map(str.isdigit, each)) else each for each in found]
    if not words:
        return None
    runs = [words[at : at + RUN] for at in range(max(len(words) - RUN + 1, 1))]
    told = [each for each in runs if each != ["{}"] * len(each)] or [text.split()]
    return min(blake2b(" ".join(each).encode(), digest_size=8).digest() for each in told).hex()

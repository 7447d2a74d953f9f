"""One value for texts that are nearly the same, by which copies of a mailing are counted together.

The value is the least hash among all runs of three words (Broder, On the resemblance and containment of documents, 1997). Two texts
have it in common with a probability that is the share of their runs that both have; so of a mailing in which one word of thirty
changes, nine tenths count together, and texts that have nothing to do with each other do not.
"""

from __future__ import annotations

import re
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
_WORD_ASCII: Final = re.compile(r"\{[a-z0-9_]+\}|[a-z0-9]+")
"""The same of what is ASCII and in small letters."""


def near(text: str) -> str | None:
    """A value of 16 hexadecimal digits; None for a text without words."""
    # Compatibility forms may be many signs written out.
    known = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    # A word with figures in it is a code, which differs from one recipient to the next as a number does.
    plain = marked(known).casefold()
    words = ["{}" if _is_code(each) else each for each in (_WORD_ASCII if plain.isascii() else _WORD).findall(plain)]
    if not words:
        return None
    runs = {" ".join(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1))}
    runs.discard(" ".join(["{}"] * min(RUN, len(words))))
    return min(blake2b(each.encode(), digest_size=8).digest() for each in runs or (" ".join(text.split()),)).hex()


def _is_code(word: str) -> bool:
    return not word.isalpha() and (word[0] == "{" or any(map(str.isdigit, word)))

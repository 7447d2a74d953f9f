"""Texts as they are meant to be read: what is written oddly so that no filter sees it, written plainly.

Look-alike signs, signs without width, figures and marks in the place of letters (`h4te`), letters set apart (`h a t e`, `h.a.t.e`)
and drawn out (`haaate`). Nothing here changes a text that is written as people write.
"""

from __future__ import annotations

import unicodedata
from html import unescape
from typing import Final

import re2

LONGEST: Final = 1 << 14
"""Signs of a text that are looked at."""

_WIDTHLESS: Final = {ord(sign): None for sign in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f"}
_LIKE: Final = str.maketrans(
    "абвгдезіјкмнопрстухѕԁԛԝαβεηικνορτυχωɑɡıł’‘“”–—",
    "abbrdeзijkmhonpctyxsdqwabehikvoptuxwagil''\"\"--",
)
"""Letters of other alphabets by the Latin ones that they look like."""
_FIGURES: Final = str.maketrans("0134578@$€!|", "oieastbaseil")
_WORD_WITH_FIGURES: Final = re2.compile(r"(?:[a-z]+[@$€!|013457]|[$013457])[a-z@$€!|013457]*[a-z]")
_APART: Final = re2.compile(r"\b(?:[a-z@$013457][ .*_-]){3,}[a-z@$013457]\b")
_BETWEEN: Final = re2.compile(r"[ .*_-]")
_DRAWN: Final = re2.compile("|".join(f"{letter}{{3,}}" for letter in "abcdefghijklmnopqrstuvwxyz"))
_CYRILLIC_WORD: Final = re2.compile(r"\p{Cyrillic}{4,}|\p{Greek}{4,}")
_SHORT: Final = frozenset(("h8", "k1l", "d1e", "g4y", "j3w", "b4n"))
_PURE: Final = re2.compile(r"^[0-9]+(?:st|nd|rd|th|s|am|pm|k|m|gb|mb|x)?$")


def plain(text: str) -> str:
    """Small letters, compatibility forms made one, disguises undone."""
    found = unicodedata.normalize("NFKC", unescape(text[:LONGEST])).translate(_WIDTHLESS).lower()
    if not found.isascii() and not _CYRILLIC_WORD.search(found):
        # Only where no word is of that alphabet alone are its letters there for their looks.
        found = found.translate(_LIKE)
    found = _APART.sub(lambda match: str(_BETWEEN.sub("", match.group())), found)
    found = _WORD_WITH_FIGURES.sub(lambda match: _letters(match.group()), found)
    return str(_DRAWN.sub(lambda match: match.group()[0] * 2, found))


def _letters(word: str) -> str:
    """A word whose figures stand for letters; `1st`, `24h`, `mp3` and the like are left."""
    inner = word.rstrip("!|")
    letters, figures = sum(map(str.isalpha, inner)), sum(map(str.isdigit, inner))
    if letters == len(inner) or letters < 2 or 2 * figures > len(inner) or _PURE.match(inner):
        return word
    if figures and (
        (len(inner) < 4 and inner not in _SHORT) or inner[-2:].isdigit() or (inner[0].isdigit() and inner[-1].isdigit())
    ):
        return word
    return inner.translate(_FIGURES) + word[len(inner) :]

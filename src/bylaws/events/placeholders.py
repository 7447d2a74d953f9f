"""What logs say in place of a name when nobody is known: taken for one, it would be the name of their worst customer."""

from __future__ import annotations

from typing import Final

_WORDS: Final = ("nil", "null", "none", "unknown")
PLACEHOLDERS: Final = (
    *("", "-", "--", "?", "\\n", "n/a", "n.a.", "undefined", "not set", "(not set)"),
    *(word if not ends else f"{ends[0]}{word}{ends[1]}" for ends in ("", "()", "<>") for word in _WORDS),
)
"""In small letters; a log may write them in others, and blanks about them. Why these: docs/decisions/0018-placeholders.md."""

_KNOWN: Final = frozenset(PLACEHOLDERS)
_LONGEST: Final = max(map(len, PLACEHOLDERS))


def placeholder(raw: object) -> str | None:
    """Which of them a raw value is as a whole, the empty one if it is blank; None if it is none of them."""
    if not isinstance(raw, str):
        return None
    bare = raw.strip()
    # Beyond ASCII there are letters that become one of these when they are made small.
    if len(bare) <= _LONGEST and (told := bare.lower()) in _KNOWN and bare.isascii():
        return told
    return None

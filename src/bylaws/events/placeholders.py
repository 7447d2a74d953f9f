"""What logs say in place of a name when nobody is known: taken for one, it would be the name of their worst customer."""

from __future__ import annotations

from typing import Final

PLACEHOLDERS: Final = ("", "-", "nil", "n/a", "null", "none", "(null)", "unknown", "undefined")
"""In small letters; a log may write them in others. Why these and no more: docs/decisions/0018-placeholders.md."""

_KNOWN: Final = frozenset(PLACEHOLDERS)
_LONGEST: Final = max(map(len, PLACEHOLDERS))


def placeholder(raw: object) -> str | None:
    """Which of them a raw value is as a whole, the empty one if it is blank; None if it is none of them."""
    if not isinstance(raw, str):
        return None
    # Beyond ASCII there are letters that become one of these when they are made small.
    if len(raw) <= _LONGEST and (told := raw.lower()) in _KNOWN and raw.isascii():
        return told
    return "" if raw.isspace() else None

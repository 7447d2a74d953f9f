"""The shape of a text: what is left of it when what differs from recipient to recipient is taken out."""

from __future__ import annotations

from typing import Final

import re2

from bylaws.content.text.marks import marked

LONGEST: Final = 1 << 15
"""Signs that are looked at; what is behind them is left out."""
_NAME: Final = r"\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)*"
_WITHIN: Final = re2.compile(rf"([\p{{L}}\p{{N}},;}}] ){_NAME}")
_GREETING: Final = r"hi|hello|hey|dear|good (?:morning|day|evening)|hallo|liebe|lieber|bonjour|hola|ciao"
_GREETED: Final = re2.compile(rf"(?i:\b({_GREETING})) {_NAME}")


def shape(text: str) -> str:
    """The text with `{name}`, `{number}`, `{mail}` and `{link}` in the place of those, and each run of spaces one space.

    A name is what has a capital letter within a sentence, or behind a greeting.
    """
    told = marked(" ".join(text[:LONGEST].split()))
    found: str = _WITHIN.sub(r"\1{name}", _GREETED.sub(r"\1 {name}", told))
    return found

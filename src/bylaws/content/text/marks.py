"""Numbers, links and addresses in a text, and marks in their place."""

from __future__ import annotations

from typing import Final

import re2

_MAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LINK: Final = (
    r"(?:https?|ftp)://\S+|\bwww\.\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|mobi|tv|me|ly|gl|io|co|app|xyz|top|site|online|shop|club|link|live|vip|icu"
    r"|uk|us|de|fr|in|ru|cn|eu|nl|it|es|br|au|ca)\b(?:/\S*)?"
)
_NUMBER: Final = r"[+(]?\b\d(?:[\d(). -]*\d)?\b"
_KINDS: Final = (("{mail}", _MAIL), ("{link}", _LINK), ("{number}", _NUMBER))
_patterns: Final = tuple((mark, re2.compile(f"(?i){form}")) for mark, form in _KINDS)


def marked(text: str) -> str:
    """The text with `{mail}`, `{link}` and `{number}` in the place of mail addresses, links and numbers."""
    for mark, pattern in _patterns:
        text = pattern.sub(mark, text)
    return text

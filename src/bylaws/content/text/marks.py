"""Numbers, links and addresses in a text, and marks in their place."""

from __future__ import annotations

import re
from typing import Final

import re2

_MAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LINK: Final = (
    r"(?:https?|ftp)://\S+|\bwww\.\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|mobi|tv|me|ly|gl|io|co|app|xyz|top|site|online|shop|club|link|live|vip|icu"
    r"|uk|us|de|fr|in|ru|cn|eu|nl|it|es|br|au|ca)\b(?:/\S*)?"
)
_NUMBER: Final = r"[+(]?\b\d(?:[\d(). -]*\d)?\b"
_KINDS: Final = (
    ("{mail}", re2.compile(f"(?i){_MAIL}"), "@"),
    ("{link}", re2.compile(f"(?i){_LINK}"), r"\.|://"),
    # The standard library's takes a fifth as long, and this one its time by length alone: whatever is gone through ends in a match.
    ("{number}", re.compile(_NUMBER, re.ASCII), "[0-9]"),
)
_patterns: Final = tuple((mark, pattern, re.compile(needs)) for mark, pattern, needs in _KINDS)
"""With what no text of the kind is without: looking for that is far cheaper."""


def marked(text: str) -> str:
    """The text with `{mail}`, `{link}` and `{number}` in the place of mail addresses, links and numbers."""
    for mark, pattern, needs in _patterns:
        if needs.search(text):
            text = pattern.sub(mark, text)
    return text

"""What to tell the author of a block that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bylaws.policy.broken import Broken
from bylaws.policy.grammar import begun, could_follow
from bylaws.policy.reading import Token, Unexpected
from bylaws.policy.slips import SLIPS
from bylaws.policy.wanted import wanted
from bylaws.source import Diagnostic, Label, Span

_LONGEST: Final = 40
"""Characters of the word before the break that a message quotes."""


def explain(broken: Broken, span: Span) -> Diagnostic:
    """The diagnostic for where reading a text, which stands at `span`, broke off."""
    for slip in SLIPS:
        found = slip(broken)
        if found:
            place = Span(span.file, span.start + found.start, span.start + found.end)
            return Diagnostic("syntax", found.message, (Label(place),), found.help)
    read = begun(broken.language, broken.text)
    start, end, message = _unexpected(broken, read)
    help = wanted(broken.could_stand, read, broken.language)
    return Diagnostic("syntax", message, (Label(Span(span.file, span.start + start, span.start + end)),), help)


def _unexpected(broken: Broken, read: Sequence[Token]) -> tuple[int, int, str]:
    """From where to where the words at fault stand, and what is wrong with them."""
    at, found = broken.at, broken.found
    if not read:
        return at, at + max(len(found), 1), f"`{found}` cannot stand here"
    before = read[-1]
    if found:
        return at, at + len(found), f"`{found}` cannot stand behind {_quoted(before)}"
    return before.start, before.end, f"something is missing behind {_quoted(before)}"


def _quoted(token: Token) -> str:
    return f"`{token.text if len(token.text) <= _LONGEST else token.text[: _LONGEST - 1] + '…'}`"


def broken_at(error: Unexpected, language: str, text: str) -> Broken:
    """Where reading `text` broke off."""
    at = len(_strip_comments(text)) if error.at is None else error.at
    return Broken(language, text, at, could_follow(language, text[:at]))


def _strip_comments(text: str) -> str:
    """The text without what says nothing at its end."""
    while True:
        shorter = re.sub(r"(^|\n)[ \t]*#[^\n]*$", "", text.rstrip())
        if shorter == text:
            return text
        text = shorter

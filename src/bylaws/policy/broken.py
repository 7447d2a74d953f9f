"""Where a block broke off, and what can be said of it."""

from __future__ import annotations

import re

from msgspec import Struct

from bylaws.policy.grammar import OPENINGS

ORDER = {
    "rule": ("on", "each", "where", "let", "when", "unless", "against", "severity", "deliberate", "risk", "once", "steps", "says"),
    "derive": ("on", "each", "where", "let", "when", "with"),
    "exception": ("to", "let", "when", "says"),
    "duty": ("owed", "after", "expect", "within", "before", "paused", "unless", "severity", "steps", "says"),
}
"""The clauses of a declaration, in their order."""

_WORD = re.compile(r"[A-Za-z0-9_.-]+")
_FOUND = re.compile(r'"[^"\n]*"?|\'[^\'\n]*\'?|[A-Za-z0-9_-]+|[=!<>&|]+|.', re.DOTALL)
SKIPPED = re.compile(r'"[^"\n]*"|#[^\n]*')
"""Texts and comments, in which no word of the language stands."""


class Broken(Struct, frozen=True):
    """Where reading broke off: at offset `at` of `text`, where the grammar's tokens `could_stand` might have stood."""

    language: str
    text: str
    at: int
    could_stand: frozenset[str]

    @property
    def found(self) -> str:
        """What stands there, shortened; empty at the end."""
        found = _FOUND.match(self.text, self.at)
        return found[0][:60] if found and not self.is_end else ""

    @property
    def is_end(self) -> bool:
        return self.at >= len(self.text.rstrip())

    @property
    def opening(self) -> str:
        """The first word of the declaration that broke."""
        openings = "|".join(OPENINGS[self.language])
        words = re.findall(rf"^[ \t]*(?:replace[ \t]+)?({openings})\b", self.text[: self.at], re.MULTILINE)
        return str(words[-1]) if words else ""

    @property
    def plain(self) -> str:
        """The text with strings and comments blanked."""
        return SKIPPED.sub(lambda found: " " * len(found[0]), self.text)

    @property
    def before(self) -> str:
        """The text before the break with strings and comments blanked."""
        return SKIPPED.sub(lambda found: " " * len(found[0]), self.text[: self.at])

    @property
    def word(self) -> tuple[int, str]:
        """The whole word that the break is in, and where it begins."""
        start = self.at
        while start > 0 and _WORD.fullmatch(self.text[start - 1]) and self.at - start < 60:
            start -= 1
        found = _WORD.match(self.text, start)
        return start, found[0][:60] if found else ""


class Slip(Struct, frozen=True):
    start: int
    end: int
    message: str
    help: str

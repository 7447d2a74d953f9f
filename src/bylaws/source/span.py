"""A stretch of a text."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from bylaws.source.file import SourceFile

_COMMENT: Final = re.compile(r'("[^"\n]*")|#[^\n]*')
"""A text in quotes, or a comment."""


def on_one_line(text: str) -> str:
    """The words of a text with one blank between them."""
    return " ".join(text.split())


def without_comments(text: str) -> str:
    """A piece of a policy without what says nothing in it."""
    return _COMMENT.sub(r"\1", text) if "#" in text else text


class Span(Struct, frozen=True):
    """`file.text[start:end]`, offsets in code points."""

    file: SourceFile
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.file.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The text on one line, without comments."""
        return on_one_line(without_comments(self.text))

    def to(self, other: Span) -> Span:
        """From the beginning of this one to the end of `other`."""
        return Span(self.file, self.start, max(self.end, other.end))

    def __str__(self) -> str:
        line, column = self.file.position(self.start)
        return f"{self.file.path}:{line}:{column}"


NOWHERE = Span(SourceFile("", ""), 0, 0)

"""A text that positions refer to."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct


class SourceFile(Struct, frozen=True, eq=False, dict=True):
    """One text with a name, and the arithmetic between offsets and lines.

    `path` is how the file is called in messages (as the user gave it); `text` its whole content.
    Offsets count code points from 0; lines and columns count from 1.
    """

    path: str
    text: str

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"

    @cached_property
    def _starts(self) -> list[int]:
        """The offset at which each line begins."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def line_start(self, number: int) -> int:
        """The offset at which a line (from 1) begins."""
        return self._starts[number - 1]

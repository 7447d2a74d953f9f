"""dkimpy as it is needed here: it asks today's clock, and two of its functions take time that grows with the square of a text.

Signatures are judged as of the time at which the mail came, however late it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import dkim
from dkim import canonicalization

_AT: Final[ContextVar[int]] = ContextVar("_AT", default=0)
_TRAILING: Final = re.compile(rb"(?<![\t ])[\t ]++\r\n")
_ENDS: Final = re.compile(rb"(?:\n\r)*+")


class _Clock:
    """Stands in for the module `time` in the library."""

    @staticmethod
    def time() -> float:
        return float(_AT.get())


@contextmanager
def judged_as_of(at: int) -> Iterator[None]:
    """While it is open, signatures are judged as of `at`, in seconds since 1970."""
    token = _AT.set(at)
    try:
        yield
    finally:
        _AT.reset(token)


def without_trailing_blanks(content: bytes) -> bytes:
    """Of each line (RFC 6376, 3.4.4)."""
    return _TRAILING.sub(b"\r\n", content)


def without_trailing_lines(content: bytes) -> bytes:
    """With one line's end at the end, whatever there was (RFC 6376, 3.4.3)."""
    ends = content[len(content.rstrip(b"\r\n")) :]
    found = _ENDS.match(ends[::-1])
    empty = found.end() if found else 0
    return content[: len(content) - empty] + b"\r\n"


dkim.time = _Clock()
canonicalization.strip_trailing_whitespace = without_trailing_blanks
canonicalization.strip_trailing_lines = without_trailing_lines

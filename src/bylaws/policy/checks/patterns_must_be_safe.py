"""A pattern can be searched for in linear time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import re2

from bylaws.source import Diagnostic, Label, Span

CODE = "unsafe-pattern"

LONGEST = 1000
"""Code points of a pattern."""

_MEMORY = 1 << 20
_SHOWN = 40
_HELP = "patterns are those of RE2: no look-around, no back-references, small repetitions"
_AROUND: Final = frozenset(("(?=", "(?!", "(?<=", "(?<!"))


def check(pattern: object, span: Span) -> Diagnostic | None:
    """What is wrong with the pattern behind `matches`; None as pattern if it is not written out."""
    if not isinstance(pattern, str):
        return Diagnostic(
            CODE, "`matches` wants its pattern written out", (Label(span),), "write it in quotation marks, or use `like`"
        )
    if len(pattern) > LONGEST:
        return Diagnostic(CODE, f"this pattern is longer than {LONGEST} characters", (Label(span),), "keep long lists in a `list`")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as reason:
        message, help = _told(reason.args[0])
        return Diagnostic(CODE, message, (Label(span),), help)
    return None


def _told(reason: object) -> tuple[str, str]:
    """Message and help for what RE2 says: a kind of error and, behind a colon, the part of the pattern that it found at fault."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    kind, _, part = text.partition(": ")
    said = _KINDS.get(kind.partition(" - ")[0])
    return said(part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…") if said else ("this pattern cannot be used", _HELP)


def _operator(part: str) -> tuple[str, str]:
    if part in _AROUND:
        return (
            f"`{part}` looks around, which no pattern here can",
            "say it in two conditions, joined by `and` or `and not`",
        )
    return f"this pattern has a group that begins with `{part}`, which means nothing here", "plain groups begin with `(` or `(?:`"


def _escape(part: str) -> tuple[str, str]:
    if part[1:2].isdigit() or part == "\\k":
        return (
            f"`{part}` refers back to a group, which no pattern here can",
            "write out what is to come again, or compare two fields",
        )
    return f"`{part}` stands for nothing in a pattern", "only signs that mean something in a pattern want a `\\` before them"


def _range(part: str) -> tuple[str, str]:
    if part.startswith(("[", "\\")):
        return (
            f"there is no class of characters `{part}`",
            "there are `[:alpha:]`, `[:digit:]`, `\\d`, `\\w`, `\\pL` and others of RE2",
        )
    return f"`{part}` runs backwards", "put the earlier character first, or write a `-` that means itself at the end"


def _size(part: str) -> tuple[str, str]:
    low, _, high = part.strip("{}").partition(",")
    if low.isdigit() and high.isdigit() and int(low) > int(high):
        return f"`{part}` repeats from more to less", "put the smaller number first"
    return f"`{part}` makes more than 1000 repetitions, counting those within each other", "use `*` or `+`, or fewer"


_KINDS: Final[dict[str, Callable[[str], tuple[str, str]]]] = {
    "invalid perl operator": _operator,
    "invalid escape sequence": _escape,
    "invalid character class range": _range,
    "invalid repetition size": _size,
    "invalid named capture group": lambda part: (f"the group `{part}` has no proper name", "plain groups begin with `(` or `(?:`"),
    "missing ]": lambda part: (f"the bracket of `{part}` is never closed", "close it with `]`; one that means itself is `\\[`"),
    "missing )": lambda part: (f"a bracket of `{part}` is never closed", "close it with `)`; one that means itself is `\\(`"),
    "unexpected )": lambda part: (f"the last bracket of `{part}` closes nothing", "one that means itself is `\\)`"),
    "trailing \\": lambda _: ("this pattern ends in a `\\` that stands before nothing", "one that means itself is `\\\\`"),
    "no argument for repetition operator": lambda part: (
        f"`{part}` has nothing before it to repeat",
        f"one that means itself is `\\{part}`",
    ),
    "bad repetition operator": lambda part: (
        f"`{part}` repeats a repetition",
        "leave one out, or put brackets round the inner one",
    ),
    "pattern too large": lambda _: ("this pattern takes too much memory", "repeat less, or split it in two joined by `or`"),
}

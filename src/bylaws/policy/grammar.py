"""The two languages of blocks, ready to read."""

from __future__ import annotations

from contextlib import suppress

from bylaws.policy.reading import Node, Reading, Token, Unexpected
from bylaws.policy.tables import tables

OPENINGS = {
    "bylaw": (
        "parameter",
        "list",
        "rule",
        "derive",
        "exception",
        "duty",
        "ladder",
        "manual",
        "informative",
        "set",
        "replace",
        "drop",
    ),
    "example": ("given", "after", "at", "expect", "set"),
}
"""The words that begin a declaration, or a line of an example."""


def parse(language: str, text: str) -> Node:
    """The tree of a block. Raises `Unexpected` if it cannot be read."""
    reading = Reading(tables(), language, text)
    for _ in reading.tokens():
        pass
    return reading.root()


def tokens(language: str, text: str) -> tuple[Token, ...]:
    """The tokens of a block, without its comments. Raises `Unexpected` if it cannot be read."""
    return tuple(Reading(tables(), language, text).tokens())


def begun(language: str, text: str) -> tuple[Token, ...]:
    """The tokens of a block up to where it cannot be read."""
    found: list[Token] = []
    with suppress(Unexpected):
        for token in Reading(tables(), language, text).tokens():
            found.append(token)
    return tuple(found)


def could_follow(language: str, text: str) -> frozenset[str]:
    """The grammar's names of the tokens that can stand behind `text`; none if it breaks off before."""
    reading = Reading(tables(), language, text)
    try:
        for _ in reading.tokens():
            pass
    except Unexpected:
        return frozenset()
    return reading.could_follow()

"""The grammar, ready to parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

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


@cache
def grammar() -> Lark:
    text = files("bylaws.policy").joinpath("grammar.lark").read_text("utf-8")
    starts = list(OPENINGS)
    return Lark(text, parser="lalr", lexer="contextual", start=starts, propagate_positions=True, postlex=_WholeWords())


def tokens(language: str, text: str) -> tuple[Token, ...]:
    """The tokens of a block, without its comments. Raises `UnexpectedInput` if it cannot be parsed."""
    return tuple(grammar().parse_interactive(text, start=language).iter_parse())


def could_follow(language: str, text: str) -> frozenset[str]:
    """The grammar's names of the tokens that can stand behind `text`; none if it breaks off before."""
    reading = grammar().parse_interactive(text, start=language)
    try:
        reading.exhaust_lexer()
        return frozenset(reading.accepts())  # type: ignore[no-untyped-call]
    except UnexpectedInput:
        return frozenset()


class _WholeWords:
    """Lets the lexer see names everywhere, so that `ordinary` is never taken for `or` and `dinary`."""

    always_accept = ("NAME", "SLUG")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream

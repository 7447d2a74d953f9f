"""HTML and SVG that cannot be broken out of: every text is escaped unless it is markup already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

VOID: Final = frozenset(("br", "hr", "link", "meta"))
UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

LINE_BREAKS: Final = {ord("\t"): "␉", ord("\n"): "␊", 0x2028: "␊", 0x2029: "␊"}
"""Tabs and ends of lines, by the pictures that Unicode has of them."""

WITHIN: Final = re.compile(r"(?<=[^\s|])\n(?=[^\s|#>*+-])(?!\d+[.)])")
"""An end of a line within a paragraph."""

CODE: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
"""A name between backticks."""


class Markup(str):
    """A text that is markup; everything else is escaped when it is put in."""

    __slots__ = ()


Child = str | int | float | Iterable["Child"] | None
_PLAIN: Final = (str, int, float)


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element. Attribute names lose a trailing underscore and turn others into hyphens; None and False leave one out."""
    opening = name
    for key, value in attributes.items():
        if value is not None and value is not False:
            opening += _attribute(key, value)
    return Markup(f"<{opening}>") if name in VOID else Markup(f"<{opening}>{join(children)}</{name}>")


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Markup and texts one after the other."""
    return Markup(between.join([_child(each) for each in children]))


def _child(child: Child) -> str:
    if isinstance(child, Markup):
        return child
    if child is None:
        return ""
    return _escaped(child) if isinstance(child, _PLAIN) else join(child)


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(value)}"'


def _escaped(value: object) -> str:
    return escape(printable(str(value)))


def flowing(text: str) -> str:
    """Words in paragraphs that fit any width; lists, tables and quotations keep their lines."""
    return WITHIN.sub(" ", text.strip())


def prose(text: str) -> Markup:
    """A clause's words as `flowing` has them, with names in backticks as code."""
    pieces = CODE.split(flowing(text))
    return join(tag("code", piece) if number % 2 else piece for number, piece in enumerate(pieces))


def printable(text: str) -> str:
    """Without control characters, lone surrogates and those that turn the direction of the text around."""
    return text if text.isprintable() else UNSAFE.sub("\ufffd", text)


def in_one_line(text: str) -> str:
    """As `printable`, and with pictures of tabs and ends of lines: a name from a log cannot forge a line of its own."""
    return text if text.isprintable() else printable(text).translate(LINE_BREAKS)


def in_sentence(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]

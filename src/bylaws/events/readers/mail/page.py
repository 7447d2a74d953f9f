"""Text and links of HTML, in one pass over whatever stands there.

The parser of the standard library takes time that grows with the square of a hostile page, and gives up on some declarations.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.source import on_one_line

# A `>` within a quoted value ends a tag here: the rest of it is then read as text, and nothing is lost.
_TAG: Final = re.compile(r"<(!--|[^<>]*>)")
_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_LINK: Final = re.compile(r"\b(?:href|action)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNSHOWN: Final = frozenset(("script", "style", "title", "template"))
_BREAKS: Final = frozenset(("br", "p", "div", "tr", "li", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"))


class Page(Struct, frozen=True):
    """`text` with a line for each block; `links` as they stand in the page."""

    text: str
    links: list[str]


def page_of(content: str) -> Page:
    links: list[str] = []
    lines = "".join(_words(content, links)).split("\n")
    told = (on_one_line(plainly(line)) for line in lines)
    return Page("\n".join(filter(None, told)), links)


def plainly(text: str) -> str:
    """With its character references told as characters."""
    try:
        return html.unescape(text)
    except ValueError:  # a reference by a number of thousands of digits
        return text


def _words(content: str, links: list[str]) -> Iterator[str]:
    """The text, with a line end at each block and nowhere else."""
    content = content.replace("\n", " ")
    at, lower = 0, content.lower()
    while found := _TAG.search(content, at):
        yield content[at : found.start()]
        at = found.end()
        if found[1] == "!--":
            at = _where(lower, "-->", at) + len("-->")
            continue
        tag = _NAME.match(found[1])
        name = tag[0].lower() if tag else ""
        if name in _UNSHOWN:
            at = _where(lower, f"</{name}", at)
        elif name.removeprefix("/") in _BREAKS:
            yield "\n"
        links += [plainly("".join(link)) for link in _LINK.findall(found[1])]
    yield content[at:]


def _where(content: str, end: str, at: int) -> int:
    """Where that begins by which something ends; the end of the page if it never does."""
    found = content.find(end, at)
    return len(content) if found < 0 else found

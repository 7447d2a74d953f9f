"""`robots_allow`: whether a robots.txt leaves a page open to a crawler (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

import re2
from msgspec import Struct

LONGEST: Final = 500 * 1024
"""Signs of a robots.txt that are read; crawlers need not read more (RFC 9309, 2.5)."""
MOST: Final = 10_000
"""Rules of a crawler that are held against a page."""
_PATTERN: Final = 2048
"""Signs of a rule's path."""
_TOKEN: Final = re2.compile(r"^[a-zA-Z_-]+")
_KEPT: Final = "/:?#[]@!$&'()*+,;=-._~%"
"""Signs that stand in a path as they are."""


class _Rule(Struct, frozen=True):
    allows: bool
    path: str


def robots_allow(robots: str, agent: str, path: str) -> bool:
    """Of the text of a robots.txt, a crawler by its name or whole `User-Agent`, and a path with its query, or a URL.

    Of several rules the longest counts, and of two that are as long the one that allows. What is not closed is open.
    """
    page = _spelled(_path_of(path))
    if page == "/robots.txt":
        return True
    matching = [each for each in islice(_rules_for(robots[:LONGEST], agent), MOST) if _matches(each.path, page)]
    return max(((len(each.path), each.allows) for each in matching), default=(0, True))[1]


def _rules_for(robots: str, agent: str) -> Iterator[_Rule]:
    """The rules of all groups that name the crawler; if none does, of those for all."""
    groups = list(_groups(robots))
    told = agent.lower()
    named = [rules for names, rules in groups if any(name != "*" and name and name in _names(told) for name in names)]
    for rules in named or [rules for names, rules in groups if "*" in names]:
        yield from rules


def _names(agent: str) -> frozenset[str]:
    """What a `User-Agent` calls the crawler: each of its products."""
    words = agent.replace(";", " ").replace("(", " ").replace(")", " ").split()
    return frozenset(found[0] for word in words[:100] if (found := _TOKEN.search(word)))


def _groups(robots: str) -> Iterator[tuple[Sequence[str], Sequence[_Rule]]]:
    names: list[str] = []
    rules: list[_Rule] = []
    for line in robots.removeprefix("\ufeff").splitlines():
        name, mark, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if mark and name == "user-agent":
            if rules:
                yield names, rules
                names, rules = [], []
            found = _TOKEN.search(value)
            names.append("*" if value.startswith("*") else found[0].lower() if found else "")
        elif mark and name in ("allow", "disallow") and names and value:
            rules.append(_Rule(name == "allow", _spelled(value[:_PATTERN])))
    if names:
        yield names, rules


def _path_of(path: str) -> str:
    """The path and query of a URL; what is a path already stays."""
    if "://" not in path[:12]:
        return path or "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _spelled(path: str) -> str:
    """In one spelling: what need not be encoded is not, all else is (RFC 9309, 2.2.2)."""
    plain = "".join(_piece(each) for each in path.replace("%", "\0%").split("\0"))
    return quote(plain, safe=_KEPT, errors="replace")


def _piece(piece: str) -> str:
    """A piece that may begin with an escape, which is undone where it stands for a letter or a figure, or `-._~`."""
    if piece[:1] != "%" or len(piece) < 3:
        return piece
    octet = unquote_to_bytes(piece[:3])
    sign = chr(octet[0]) if len(octet) == 1 and octet[0] < 128 else ""
    return (sign if sign and (sign.isalnum() or sign in "-._~") else piece[:3].upper()) + piece[3:]


def _matches(pattern: str, page: str) -> bool:
    """Whether the page begins with the pattern, in which `*` stands for any signs, and `$` at the end for the end."""
    pieces = pattern.removesuffix("$").split("*")
    if not page.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    last = len(pieces) - 1
    for number, piece in enumerate(pieces[1:], 1):
        if number == last and pattern.endswith("$"):
            return page.endswith(piece) and len(page) - len(piece) >= place
        found = page.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return place == len(page) if pattern.endswith("$") else True

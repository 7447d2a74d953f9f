"""All texts and patterns that are looked for in one field, many distinct texts at a time.

The texts are written one to a line and searched in one go for all patterns at once (RE2), which is far cheaper than to begin anew
for each text; only those that a match touches are looked at by themselves, pattern by pattern (RE2's sets). Read by lines a text
may show a match that it does not have, as `^` stands at the begin of every line, but never lack one that it has: a text of several
lines is always looked at by itself, and so are all for a pattern of which that could not be said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import re2

from bylaws.engine.columns.texts import affixes
from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from bylaws.policy.walk import nodes

_MOST: Final = 62
"""So many patterns share the bits of a number."""
_MEMORY: Final = 64 << 20
_APART: Final = re.compile(r"\\[AzCQ]|\(\?[a-zA-Z]*-[a-zA-Z]*m|\(\?P?<")
"""What means something else by lines, or beside other patterns: ends of the text, quotations, no lines, names of groups."""
_LINE: Final = b"\n"


class Patterns:
    """The written tests of a policy's fields, by field: `matches`, `like`, `contains`."""

    def __init__(self, program: Program) -> None:
        self._places: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._sieves: list[Sieve] = []
        self._open: dict[str, int] = {}
        for node in nodes((program.rules, program.derives, program.duties, program.exceptions)):
            if (key := _key(node)) is not None and key not in self._places:
                self._places[key] = self._add(*key)
        for each in self._sieves:
            each.close()

    def place(self, node: x.Expr) -> tuple[int, int] | None:
        """The sieve that tells of a test, and its bit there; None for what is no test of a field with a written pattern."""
        key = _key(node)
        return None if key is None else self._places.get(key)

    def sieve(self, number: int) -> Sieve:
        return self._sieves[number]

    def _add(self, field: str, op: str, pattern: str) -> tuple[int, int]:
        number = self._open.get(field)
        if number is None or self._sieves[number].full:
            number = self._open[field] = len(self._sieves)
            self._sieves.append(Sieve())
        return number, self._sieves[number].add(op, pattern)


class Sieve:
    """Tests of one field, each a bit; `by_lines`: the bits of those that can be looked for in many texts at once."""

    def __init__(self) -> None:
        self.by_lines = 0
        self._set = re2.Set.SearchSet()
        self._count = 0
        self._lines: list[str] = []

    @property
    def full(self) -> bool:
        return self._count == _MOST

    def add(self, op: str, pattern: str) -> int:
        """The bit of one more test."""
        exact, line = _written(op, pattern)
        bit = int(self._set.Add(exact))
        self._count += 1
        if _is_by_line(line):
            self.by_lines |= 1 << bit
            self._lines.append(line)
        return bit

    def close(self) -> None:
        """No more tests are added."""
        self._set.Compile()
        self._search = _by_lines("|".join(f"(?:{each})" for each in self._lines)).search

    def found(self, texts: Sequence[bytes]) -> list[int]:
        """By text the bits of all tests that it passes."""
        match = self._set.Match
        return [sum(1 << each for each in found) if (found := match(text)) else 0 for text in texts]

    def touched(self, data: bytes, ends: Sequence[int]) -> list[int]:
        """Which of many texts may pass one of the tests `by_lines`, in order; the others pass none.

        `data`: the texts in UTF-8, each ended by a line feed; `ends`: where those feeds stand.
        """
        touched: set[int] = set()
        if data.count(_LINE) > len(ends):
            touched.update(number for number, (begin, end) in _bounds(ends) if data.find(_LINE, begin, end) >= 0)
        position = 0
        while position < len(data) and (match := self._search(data, position)) is not None:
            # A match that goes on beyond its text hides none: the search goes on with the next text.
            number = bisect_left(ends, match.start())
            touched.add(number)
            position = ends[number] + 1
        return sorted(touched)


def _bounds(ends: Sequence[int]) -> enumerate[tuple[int, int]]:
    """By text where it begins and ends."""
    return enumerate(zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True))


def _key(node: object) -> tuple[str, str, str] | None:
    """Field, operation and pattern of a test, if its pattern is written and it asks a field that holds one text for more than

    how it begins and ends.
    """
    if affixes(node) is not None or not (
        isinstance(node, x.TextTest) and isinstance(node.value, x.FieldRef) and isinstance(node.pattern, x.Const)
    ):
        return None
    return None if node.value.type.name == "array" else (node.value.name, node.op, str(node.pattern.value))


def _written(op: str, pattern: str) -> tuple[str, str]:
    """The regular expression of a test, as it is asked of one text, and of one line."""
    if op == "matches":
        return pattern, pattern
    if op == "contains":
        return re2.escape(pattern), re2.escape(pattern)
    signs = "".join({"%": ".*", "_": "."}.get(sign) or re2.escape(sign) for sign in pattern)
    inner = signs.removeprefix(".*") if pattern.startswith("%") else f"^{signs}"
    line = inner.removesuffix(".*") if pattern.endswith("%") else f"{inner}$"
    return f"(?s)^{signs}$", line


def _is_by_line(pattern: str) -> bool:
    """Whether a pattern by lines misses nothing, and does not match between the lines."""
    return not _APART.search(pattern) and _by_lines(pattern).search(_LINE) is None


def _by_lines(pattern: str) -> re2._Regexp[str]:
    """A pattern that matches within lines: what stands for any sign but some does not stand for a line feed."""
    options = re2.Options()
    options.never_nl, options.never_capture, options.log_errors, options.max_mem = True, True, False, _MEMORY
    return re2.compile(f"(?m){pattern}", options)

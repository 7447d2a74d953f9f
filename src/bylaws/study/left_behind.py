"""What the author of a changed policy may have forgotten: prose that still tells the old number, a version called as before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.policy.difference import ClauseChange, Declared, Difference, Version

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBER: Final = re.compile(r"\d[\d_]*(?:\.\d+)?")
_UNTIL: Final = re.compile(r"\buntil \S+")


def left_behind(old: Version, new: Version, found: Difference) -> Iterator[str]:
    """Sentences; none where nothing seems forgotten."""
    if old.program.version == new.program.version and not found.means_the_same:
        yield (
            f"Both are called version {new.program.version}, though they differ: "
            "nobody could tell later by which of them somebody was judged."
        )
    for clause, each in found.declared:
        for word in _still_told(clause, each):
            yield f"Clause {clause.slug} still says “{word}”, as {each.name} was before: must its words follow?"


def _still_told(clause: ClauseChange, each: Declared) -> Iterator[str]:
    """The numbers of the old value, and not of the new one, that the clause names in digits or, in English, in words."""
    if clause.new is None or each.sort != "parameter" or each.change != "changed":
        return
    for number in dict.fromkeys(_numbers(each.old)):
        if number not in _numbers(each.new):
            told = "|".join(map(re.escape, _spellings(number)))
            match = re.search(rf"(?<![\w.,])(?:{told})(?!\w|[.,]\d)", clause.new.text, re.IGNORECASE)
            if match:
                yield match[0]


def _numbers(words: str) -> list[str]:
    return [each.replace("_", "") for each in _NUMBER.findall(_UNTIL.sub("", words))]


def _spellings(number: str) -> Iterator[str]:
    """`1000`: `1000`, `1,000`, `1 000`, `one thousand`, `a thousand`; 1 in digits alone, for “one” is no number only."""
    yield number
    if number.isdigit() and len(number) < 10:
        whole = int(number)
        yield from (f"{whole:,}".replace(",", mark) for mark in (",", " ", "\u00a0", "\u202f"))
        words = _in_words(whole) if whole > 1 else ""
        if words:
            yield from (words, words.replace("one ", "a ", 1) if words.startswith("one ") else words.replace("-", " "))


def _in_words(number: int) -> str:
    """English; empty for a number that nobody would write out."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_SMALL[number // 100]} hundred" if number % 100 == 0 else ""
    thousands = _in_words(number // 1000) if number % 1000 == 0 else ""
    return f"{thousands} thousand" if thousands and number < 10**6 else ""

"""What a text does with the words that it uses: whom it speaks of, what it says of them, and whether it says so itself.

A word that demeans is no hatred by itself. What counts is that it stands in one statement with people whom the law protects, and
that the writer neither denies it nor holds it against somebody who said it. Each such sign is a reason that the models weigh.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import re2

SORTS: Final = (
    "groups", "demeaning", "hating", "harming", "praising", "opposing", "negating", "insulting", "intimate", "despairing", "caring",
)  # fmt: skip
_NOTED: Final = ("demeaning", "hating", "harming", "praising", "insulting", "intimate", "despairing", "caring")
_STATEMENTS: Final = re2.compile(r"[.!?;\n]+|,? but |,? yet ")
_QUOTED: Final = re2.compile(r"[\"«»]([^\"«»]{3,300})[\"«»]|(?:^|\s)'([^']{6,300})'")
_YOU: Final = re2.compile(r"\b(?:you|your|you're|ur|u|yourself)\b")
_I: Final = re2.compile(r"\b(?:i|i'm|i've|me|my|we|we're|us)\b")
_THEY: Final = re2.compile(
    r"\b(?:they|them|their|they're|those people|these people|this lot|people like that|all of them|every single one)\b"
)
_SHOULD: Final = re2.compile(
    r"\b(?:should|must|need to|ought to|have to|deserve|deserves|let's|we will|i will|i'll|gonna|going to|want to|would like to"
    r"|someone)\b"
)
_ALL: Final = re2.compile(r"\b(?:all|every|most|these|those|such|always|typical)\b")
_ASKED: Final = re2.compile(r"\?")
_WINDOW: Final = 60
"""Signs within which a word that denies stands before what it denies."""
_MOST: Final = 60
"""Statements of a text that are looked at."""


def phrases(sort: str) -> list[str]:
    """The words and phrases of a sort."""
    lines = (files("bylaws.content.text.words") / f"{sort}.txt").read_text("utf-8").splitlines()
    return sorted({each for line in lines if not line.startswith("#") for each in line.split("|") if each})


@cache
def _pattern(sort: str) -> Any:
    told = "|".join(re2.escape(each) for each in sorted(phrases(sort), key=len, reverse=True))
    return re2.compile(rf"\b(?:{told})\b")


def found(sort: str, text: str) -> list[str]:
    """The words of a sort that stand in a plain text, in order."""
    return [match.group() for match in _pattern(sort).finditer(text)]


def signs(text: str) -> list[str]:
    """What a plain text does, such as `group demeaned`: people of a group and a word that demeans in one statement, undenied."""
    told: set[str] = set()
    opposed = bool(_pattern("opposing").search(text))
    quoted = [part for pair in _QUOTED.findall(text) for part in pair if part]
    if quoted:
        told.add("quotes")
    if opposed:
        told.add("opposes")
    if opposed and quoted:
        told.add("opposes what it quotes")
    # Most sorts are in no statement; what is in one is in the text, for statements end where words do.
    there = [sort for sort in _NOTED if _pattern(sort).search(text)]
    has_groups = bool(_pattern("groups").search(text))
    spoken_of = ""
    for statement in _STATEMENTS.split(text)[:_MOST]:
        if not statement:
            continue
        about = "group" if has_groups and _pattern("groups").search(statement) else ""
        if about:
            spoken_of = about
        elif spoken_of and _THEY.search(statement):
            about = "group by they"
        elif _YOU.search(statement):
            about = "you"
        elif _I.search(statement):
            about = "me"
        _note(statement, about, there, told)
    if opposed:
        told |= {f"{sign}, opposed" for sign in told if sign.startswith("group ") and "," not in sign}
    if quoted and any(_pattern("groups").search(part) for part in quoted):
        told.add("group within quotation marks")
    if _ASKED.search(text):
        told.add("asks")
    told |= _sums(told)
    return sorted(told)


def _sums(told: set[str]) -> set[str]:
    """What single signs come to: whether a group is attacked, and whether the writer means it."""
    spoken = {sign.removeprefix("group by they ").removeprefix("group ") for sign in told if sign.startswith("group ")}
    attacked = spoken & {"demeaning", "hating", "harming called for", "not praising", "insulting"}
    if not attacked:
        return {"group unharmed"} if "group" in told else set()
    meant = {"opposes", "quotes", "opposes what it quotes"}.isdisjoint(told)
    return {"attack on a group" if meant else "attack told of", *([f"{len(attacked)} attacks"] if meant else [])}


def _note(statement: str, about: str, there: Sequence[str], told: set[str]) -> None:
    """The signs of one statement. `there`: the sorts that may be in it."""
    for sort in there:
        for match in _pattern(sort).finditer(statement):
            before = statement[max(0, match.start() - _WINDOW) : match.start()]
            denied = " not" if _pattern("negating").search(before) else ""
            told.add(f"{about or 'nobody'}{denied} {sort}")
            told.add(f"{sort}{denied}")
            if _SHOULD.search(before):
                told.add(f"{about or 'nobody'}{denied} {sort} called for")
    if about.startswith("group"):
        told.add("group")
        if _ALL.search(statement):
            told.add("all of a group")
        if _I.search(statement):
            told.add("group and me")

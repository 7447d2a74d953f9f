"""Going on behind a slip: the clause that cannot be read is blanked, so that the rest of its declaration can be."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from bylaws.policy.broken import ORDER, Broken
from bylaws.policy.grammar import OPENINGS, begun
from bylaws.policy.reading import Token

MOST_MENDED: Final = 10
"""So many clauses of one declaration are blanked; each time it is read again from its beginning."""

_WORDS: Final = {**ORDER, "ladder": ("first", "second", "third", "fourth", "fifth", "later", "at", "notice")}
"""The words with which a line of a declaration begins a clause."""
_FILLED: Final = {
    **{word: word for word in ("ON", "WHERE", "WHEN", "UNLESS", "AGAINST", "AFTER", "EXPECT", "WITHIN", "BEFORE")},
    "LET": "EQUAL",
    "EACH": "IN",
}
"""The clauses in which a name can stand for what was not read, and the word of theirs that it follows."""
_LEFT_OUT: Final = frozenset({"SEVERITY", "DEGREE", "ONCE", "STEPS", "SAYS", "PAUSED", "ORDINAL", "AT", "NOTICE"})
"""The clauses without which a declaration is whole."""
_BEGUN: Final = re.compile(
    r"\b(?:(?:where|when|unless|against|steps|says|after|expect|within|before)[ \t]+(?![-=<>+*/.,)])"
    r"|once[ \t]+per\b|let[ \t]+\w+[ \t]*=|(?:deliberate|risk)[ \t]+if\b|paused[ \t]+from\b"
    r"|severity[ \t]+(?:info|low|medium|high|critical)\b)"
)
"""What begins a clause even in the middle of a line; whether it stands within brackets must be seen."""
_BEHIND_NAME: Final = {
    **dict.fromkeys(("rule", "derive"), r"\bon\b"),
    "exception": r"\bto\b",
    "duty": r"\bowed\b",
    "list": r"\bby\b|=",
    "parameter": "=",
    "ladder": "\n",
}
"""By the word that opens a declaration: what stands behind its name."""
_CLAUSES: Final = _FILLED.keys() | _LEFT_OUT | {"WITH"}
_DEPTH: Final = {"(": 1, "[": 1, ")": -1, "]": -1}
_STAND_IN: Final = "x"


class Mended(Struct, frozen=True):
    """The declaration, as long as it was, without its broken clause, which ends before offset `stop`.

    `stand_in`: where a name stands for what was not read; None if nothing needs to.
    """

    text: str
    stop: int
    stand_in: int | None


class _Clause(Struct, frozen=True):
    """What cannot be read: from `start` to `stop`, the clause's own first word left out; a name may stand for it if `is_filled`."""

    start: int
    stop: int
    is_filled: bool


def mend(broken: Broken) -> Mended | None:
    """The declaration without the clause in which it broke; None if it cannot be told what that clause holds."""
    clause = _broken_name(broken) or _broken_clause(broken)
    return None if clause is None or _holds_another(broken, clause) else _blanked(broken.text, clause)


def _broken_name(broken: Broken) -> _Clause | None:
    """What stands in the place of the declaration's own name, if it broke within that."""
    behind = _BEHIND_NAME.get(broken.opening, "$.")
    head = re.search(rf"(?m)^[ \t]*(?:replace[ \t]+)?{broken.opening}(?=[ \t]+[\w.-]*\Z)", broken.text[: broken.at])
    stop = re.compile(behind).search(broken.plain, broken.at)
    return _Clause(head.end(), stop.start(), is_filled=True) if head and stop else None


def _broken_clause(broken: Broken) -> _Clause | None:
    tokens = _last_clause(broken)
    starts = [*_starts(broken, tokens[0].start if tokens else 0), len(broken.text)]
    if broken.at in starts[:-1] and broken.could_stand & _CLAUSES:  # the one before is whole; this one stands in a wrong place
        return _Clause(broken.at, starts[starts.index(broken.at) + 1], is_filled=False)
    if not tokens or tokens[0].kind == "WITH" or [each.kind for each in tokens] == ["LET"]:
        return None
    word = tokens[0]
    stop = next(each for each in starts if each > word.start)
    last = _FILLED.get(word.kind)
    filled = next((each.end for each in tokens if each.kind == last), None)
    return _Clause(word.start, stop, is_filled=False) if filled is None else _Clause(filled, stop, is_filled=True)


def _starts(broken: Broken, clause: int) -> list[int]:
    """Where clauses begin: at the beginning of a line or, behind the break, outside of brackets opened from offset `clause` on."""
    order, plain = ORDER.get(broken.opening, ()), broken.plain
    words = "|".join(_WORDS.get(broken.opening, ()))
    lines = re.finditer(rf"^[ \t]*(?P<word>{words})\b(?![ \t]*[-.=,)(])", plain, re.MULTILINE) if words else ()
    begun = [each.start() for each in _BEGUN.finditer(plain, broken.at) if each[0].split()[0] in order]
    return sorted({each.start("word") for each in lines} | {each for each in begun if _depth(plain[clause:each]) == 0})


def _depth(text: str) -> int:
    """How many brackets are open at the end of a text."""
    depth = 0
    for sign in re.findall(r"[()\[\]]", text):
        depth = max(depth + _DEPTH[sign], 0)
    return depth


def _last_clause(broken: Broken) -> list[Token]:
    """The tokens of the last clause that was begun, as far as it could be read; none if the declaration broke before any."""
    last: list[Token] = []
    depth = 0
    for token in begun(broken.language, broken.text):
        depth += _DEPTH.get(token.text, 0)
        if depth == 0 and token.kind in _CLAUSES:
            last = [token]
        elif last:
            last.append(token)
    return last


def _holds_another(broken: Broken, clause: _Clause) -> bool:
    """Whether a declaration or, as far as brackets tell, another clause begins in it without a line of its own."""
    inside = broken.plain[clause.start : clause.stop]
    if re.search(rf"\b(?:{'|'.join(OPENINGS[broken.language])})[ \t]+[a-z][\w.-]*[ \t]+(?:=|on|to|owed|by|from|because)\s", inside):
        return True
    depth = 0
    words = re.findall(r"[a-z][\w.-]*|[()\[\]]", inside)
    for word in words if clause.is_filled else words[1:]:
        depth = max(depth + _DEPTH.get(word, 0), 0)
        if depth == 0 and word in ORDER.get(broken.opening, ()):
            return True
    return False


def _blanked(text: str, clause: _Clause) -> Mended | None:
    blank = re.sub(r"[^\n]", " ", text[clause.start : clause.stop])
    after = text[clause.stop :]
    if not clause.is_filled:
        return Mended(text[: clause.start] + blank + after, clause.stop, None)
    filled = f" {_STAND_IN} " + blank[len(_STAND_IN) + 2 :]
    if len(filled) > len(blank):
        return None
    return Mended(text[: clause.start] + filled + after, clause.stop, clause.start + 1)

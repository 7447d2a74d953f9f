"""Sentences of declared truth about people: what is hatred, and what only looks like it.

Made from patterns of our own (`stances.txt`), each of a *function*: hatred in one form, or a use of the same words that is none (it
denies, quotes, opposes, praises, means things, one person, or people whom no law protects). After the idea of functional tests
(Röttger and others, HateCheck, 2021), whose sentences are not used. Everything is synthetic: figures on it say whether a model
tells the functions apart, not how often it errs among what people really write.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

_IRREGULAR: Final = {"can't stand": "can't stand", "am sick of": "is sick of", "am disgusted by": "is disgusted by"}


class Stance(NamedTuple):
    """A sentence: whether it is hatred, its function, whom it speaks of ("": nobody), and the pattern it was made from."""

    text: str
    hateful: bool
    function: str
    group: str
    pattern: str


class _Parts(NamedTuple):
    """By section its lines; the first letter of a section says what it is."""

    words: dict[str, list[str]]
    functions: list[tuple[bool, str, list[str]]]


def stances(each: int, seed: int) -> Iterator[Stance]:
    """`each` sentences from each pattern. The same from the same seed."""
    dice = random.Random(seed)
    parts = _parts()
    for hateful, function, patterns in parts.functions:
        for pattern in patterns:
            for _ in range(each):
                yield _made(pattern, hateful, function, dice)


@cache
def _parts() -> _Parts:
    found, lines = _Parts({}, []), list[str]()
    for line in (files("bylaws.training") / "stances.txt").read_text("utf-8").splitlines():
        sort, _, name = line.partition(" ")
        if sort == "=":
            lines = found.words[name] = []
        elif sort in ("+", "-"):
            lines = []
            found.functions.append((sort == "+", name, lines))
        elif line and sort != "#":
            lines.append(line)
    return found


def _made(pattern: str, hateful: bool, function: str, dice: random.Random) -> Stance:
    words = {name: dice.choice(those) for name, those in _parts().words.items()}
    group, _, one = words["group"].partition("/")
    words |= {"group": group, "one": one, "hates": _IRREGULAR.get(words["hate"], f"{words['hate']}s")}
    text = pattern.format_map(words)
    if dice.random() < 0.5:
        text = text[0].upper() + text[1:]
    if text[-1].isalpha():
        text += dice.choice(("", ".", "!"))
    return Stance(text, hateful, function, group if "{group}" in pattern or "{one}" in pattern else "", pattern)

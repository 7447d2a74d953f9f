"""Attacks in what a request hands over: a path, a query, a parameter, a header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Final
from urllib.parse import unquote_plus

import re2

from bylaws.content.models.linear import shipped, shipped_together
from bylaws.content.port import Given, Judged, scored

MODELS: Final = {
    "sql injection": "request-sql",
    "cross-site scripting": "request-scripting",
    "path traversal": "request-traversal",
    "command injection": "request-command",
}
"""By class the model that tells it."""
LONGEST: Final = 1 << 13
"""Signs that are looked at."""
_DISGUISES: Final = 3
"""How often escapes within escapes are resolved."""
_PIECES: Final = 200
"""Pieces that are looked at of one text."""
_SHOWN: Final = 80
"""Signs of a piece that are shown."""
_ALIKE: Final = {code: "0" if chr(code).isdigit() else chr(code) for code in range(128)}
"""All figures are alike; the others stand here because the table is quicker if it knows them."""
_INNOCENT: Final = re2.compile(r"[\p{L}\p{N}\s_@,+/-]*(?:\.[\p{L}\p{N}_-]+)*/?")
"""Words, numbers, dates, mail addresses, plain paths and names of files: nothing of what an attack needs is in them."""
_PART: Final = r"[A-Za-z0-9_\t\n\f\r @,+/-]*+(?:\.[A-Za-z0-9_-]++)*+/?+"
"""The same of what is ASCII. No sign is looked at twice, so that it takes its time by length alone."""
_VALUE: Final = f"[^=&]*+(?:={_PART})?+"
_INNOCENT_ASCII: Final = re.compile(_PART)
_INNOCENT_WHOLE: Final = re.compile(rf"{_PART}(?:\?(?=[^=]*=){_VALUE}(?:&{_VALUE})*+)?+")
"""An address whose path and values are all innocent as they stand, which neither escapes nor capitals change: most are so."""
_CLASSES: Final = tuple(MODELS)
_NONE: Final = scored(0.0, **{"class": ""})


def normal(text: str) -> str:
    """A text as the models read it: escapes resolved, in small letters, all figures alike."""
    text = text[:LONGEST]
    if "%" in text or "+" in text or "&" in text:
        for _ in range(_DISGUISES):
            plain = unescape(unquote_plus(text))
            if plain == text:
                break
            text = plain
    return text.lower().translate(_ALIKE)


def is_innocent(text: str) -> bool:
    """Whether a normal text has nothing that an attack needs."""
    return _INNOCENT_ASCII.fullmatch(text) is not None if text.isascii() else _INNOCENT.fullmatch(text) is not None


def attack(text: str) -> Mapping[str, object]:
    """How surely a text is an attack, of which class, and the piece that speaks most for it; class "" if it is none."""
    return attack_of([(text,)])[0]


def attack_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    told: list[Mapping[str, object]] = [_NONE] * len(calls)
    asked: list[tuple[int, str]] = []
    for call, (text,) in enumerate(calls):
        if _INNOCENT_WHOLE.fullmatch(text, 0, LONGEST) is None:
            asked += ((call, piece) for piece in _pieces(text) if not is_innocent(piece))
    if not asked:
        return told
    texts = [piece for _, piece in asked]
    sums = shipped_together(tuple(MODELS.values())).sums(texts, ())
    classes, greatest = sums.argmax(axis=0).tolist(), sums.max(axis=0).tolist()
    most: dict[int, float] = {}
    for (call, piece), place, total in zip(asked, classes, greatest, strict=True):
        if call not in most or total > most[call]:
            most[call] = total
            called = _CLASSES[place] if total > 0 else ""
            told[call] = Judged(shipped(MODELS[_CLASSES[place]]).share(total), _speaking, called, piece, **{"class": called})
    return told


def _pieces(text: str) -> Iterator[str]:
    """What is judged by itself: of what has a query the path and each value, else the whole; as the models read it."""
    path, mark, query = text[:LONGEST].partition("?")
    if not mark or "=" not in query:
        yield normal(text)
        return
    yield normal(path)
    yield from (normal(part.partition("=")[2]) for part in query.split("&")[:_PIECES])


def _speaking(name: str, text: str) -> list[str]:
    """The piece between spaces that speaks most for a class; none for no class."""
    pieces = dict.fromkeys(each[:_SHOWN] for each in text.split()[:_PIECES])
    return [max(pieces, key=shipped(MODELS[name]).weight_of, default="")] if name else []

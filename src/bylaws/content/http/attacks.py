"""Attacks in what a request hands over: a path, a query, a parameter, a header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from typing import Final
from urllib.parse import unquote_plus

import re2

from bylaws.content.models.linear import shipped
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
_FIGURE: Final = re2.compile(r"\d")
_INNOCENT: Final = re2.compile(r"[\p{L}\p{N}\s_@,+/-]*(?:\.[\p{L}\p{N}_-]+)*/?")
"""Words, numbers, dates, mail addresses, plain paths and names of files: nothing of what an attack needs is in them."""
_NONE: Final = scored(0.0, **{"class": ""})


def normal(text: str) -> str:
    """A text as the models read it: escapes resolved, in small letters, all figures alike."""
    text = text[:LONGEST]
    for _ in range(_DISGUISES):
        plain = unescape(unquote_plus(text))
        if plain == text:
            break
        text = plain
    return str(_FIGURE.sub("0", text.lower()))


def is_innocent(text: str) -> bool:
    """Whether a normal text has nothing that an attack needs."""
    return _INNOCENT.fullmatch(text) is not None


def attack(text: str) -> Mapping[str, object]:
    """How surely a text is an attack, of which class, and the piece that speaks most for it; class "" if it is none."""
    return attack_of([(text,)])[0]


def attack_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    pieces = [(call, piece) for call, (text,) in enumerate(calls) for piece in _pieces(text) if not is_innocent(piece)]
    texts = [piece for _, piece in pieces]
    sums = {name: shipped(model).sums(texts, [()] * len(texts)).tolist() for name, model in MODELS.items()}
    told: list[Mapping[str, object]] = [_NONE] * len(calls)
    most = [float("-inf")] * len(calls)
    for at, (call, piece) in enumerate(pieces):
        name = max(MODELS, key=lambda each: sums[each][at])
        if sums[name][at] > most[call]:
            most[call] = sums[name][at]
            called = name if most[call] > 0 else ""
            told[call] = Judged(shipped(MODELS[name]).share(most[call]), partial(_speaking, called, piece), **{"class": called})
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

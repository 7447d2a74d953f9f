"""Further kinds of event, which a policy names by `kinds: FILE` in its front matter.

The file is TOML or, with the ending `.json`, JSON of the same shape:

    ["game.played"]
    meaning = "a match was played to its end"
    time = "ended_at"                      # the field that is its time; default `at`
    lateness = "2h"                        # default 1h
    ["game.played".fields]
    ended_at = { type = "instant", meaning = "when it ended" }
    points   = { type = "integer", meaning = "points won" }
    took     = { type = "duration", unit = "ms", meaning = "how long it took" }
    mode     = { type = "word", words = ["duel", "team"], meaning = "how it was played" }
    friends  = { type = "list of id of user", meaning = "with whom" }
    mail     = { type = "text", personal = true, meaning = "mail address of the winner" }

A type is a plain one (`text`, `integer`, `money`, `instant` …), `id of NAME`, `list of TYPE` or `map from TYPE to TYPE`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from bylaws.events.catalogue import Field, Kind
from bylaws.events.kinds.common import ENVELOPE, HOUR, describe, personal
from bylaws.events.types import INSTANT, SCALES, TEXTS, Type, array, entity, word
from bylaws.events.values import read_value

FILE_LIMIT: Final = 1 << 20
_KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN: Final = (frozenset(SCALES) | TEXTS | {"truth", "period"}) - {"rate", "entity", "word"}
_UNITS: Final = {
    "duration": ("us", "ms", "s", "min", "m", "h", "d", "w"),
    "instant": ("s", "ms", "us"),
    "size": ("bytes", "KiB", "MiB", "GiB", "TiB"),
    "distance": ("km", "m"),
    "money": ("minor",),
    "text": ("identifier", "any"),
}
_DURATION: Final = Type("duration")


def load_kinds(path: Path) -> tuple[Kind, ...]:
    """The kinds that a file declares; raises ValueError that names file and place."""
    try:
        return parse_kinds(_table(path))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def _table(path: Path) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    if len(raw) > FILE_LIMIT:
        raise ValueError(f"larger than {FILE_LIMIT} bytes")
    try:
        table = orjson.loads(raw) if path.suffix == ".json" else tomllib.loads(raw.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(table, dict):
        raise ValueError("no table of kinds")
    return table


def parse_kinds(table: Mapping[str, object]) -> tuple[Kind, ...]:
    """As `load_kinds`, from the parsed table."""
    return tuple(_kind(name, body) for name, body in table.items())


def _kind(name: str, body: object) -> Kind:
    if not _KIND.fullmatch(name):
        raise ValueError(f'`{name}` is no name of a kind; wanted is a name such as ["game.played"], quoted in TOML')
    parts = _members(name, body, {"meaning": str, "time": str, "lateness": str, "fields": dict})
    fields = parts.get("fields")
    own = tuple(_field(name, each, told) for each, told in fields.items()) if isinstance(fields, dict) else ()
    time = str(parts.get("time", "at"))
    known = {field.name: field.type for field in ENVELOPE + own}
    if known.get(time) != INSTANT:
        raise ValueError(f"`{name}`: its time `{time}` is none of its instants")
    return describe(name, str(parts.get("meaning", "")), *own, time=time, lateness=_lateness(name, parts.get("lateness")))


def _lateness(name: str, raw: object) -> int:
    if raw is None:
        return HOUR
    try:
        bound = read_value(_DURATION, raw)
    except ValueError as error:
        raise ValueError(f"`{name}.lateness`: {error}") from None
    if not isinstance(bound, int) or bound < 0:
        raise ValueError(f"`{name}.lateness` is negative")
    return bound


def _field(kind: str, name: str, body: object) -> Field:
    place = f"{kind}.{name}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"`{place}`: a field is called by small letters, digits and `_`")
    if name in {field.name for field in ENVELOPE}:
        raise ValueError(f"`{place}`: every event has a field `{name}` already")
    told = {"type": body} if isinstance(body, str) else body
    parts = _members(place, told, {"type": str, "meaning": str, "unit": str, "words": list, "personal": bool})
    type_ = _words(place, parts["words"]) if "words" in parts else _type(place, str(parts.get("type", "")))
    unit = str(parts.get("unit", ""))
    if unit and unit not in _UNITS.get(type_.name, ()):
        raise ValueError(f"`{place}`: {type_} is not counted in `{unit}`")
    return Field(name, personal(type_) if parts.get("personal") else type_, str(parts.get("meaning", "")), unit, signed=True)


def _words(place: str, words: object) -> Type:
    if not isinstance(words, list) or not words or not all(isinstance(each, str) and each for each in words):
        raise ValueError(f"`{place}`: `words` is a list of texts")
    return word(*words)


def _type(place: str, text: str) -> Type:
    if text in _PLAIN:
        return Type(text)
    if text.startswith("list of "):
        return array(_type(place, text.removeprefix("list of ")))
    if text.startswith("id of ") and _NAME.fullmatch(text.removeprefix("id of ")):
        return entity(text.removeprefix("id of "))
    if text.startswith("map from ") and " to " in text:
        key, _, value = text.removeprefix("map from ").partition(" to ")
        if key in TEXTS - {"word", "entity"}:
            return Type("map", (Type(key), _type(place, value)))
    raise ValueError(f"`{place}`: there is no type `{text[:60]}`" if text else f"`{place}`: its `type` is missing")


def _members(place: str, body: object, wanted: Mapping[str, type]) -> Mapping[str, object]:
    if not isinstance(body, dict):
        raise ValueError(f"`{place}` is no table")
    for name, value in body.items():
        if name not in wanted:
            raise ValueError(f"`{place}`: there is no `{name}` here, only " + ", ".join(f"`{each}`" for each in wanted))
        if not isinstance(value, wanted[name]):
            raise ValueError(f"`{place}`: `{name}` is of a wrong type")
    return dict(body)

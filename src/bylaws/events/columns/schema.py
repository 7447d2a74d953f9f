"""From the catalogue's types to what the scanner does with each field."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from bylaws.events.catalogue import Catalogue, Field
from bylaws.events.columns import scan
from bylaws.events.columns import spelling_kernel as ways
from bylaws.events.columns.names import Names, name_table
from bylaws.events.columns.scan import Schema
from bylaws.events.kinds.common import ENVELOPE
from bylaws.events.types import Type

_PLACES = {
    ("integer", ""): 0,
    ("decimal", ""): 9,
    ("share", ""): 9,
    ("money", ""): 6,
    ("size", ""): 0,
    ("size", "bytes"): 0,
    ("distance", ""): 9,
    ("distance", "km"): 9,
    ("distance", "m"): 6,
    ("duration", ""): 6,
    ("duration", "s"): 6,
    ("duration", "ms"): 3,
    ("duration", "us"): 0,
}

TEXT, TRUTH, NUMBER = 0, 1, 2

_APART = frozenset(("id", "source", "kind", "received_at", "at", "currency"))
_NOWHERE = "\0"
"""Before the name of a field that a plain line cannot tell: a field `kind` stands in an object `fields`."""
_WAYS = {
    "path": ways.ANY,
    "entity": ways.NAME,
    "phone": ways.PHONE,
    "dialcode": ways.PHONE,
    "ip": ways.ADDRESS,
    "url": ways.URL,
    "domain": ways.DOMAIN,
    "hash": ways.HASH,
    "country": ways.COUNTRY,
}


class Slot(Struct, frozen=True):
    """A field in the columns: how it is scanned, the decimal places of its numbers, and which of its texts stay as they are."""

    field: Field
    how: int
    places: int = 0
    way: int = ways.ANY


def slot_of(field: Field) -> Slot:
    """How a field is scanned. What the scanner cannot read leaves its line to the ordinary reader."""
    kind = field.type
    places = _PLACES.get((kind.name, field.unit))
    if places is not None:
        return Slot(field, scan.COUNTED if field.is_never_negative else scan.SCALED, places)
    if kind.name == "array":
        return Slot(field, scan.TEXT_ARRAY if kind.of[0].is_text else scan.UNREAD, way=_way_of(kind.of[0], field.unit))
    how = {
        "truth": scan.TRUTH,
        "instant": scan.INSTANT if not field.unit else scan.UNREAD,
        "word": scan.WORD,
    }.get(kind.name, scan.TEXT if kind.is_text else scan.UNREAD)
    return Slot(field, how, way=_way_of(kind, field.unit))


def _way_of(kind: Type, unit: str) -> int:
    if kind.name == "text":
        return ways.IDENTIFIER if unit == "identifier" else ways.ANY
    return _WAYS.get(kind.name, ways.OTHER if kind.is_text else ways.ANY)


class Layout(Struct, frozen=True):
    """Where each field lies: `slots[kind]` in order; a kind's place in `kinds` is its number in the scanner's rows.

    `forms[kind]`: by slot the field's name and whether its values are texts, truths or numbers; `timed[kind]`: whether the time is
    the field `at`, which is no field of the event's own; `words`: all that fields of words allow, as the schema numbers them.
    """

    slots: Mapping[str, tuple[Slot, ...]]
    kinds: tuple[str, ...]
    names: Names
    words: tuple[str, ...]
    schema: Schema
    width: int
    forms: Mapping[str, tuple[tuple[str, int], ...]]
    timed: Mapping[str, bool]

    def place(self, kind: str, field: str) -> int:
        """The slot of a field; raises KeyError where the columns do not hold it."""
        for place, slot in enumerate(self.slots[kind]):
            if slot.field.name == field:
                return place
        raise KeyError(field)


_UNREAD = Slot(Field("", Type("truth"), ""), scan.UNREAD)
"""A field by another name than its own."""


def layout(catalogue: Catalogue, reads: Mapping[str, frozenset[str]], aliases: Mapping[str, Mapping[str, str]]) -> Layout:
    """Columns for the fields that a policy reads, by kind; kinds that it does not read only tell their time.

    `aliases[kind]` maps other names of fields to theirs: a line that uses one is left to the ordinary reader.
    """
    kinds = tuple(catalogue.kinds)
    slots: dict[str, tuple[Slot, ...]] = {}
    for name in kinds:
        kind = catalogue.kinds[name]
        own = {"kind"} if kind.field("kind") not in ENVELOPE else frozenset()
        wanted = [kind.time, *sorted(reads.get(name, frozenset()) - (_APART - own) - {kind.time})]
        slots[name] = tuple(slot_of(field) for each in wanted if (field := kind.field(each)) is not None)
    words = list(scan.ENVELOPE)
    numbers = {word.decode(): number for number, word in enumerate(words)}

    def number(word: str) -> int:
        if word not in numbers:
            numbers[word] = len(words)
            words.append(word.encode())
        return numbers[word]

    rows = [
        [(number(_told_as(slot.field.name)), slot) for slot in slots[name]]
        + [(number(other), _UNREAD) for other, ours in aliases.get(name, {}).items() if ours in reads.get(name, ())]
        for name in kinds
    ]
    width = max((len(row) for row in rows), default=0)
    wanted_ = np.full((len(kinds), width + 1), -1, np.int64)
    how = np.full((len(kinds), width), scan.UNREAD, np.int64)
    places, way = np.zeros((2, len(kinds), width), np.int64)
    values = tuple(sorted({word for row in rows for _, slot in row for word in slot.field.type.words}))
    allowed = np.zeros((len(kinds), width, len(values) + 1), np.uint8)
    for k, row in enumerate(rows):
        for s, (name_, slot) in enumerate(row):
            wanted_[k, s], how[k, s], places[k, s], way[k, s] = name_, slot.how, slot.places, slot.way
            allowed[k, s, :-1] = [word in slot.field.type.words for word in values]
    used = np.array([name in reads for name in kinds], np.uint8)
    table = name_table(tuple(name.encode() for name in kinds))
    told = name_table(tuple(word.encode() for word in values))
    schema = Schema(table, wanted_, how, places, way, told, allowed, np.zeros(len(kinds), np.int64), used)
    forms = {name: tuple((slot.field.name, _form(slot.field.type)) for slot in slots[name]) for name in kinds}
    timed = {name: catalogue.kinds[name].time == "at" for name in kinds}
    return Layout(slots, kinds, name_table(tuple(words)), values, schema, width, forms, timed)


def _form(kind: Type) -> int:
    return TEXT if kind.is_text else TRUTH if kind.name == "truth" else NUMBER


def _told_as(name: str) -> str:
    return _NOWHERE + name if name == "kind" else name

"""The native format as a JSON Schema (draft 2020-12), for whoever wants to check events before sending them.

Every event that is read, and says nothing twice, is valid by it. Not every valid event is read: only the reader looks whether there
is such a day, such a number or such an address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from bylaws.events.catalogue import Field, Kind
from bylaws.events.kinds import CATALOGUE
from bylaws.events.kinds.common import ENVELOPE
from bylaws.events.types import INT64_MAX, INT64_MIN, Type
from bylaws.events.values import ITEM_LIMIT, TEXT_LIMIT

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ANY: Final = "any"
"""What the schema calls the envelope that all events share."""

_PLAIN: Final[Mapping[str, Schema]] = {
    "truth": {"type": ["boolean", "string"]},
    "integer": {"type": ["integer", "string"], "minimum": INT64_MIN, "maximum": INT64_MAX},
    "country": {"type": ["string"], "pattern": "^\\s*[A-Za-z]{2}\\s*$"},
    "entity": {"type": ["string", "integer"]},
}
_NUMBERS: Final = frozenset(("decimal", "share", "rate", "money", "size", "distance", "duration", "instant"))
_NAMES: Final = frozenset(("id", "source"))


def json_schema(kinds: Collection[Kind] = tuple(CATALOGUE.kinds.values())) -> Schema:
    """The schema of an event of any of some kinds."""
    names = [kind.name for kind in kinds]
    return {
        "$schema": DRAFT,
        "title": "an event, as JSON" if len(names) > 1 else names[0],
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": names}},
        "allOf": [{"if": {"properties": {"kind": {"const": name}}}, "then": _to(name)} for name in names],
        "$defs": {ANY: _envelope(), **{name: schema for kind in kinds for name, schema in _kind(kind).items()}},
    }


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _envelope() -> Schema:
    told = {each.name: _name(each) if each.name in _NAMES else _field(each) for each in ENVELOPE if each.name not in ("kind", "at")}
    # Of a kind that tells another time, `at` is not read; where it is, `_timed` says what it must be.
    at = {each.name: {"description": _field(each)["description"]} for each in ENVELOPE if each.name == "at"}
    return {"properties": {**at, **told, "currency": {"type": ["string", "null"], "description": "currency of the bare amounts"}}}


def _kind(kind: Kind) -> dict[str, Schema]:
    """A kind, and what its fields say: they stand beside the envelope, or in `fields`. One called `kind` can only stand there."""
    own = {each.name: _field(each) for each in kind.fields if each not in ENVELOPE}
    inner = {name: own.pop(name) for name in ("kind",) if name in own}
    told = f"{kind.name}.fields"
    within: Schema = {"type": ["object", "null"], **_to(told), **({"properties": inner} if inner else {})}
    return {
        kind.name: {"description": kind.meaning, **_to(told), "properties": {"fields": within}, "anyOf": list(_timed(kind))},
        told: {**_to(ANY), "properties": own},
    }


def _timed(kind: Kind) -> Iterator[Schema]:
    """One of these must hold: its time, or `at`, stands somewhere."""
    for name in dict.fromkeys((kind.time, "at")):
        there: Schema = {"required": [name], "properties": {name: {"type": ["number", "string"]}}}
        yield there
        yield {"required": ["fields"], "properties": {"fields": there}}


def _name(field: Field) -> Schema:
    return {"type": ["string", "integer", "null"], "description": field.meaning}


def _field(field: Field) -> Schema:
    told = f"{field.type}, {field.unit}" if field.unit else str(field.type)
    least: Schema = {"minimum": 0} if field.is_never_negative else {}
    return {**_nullable(_type(field.type, field.unit)), **least, "description": f"{field.meaning} ({told})"}


def _nullable(schema: Schema) -> Schema:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {**schema, "type": [*schema["type"], "null"]}


def _type(kind: Type, unit: str) -> Schema:
    if kind.name in _PLAIN:
        return dict(_PLAIN[kind.name])
    if kind.name in _NUMBERS:
        return {"type": ["number", "string"]}
    if kind.name == "word":
        return {"enum": list(kind.words)}
    if kind.name == "array":
        # One item may stand without brackets, and all of them as JSON in a text.
        item = _type(kind.of[0], unit)
        told: Schema = {"type": "string", "pattern": "^\\s*\\["}
        return {"anyOf": [item, {"type": "array", "maxItems": ITEM_LIMIT, "items": item}, told]}
    if kind.name == "map":
        # It may stand as JSON in a text.
        return {"type": ["object", "string"], "maxProperties": ITEM_LIMIT, "additionalProperties": _type(kind.of[1], unit)}
    if unit == "any":
        return {"type": ["string", "number", "boolean"]}
    return {"type": ["string"], "maxLength": TEXT_LIMIT}

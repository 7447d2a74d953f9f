"""Plain records to held values, as docs/decisions/0001-values.md has them: the judge's own reading, not the product's.

It knows the spellings that the random events use: numbers as whole numbers or exact texts, instants in ISO 8601 with an offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction

from bylaws.events.catalogue import Field
from bylaws.events.types import SCALES, Type

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"": 1, "s": 1, "ms": Fraction(1, 1000), "m": 60, "h": 3600, "d": 86400, "km": 1, "bytes": 1, "%": Fraction(1, 100)}


def instant(raw: object) -> int:
    """Microseconds since 1970 UTC."""
    gone = datetime.fromisoformat(str(raw).replace("Z", "+00:00")) - _EPOCH
    return (gone.days * 86400 + gone.seconds) * 10**6 + gone.microseconds


def members(event: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of an event's record; those in `fields` stand for the ones of the same name beside it."""
    own = event.get("fields")
    return {**event, **own} if isinstance(own, Mapping) else event


def held(field: Field, raw: object) -> object:
    """One field of a record as it is held; None if the record lacks it."""
    return None if raw is None else _held(field.type, field.unit, raw)


def _held(kind: Type, unit: str, raw: object) -> object:
    if kind.name == "array":
        return [_held(kind.of[0], unit, each) for each in (raw if isinstance(raw, list) else [raw])]
    if kind.name == "instant":
        return instant(raw)
    if kind.is_quantity and not isinstance(raw, bool):
        exact = Fraction(str(raw).removesuffix("%").split(" ")[-1]) * _UNITS[unit] * SCALES[kind.name]
        return round(exact)
    return raw

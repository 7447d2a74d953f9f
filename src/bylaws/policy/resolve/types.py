"""How types get on with each other."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from bylaws.events.types import DECIMAL, DURATION, PERIOD, TEXT, Type, entity

UNKNOWN: Final = Type("unknown")
"""Of what could not be resolved: it fits everything, so that one mistake is told once."""

ANYBODY: Final = entity("subject")
"""Of a finding's subject, which may be an account, an address, a number: it compares with every entity and text."""

_LENGTHS: Final = ("duration", "period")


def known(*types: Type) -> bool:
    return all(each.name != "unknown" for each in types)


def fits(one: Type, other: Type) -> bool:
    """Whether values of the two can be equal."""
    if not known(one, other) or (one.is_number and other.is_number):
        return True
    if one.name == other.name:
        return _same_inside(one, other)
    if one.is_text and other.is_text:
        return "text" in (one.name, other.name) or ANYBODY.entity in (one.entity, other.entity)
    return False


def _same_inside(one: Type, other: Type) -> bool:
    if one.name == "entity":
        return one.entity == other.entity or ANYBODY.entity in (one.entity, other.entity)
    return all(fits(left, right) for left, right in zip(one.of, other.of, strict=False))


def common(one: Type, other: Type) -> Type | None:
    """The type that can hold values of both; None if there is none."""
    personal = one.personal or other.personal
    joined = _common(one, other)
    return replace(joined, personal=True) if joined and personal and not joined.personal else joined


def _common(one: Type, other: Type) -> Type | None:
    if not known(one, other):
        return one if known(one) else other
    if one.is_number and other.is_number:
        return one if one.name == other.name else DECIMAL
    if one.name in _LENGTHS and other.name in _LENGTHS:
        return DURATION if one.name == other.name == "duration" else PERIOD
    if one.name == other.name == "word":
        return replace(one, words=tuple(dict.fromkeys((*one.words, *other.words))))
    if one.name == other.name and _same_inside(one, other):
        return ANYBODY if one.entity != other.entity else one
    return TEXT if one.is_text and other.is_text and fits(one, other) else None

"""What can be observed: the kinds of event and their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from bylaws.events.types import MILLION, Type

IDENTIFIER: Final = "identifier"
"""Unit of a text that may hold an address or a name of any sort; mail addresses, numbers and networks are read in one spelling."""

_MEASURES: Final = frozenset(("size", "distance", "duration"))
_IDENTITIES: Final = frozenset(("entity", "ip", "phone"))


class Field(Struct, frozen=True):
    """A field of a kind. `unit` tells how a raw number is read (`s`, `ms`, `bytes`, `km`, `minor` …).

    `signed`: whether a whole number may be below 0. None of the catalogue's may: they count, or are ports, codes and ages.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    signed: bool = False

    @property
    def is_never_negative(self) -> bool:
        """Whether no observation can be below 0: sizes, distances, lengths of time, and whole numbers that are not `signed`."""
        return self.type.name in _MEASURES or (self.type.name == "integer" and not self.signed)

    @property
    def is_identity(self) -> bool:
        """Whether its values tell one from another: accounts, users, calls and the like, addresses, numbers, identifiers."""
        return _identifies(self.type, self.unit)

    @property
    def has_identities(self) -> bool:
        """Whether it is an identity or a list of them."""
        return _identifies(self.type.of[0] if self.type.name == "array" else self.type, self.unit)


def _identifies(kind: Type, unit: str) -> bool:
    return kind.name in _IDENTITIES or (kind.name == "text" and unit == IDENTIFIER)


class Kind(Struct, frozen=True):
    """A kind of event. `time` names the field that is its time; `lateness` is its bound in microseconds."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    time: str = "at"
    lateness: int = 3600 * MILLION

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


class Catalogue(Struct, frozen=True):
    """All kinds that a policy may speak of, by name."""

    kinds: Mapping[str, Kind]

    def with_kinds(self, *kinds: Kind) -> Catalogue:
        return Catalogue({**self.kinds, **{kind.name: kind for kind in kinds}})

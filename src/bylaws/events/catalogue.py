"""What can be observed: the kinds of event and their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bylaws.events.types import MILLION, Type


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind. `unit` tells how a raw number is read (`s`, `ms`, `bytes`, `km`, `minor` …)."""

    name: str
    type: Type
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event. `time` names the field that is its time; `lateness` is its bound in microseconds."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    time: str = "at"
    lateness: int = 3600 * MILLION

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds that a policy may speak of, by name."""

    kinds: Mapping[str, Kind]

    def with_kinds(self, *kinds: Kind) -> Catalogue:
        return Catalogue({**self.kinds, **{kind.name: kind for kind in kinds}})

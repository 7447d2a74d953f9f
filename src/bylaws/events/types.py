"""The types of values, shared by the catalogue, the language and the engine.

How a value is held in memory follows from its type alone:

| type | Python value | scale (held units per unit) |
|---|---|---|
| truth | bool | |
| integer, size (bytes) | int within int64 | 1 |
| decimal, share, distance (km), rate | int | 10**9 |
| money (in the policy's currency) | int | 10**6 |
| instant (since 1970 UTC), duration | int | 10**6 a second |
| date | int, days since 1970-01-01 | |
| time (of day) | int | 10**6 a second |
| period | `Period` | |
| zone, text, domain, hash, path, url, phone, dialcode, ip, cidr, country, entity, word | str | |
| array | tuple | |
| map | dict | |
| record | dict by field name | |

A null is `None` (an absent row, an empty window) or `Missing` (a field that the event should have had).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

BILLION: Final = 10**9
MILLION: Final = 10**6
INT64_MAX: Final = 2**63 - 1
INT64_MIN: Final = -(2**63)

SCALES: Final[dict[str, int]] = {
    "integer": 1,
    "size": 1,
    "decimal": BILLION,
    "share": BILLION,
    "distance": BILLION,
    "rate": BILLION,
    "money": MILLION,
    "instant": MILLION,
    "duration": MILLION,
    "time": MILLION,
    "date": 1,
}

TEXTS: Final = frozenset(
    ("text", "domain", "hash", "path", "url", "phone", "dialcode", "ip", "cidr", "country", "zone", "entity", "word")
)


class Type(Struct, frozen=True):
    """A type: its name and what it needs besides.

    `of`: the element of an array; key and value of a map; numerator and denominator of a rate.
    `entity`: which entity an `entity` identifies (`account`, `user`, `seat_id` …); ids of different entities never compare.
    `words`: the allowed values of a `word`. `fields`: the fields of a record. `personal`: never printed by `says`.
    """

    name: str
    of: tuple[Type, ...] = ()
    entity: str = ""
    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, Type], ...] = ()
    personal: bool = False

    @property
    def scale(self) -> int:
        return SCALES[self.name]

    @property
    def is_text(self) -> bool:
        """Held as a str."""
        return self.name in TEXTS

    @property
    def is_quantity(self) -> bool:
        """Held as a scaled int that can be added up."""
        return self.name in ("integer", "decimal", "share", "size", "distance", "money", "duration", "rate")

    @property
    def is_number(self) -> bool:
        """Without a unit."""
        return self.name in ("integer", "decimal", "share")

    @property
    def is_ordered(self) -> bool:
        return self.is_quantity or self.name in ("instant", "date", "time")

    def field(self, name: str) -> Type | None:
        """The type of a record's field, or None."""
        return next((kind for key, kind in self.fields if key == name), None)

    def __str__(self) -> str:
        match self.name:
            case "array":
                return f"list of {self.of[0]}"
            case "map":
                return f"map from {self.of[0]} to {self.of[1]}"
            case "rate":
                return f"{self.of[0]} per {self.of[1]}"
            case "entity":
                return self.entity
            case "word":
                return "one of " + ", ".join(f'"{word}"' for word in self.words[:6])
            case _:
                return self.name


TRUTH: Final = Type("truth")
INTEGER: Final = Type("integer")
DECIMAL: Final = Type("decimal")
SHARE: Final = Type("share")
MONEY: Final = Type("money")
SIZE: Final = Type("size")
DISTANCE: Final = Type("distance")
INSTANT: Final = Type("instant")
DATE: Final = Type("date")
TIME: Final = Type("time")
DURATION: Final = Type("duration")
PERIOD: Final = Type("period")
ZONE: Final = Type("zone")
TEXT: Final = Type("text")
DOMAIN: Final = Type("domain")
HASH: Final = Type("hash")
PATH: Final = Type("path")
URL: Final = Type("url")
PHONE: Final = Type("phone")
DIALCODE: Final = Type("dialcode")
IP: Final = Type("ip")
CIDR: Final = Type("cidr")
COUNTRY: Final = Type("country")


def array(of: Type) -> Type:
    return Type("array", (of,))


def entity(name: str) -> Type:
    return Type("entity", entity=name)


def word(*words: str) -> Type:
    return Type("word", words=words)


class Period(Struct, frozen=True):
    """A calendar length: `unit` is `business day`, `month` or `year`; `microsecond` for a duration where a period is meant."""

    count: int
    unit: str


class Missing(Struct, frozen=True):
    """The null of a field that the event itself lacks, or of a list that has no data at all.

    `names`: what is missing, sorted, such as `("answered_at",)` or `("list number-plan",)`.
    """

    names: tuple[str, ...]

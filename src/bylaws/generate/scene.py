"""Where one act takes place: its clock, its names, its dice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from ipaddress import IPv6Address
from random import Random
from typing import Final

from msgspec import Struct

from bylaws.events.kinds import CATALOGUE

SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_EPOCH: Final = date(1970, 1, 1)
_TIMES: Final = {name: kind.time for name, kind in CATALOGUE.kinds.items()}
_DOCUMENTATION: Final = 0x20010DB8 << 96
"""2001:db8::/32 (RFC 3849)."""


def stamp(at: int) -> str:
    """Milliseconds since 1970 as RFC 3339 in UTC."""
    day, rest = divmod(at, DAY)
    seconds, thousandths = divmod(rest, SECOND)
    return f"{_date(day)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}Z"


@lru_cache(maxsize=1000)
def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).isoformat()


class Event(Struct, frozen=True):
    """Something observed `at` an instant (ms since 1970), by the kind's own fields."""

    kind: str
    at: int
    fields: Mapping[str, object]


def event(kind: str, at: int, fields: Mapping[str, object]) -> Event:
    """An event with its time in the field that is its kind's time."""
    return Event(kind, at, {_TIMES[kind]: stamp(at), **fields})


class Scene(Struct, frozen=True):
    """One act: it begins at `start` (ms since 1970); its `name`, twelve hexadecimal digits, tells it from all others."""

    random: Random
    start: int
    name: str

    def account(self, turn: int = 0) -> str:
        return f"c{self.name}" + (f"-{turn}" if turn else "")

    def outsider(self, turn: int = 0) -> str:
        """An address that belongs to no customer."""
        return str(IPv6Address(_DOCUMENTATION | int(self.name, 16) << 48 | turn + 1))

    def number(self, turn: int = 0) -> str:
        """A telephone number that nobody else has; `turn` is one digit."""
        return f"+4930{int(self.name, 16) % 10**10:010}{turn}"

    def machine(self, turn: int = 0) -> str:
        """An address in a network of four that is its own; `turn` is below four."""
        host = int(self.name, 16) % 2**21 * 4 + turn
        return f"10.{128 + (host >> 16)}.{host >> 8 & 255}.{host & 255}"

    def link(self, turn: int = 0) -> str:
        """The address of a network card, one that its owner chose; `turn` is below 256."""
        return ":".join(("02", f"{turn:02x}", *(self.name[place : place + 2] for place in range(0, 8, 2))))

    def mail(self, turn: int = 0) -> str:
        return f"p{turn}.{self.name}@post.example"

    def spread(self, count: int, over: int, after: int = 0) -> list[int]:
        """`count` instants at uneven steps, in order, within `over` milliseconds that begin `after` the start."""
        step = over / max(1, count)
        return [self.start + after + int((turn + self.random.random() * 0.9) * step) for turn in range(count)]

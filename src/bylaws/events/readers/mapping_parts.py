"""What the files of mappings have in common: how a column or member is said to become a field, and which names there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from bylaws.events.readers.column import EPOCHS, Column
from bylaws.source.suggest import nearest

Wanted = Mapping[str, type | tuple[type, ...]]
"""By name, what may stand under it."""

_MADE: Final[Wanted] = {"time": str, "zone": str, "prefix": (str, dict), "split": str, "values": dict}
_COLUMN: Final[Wanted] = {"column": (str, int), **_MADE}
_MEMBER: Final[Wanted] = {"member": str, **_MADE}


def columns_of(told: Mapping[str, Any], header: bool) -> dict[str, Column]:
    """By field, the column of a table. Raises ValueError."""
    return {name: _column(name, each, header) for name, each in told.items()}


def members_of(told: Mapping[str, Any]) -> dict[str, Column]:
    """By field, the member of a JSON object. Raises ValueError."""
    return {name: _member(name, each) for name, each in told.items()}


def _column(name: str, told: object, header: bool) -> Column:
    parts: Mapping[str, Any] = told if isinstance(told, dict) else {"column": told}
    place = f"columns.{name}"
    check(place, parts, _COLUMN)
    column = parts.get("column")
    if isinstance(column, bool) or column is None or isinstance(column, int) == header or (not header and column < 1):
        raise ValueError(f"`{place}`: a column is told by its " + ("name" if header else "number, from 1"))
    return _made(place, column, parts)


def _member(name: str, told: object) -> Column:
    parts: Mapping[str, Any] = told if isinstance(told, dict) else {"member": told}
    place = f"members.{name}"
    check(place, parts, _MEMBER)
    if not parts.get("member"):
        raise ValueError(f"`{place}`: a member is told by its name")
    return _made(place, parts["member"], parts)


def _made(place: str, column: str | int, parts: Mapping[str, Any]) -> Column:
    time = parts.get("time", "")
    if time and time not in EPOCHS and "%z" not in time and "zone" not in parts:
        raise ValueError(f"`{place}`: its `time` has no offset (%z), so it needs a `zone`")
    prefix = parts.get("prefix", "")
    if isinstance(prefix, dict) and not all(each and isinstance(other, str) for each, other in prefix.items()):
        raise ValueError(f"`{place}`: `prefix` is a text, or a table of texts by the text that each takes the place of")
    return Column(column, time, zone_in(place, parts), prefix, parts.get("split", ""), parts.get("values"))


def zone_in(place: str, parts: Mapping[str, Any]) -> ZoneInfo | None:
    """The time zone that is told. Raises ValueError."""
    if "zone" not in parts:
        return None
    try:
        return ZoneInfo(parts["zone"])
    except (KeyError, ValueError, OSError):
        raise ValueError(f"`{place}`: there is no time zone `{parts['zone'][:60]}`") from None


def check(place: str, table: Mapping[str, Any], wanted: Wanted) -> None:
    """Raises ValueError for a name that is not wanted, and for what is of a wrong type."""
    for name, value in table.items():
        told = f"`{place}.{name}`" if place else f"`{name}`"
        if name not in wanted:
            near = nearest(name, wanted)
            there = f"did you mean `{near}`?" if near else "there is only " + ", ".join(f"`{each}`" for each in wanted)
            raise ValueError(f"{told}: {there}")
        if not isinstance(value, wanted[name]):
            raise ValueError(f"{told} is of a wrong type")

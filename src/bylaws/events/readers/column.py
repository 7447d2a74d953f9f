"""How one field of an event is made of a cell of a table, or of a member of a JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bylaws.events.types import INSTANT
from bylaws.events.values import plain_value, read_value

EPOCHS: Final = ("s", "ms", "us")
_SHOWN: Final = 40


class Column(Struct, frozen=True):
    """The column or member that a field comes from (a name, or a number from 1) and how what stands there becomes a raw value.

    `values`: by the text that stands there, or by a pattern of it with `*` and `?`, the raw value; the first that suits.
    `prefix`: what is put before it, or by the text with which it begins what takes the place of that; the longest that suits.
    """

    column: str | int
    time: str = ""
    zone: ZoneInfo | None = None
    prefix: str | Mapping[str, str] = ""
    split: str = ""
    values: Mapping[str, object] | None = None

    def value(self, cell: str) -> object:
        """The raw value that a cell tells; raises ValueError."""
        if self.values is not None:
            return _among(self.values, cell)
        if self.split:
            return [part.strip() for part in cell.split(self.split) if part.strip()]
        if self.time in EPOCHS:
            return plain_value(INSTANT, read_value(INSTANT, cell, self.time))
        if self.time:
            moment = _moment(cell, self.time)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC).isoformat()
        return _prefixed(self.prefix, cell)

    def raw(self, told: object) -> object:
        """The raw value that a member tells, as it stands if nothing is to be made of it; raises ValueError."""
        if not (self.values is not None or self.split or self.time or self.prefix):
            return told
        if isinstance(told, list):
            return [self.value(text_of(each)) for each in told]
        return self.value(text_of(told))


def text_of(told: object) -> str:
    """How a JSON value is written in a mapping: `true`, `5`, a text without its quotes. Raises ValueError for what has parts."""
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, str | int | float):
        return str(told)
    raise ValueError("an object or a list, where a mapping speaks of one value")


def _among(values: Mapping[str, object], cell: str) -> object:
    if cell in values:
        return values[cell]
    for pattern, value in values.items():
        if ("*" in pattern or "?" in pattern) and fnmatchcase(cell, pattern.replace("[", "[[]")):
            return value
    raise ValueError(f"`{cell[:_SHOWN]}` is not among the values of the mapping")


def _prefixed(prefix: str | Mapping[str, str], cell: str) -> str:
    if isinstance(prefix, str):
        return prefix + cell
    # Of texts with which one and the same begins, the longest is the last in order.
    found = max((each for each in prefix if cell.startswith(each)), default="")
    return prefix.get(found, "") + cell[len(found) :]


def _moment(cell: str, form: str) -> datetime:
    try:
        return datetime.strptime(cell, form)
    except ValueError:
        raise ValueError(f"`{cell[:_SHOWN]}` is not of the form `{form}` that the mapping gives") from None

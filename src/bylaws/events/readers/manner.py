"""How logs are to be read, as a user says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from msgspec import Struct


class Manner(Struct, frozen=True):
    """`as_` insists on a format; `mappings` are TOML files that say what the columns of tables and the members of JSON objects
    are.

    `zone` is that of the clock in logs that tell times without an offset (empty: UTC). `year` is the year of the last line of
    logs that tell none (None: that in which the file was last changed).
    """

    as_: str = ""
    mappings: tuple[Path, ...] = ()
    zone: str = ""
    year: int | None = None

    def as_json(self) -> dict[str, object]:
        """With whole paths, such that the same can be read from anywhere."""
        mappings = [str(each.resolve()) for each in self.mappings]
        return {"as": self.as_ or None, "mappings": mappings, "zone": self.zone or None, "year": self.year}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """The manner that `as_json` told."""
        mappings = tuple(map(Path, told.get("mappings") or ()))
        return cls(told["as"] or "", mappings, told.get("zone") or "", told.get("year"))

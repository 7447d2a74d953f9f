"""How logs are to be read, as a user says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Manner:
    """`as_` insists on a format; `mapping` is a TOML file that says what the columns of a table are.

    `zone` is that of the clock in logs that tell times without an offset (empty: UTC). `year` is the year of the last line of
    logs that tell none (None: that in which the file was last changed).
    """

    as_: str = ""
    mapping: Path | None = None
    zone: str = ""
    year: int | None = None

    def as_json(self) -> dict[str, object]:
        """With whole paths, such that the same can be read from anywhere."""
        mapping = str(self.mapping.resolve()) if self.mapping else None
        return {"as": self.as_ or None, "mapping": mapping, "zone": self.zone or None, "year": self.year}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """The manner that `as_json` told."""
        mapping = Path(told["mapping"]) if told["mapping"] else None
        return cls(told["as"] or "", mapping, told.get("zone") or "", told.get("year"))

"""How logs are to be read, as a user says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, Self

from msgspec import Struct


class Asked(Struct, frozen=True):
    """A format that is insisted on: for the files that the pattern `files` means; empty: for all of which no other is asked."""

    format: str
    files: str = ""

    @classmethod
    def of(cls, told: str) -> Self:
        """Of `FORMAT` or `FORMAT=PATTERN`. Raises ValueError for a pattern that means no file whatever there is."""
        format, sign, files = told.partition("=")
        if sign and not PurePath(files).parts:
            raise ValueError(f"`{told}` does not say of which files; behind the `=` stands a file, a pattern, or a folder and `/`")
        return cls(format, files)


class Manner(Struct, frozen=True):
    """`as_` insists on formats, as `FORMAT` or `FORMAT=PATTERN`; `mappings` are TOML files that say what the columns of tables
    and the members of JSON objects are.

    `zone` is that of the clock in logs that tell times without an offset (empty: UTC). `year` is the year of the last line of
    logs that tell none (None: that in which the file was last changed). `dns` is a file of recorded answers of the DNS, by
    which the origin of mails is judged.
    """

    as_: tuple[str, ...] = ()
    mappings: tuple[Path, ...] = ()
    zone: str = ""
    year: int | None = None
    dns: Path | None = None

    def as_json(self) -> dict[str, object]:
        """With whole paths, such that the same can be read from anywhere."""
        mappings = [str(each.resolve()) for each in self.mappings]
        return {"as": list(self.as_), "mappings": mappings, "zone": self.zone or None, "year": self.year, **self._dns}

    @property
    def _dns(self) -> dict[str, object]:
        return {"dns": str(self.dns.resolve())} if self.dns else {}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """The manner that `as_json` told."""
        mappings = tuple(map(Path, told.get("mappings") or ()))
        return cls(
            tuple(told["as"]), mappings, told.get("zone") or "", told.get("year"), Path(told["dns"]) if told.get("dns") else None
        )

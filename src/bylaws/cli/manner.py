"""How logs are to be read, as options that all verbs share which read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bylaws.events.readers.manner import Manner


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class How:
    """How to read the logs.

    Parameters
    ----------
    as_
        the format of the events, where it is not to be told from their content
    mapping
        a TOML file that says which CSV column is which field
    zone
        the time zone of logs that tell times without one, such as `Europe/Berlin`
    year
        the year of the last line of logs that tell none; otherwise that in which the file was last changed
    """

    as_: Annotated[str, Parameter(name="--as")] = ""
    mapping: Path | None = None
    zone: str = "UTC"
    year: int | None = None

    @property
    def manner(self) -> Manner:
        return Manner(self.as_, self.mapping, "" if self.zone == "UTC" else self.zone, self.year)

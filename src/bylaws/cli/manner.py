"""How logs are to be read, as options that all verbs share which read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from bylaws.events.readers import FORMATS
from bylaws.events.readers.log_mapping import OBJECTS, TABLES
from bylaws.events.readers.manner import Manner

NAMES: Final = ", ".join((*(f"`{each.name}`" for each in FORMATS), f"with a mapping `{TABLES}` or `{OBJECTS}`"))
AS: Final = (
    "the format of the events, where it is not to be told from their content; `FORMAT=PATTERN` says it of files of such a name, "
    f"and may be given several times: {NAMES}"
)


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class How:
    """How to read the logs.

    Parameters
    ----------
    mapping
        a TOML file that says which column of a table, or member of JSON objects, is which field; may be given several times
    zone
        the time zone of logs that tell times without one, such as `Europe/Berlin`
    year
        the year of the last line of logs that tell none; otherwise that in which the file was last changed
    dns
        recorded answers of the DNS (`bylaws origin --record`), by which the origin of mails is judged: SPF, DKIM, ARC, DMARC
    """

    as_: Annotated[tuple[str, ...], Parameter(name="--as", help=AS, negative=())] = ()
    mapping: Annotated[tuple[Path, ...], Parameter(negative=())] = ()
    zone: str = "UTC"
    year: int | None = None
    dns: Path | None = None

    @property
    def manner(self) -> Manner:
        return Manner(self.as_, self.mapping, "" if self.zone == "UTC" else self.zone, self.year, self.dns)

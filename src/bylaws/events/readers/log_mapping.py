"""What a mapping file says, once it is understood; the module `mapping` tells how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bylaws.events.readers.column import Column
from bylaws.events.readers.file_names import is_called
from bylaws.events.types import BILLION

TABLES: Final = "csv"
OBJECTS: Final = "json"
BY_MAPPING: Final = (TABLES, OBJECTS)
"""What is read as any kind that a mapping says."""

MOST_GONE: Final = BILLION // 5


class Snapshot(Struct, frozen=True):
    """When a list was drawn up: `at` (an instant as JSON tells it), or by the form of the file's name and a `zone`.

    `key`: the field by which what is held is known, if what an earlier list has and a later one has not is over. `most_gone`: the
    share of the earlier list, in billionths, that a later one may lack; one that lacks more is not believed.
    """

    at: object = None
    file: str = ""
    zone: ZoneInfo | None = None
    key: str = ""
    most_gone: int = MOST_GONE

    def time(self, name: str) -> object:
        """When the list in the file of this name was drawn up. Raises ValueError for a name of another form."""
        if not self.file:
            return self.at
        last = PurePath(name).name
        for each in (last, last.removesuffix(PurePath(last).suffix)):
            try:
                told = datetime.strptime(each, self.file)
            except ValueError:
                continue
            return (told if told.tzinfo else told.replace(tzinfo=self.zone)).isoformat()
        raise ValueError(f"is not called as `{self.file}` says, from which the mapping takes the time of the snapshot")


class LogMapping(Struct, frozen=True):
    """How rows become events of a `kind`: of tables, or of JSON objects (`objects`), whose members are called columns here too.

    `where`: by column, the texts that it takes. `files`: the only files that it reads, as a pattern; empty: any that fits.
    `name`: that of its own file.
    """

    kind: str
    columns: Mapping[str, Column]
    constants: Mapping[str, object]
    absent: frozenset[str]
    delimiter: str = ","
    header: bool = True
    encoding: str = "utf-8"
    source: str = TABLES
    quoted: bool = True
    objects: bool = False
    files: str = ""
    where: Mapping[str | int, frozenset[str]] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    name: str = ""

    @property
    def format(self) -> str:
        return OBJECTS if self.objects else TABLES

    @property
    def names(self) -> tuple[str | int, ...]:
        """The columns that it speaks of."""
        return tuple(dict.fromkeys((*(each.column for each in self.columns.values()), *self.where)))

    @property
    def manner(self) -> tuple[object, ...]:
        """How a file is cut into rows: those of one manner can read it together."""
        return self.objects, self.delimiter, self.header, self.encoding, self.quoted

    def is_for(self, name: str) -> bool:
        """Whether it reads a file of this name whatever it looks like."""
        return bool(self.files) and is_called(name, self.files)

"""Sorted runs of tables on disk. Each block brings the texts that it holds along, for their numbers may have changed since."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table
from bylaws.events.order import DiskBoundError

BLOCK = 1 << 13
"""Rows that are read back at a time."""


class Disk:
    """Counts the bytes of all runs, which never exceed `bound`."""

    def __init__(self, bound: int) -> None:
        self.bound, self.used = bound, 0

    def take(self, size: int) -> None:
        """Raises DiskBoundError."""
        self.used += size
        if self.used > self.bound:
            raise DiskBoundError(f"sorting would need more than {self.bound} bytes of disk")


class Run:
    """One run, in a file without a name. It can be read once."""

    def __init__(self, layout: Layout, strings: Strings, disk: Disk) -> None:
        self._layout, self._strings, self._disk = layout, strings, disk
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        self._size = 0

    def write(self, table: Table) -> None:
        """Add a sorted table that follows those before. Raises DiskBoundError."""
        for begin in range(0, len(table), BLOCK):
            told = self._told(table.take(np.arange(begin, min(begin + BLOCK, len(table)))))
            self._disk.take(len(told))
            self._size += len(told)
            self._file.write(len(told).to_bytes(8, "little") + told)

    def read(self) -> Iterator[Table]:
        """The blocks, with texts as they are numbered now."""
        # The file has no name that another could open, and lives as long as this process: pickle reads its own words.
        self._file.seek(0)
        while head := self._file.read(8):
            yield self._table(self._file.read(int.from_bytes(head, "little")))
        self.close()

    def close(self) -> None:
        """Gives the file back."""
        self._file.close()
        self._disk.used -= self._size
        self._size = 0

    def _told(self, table: Table) -> bytes:
        numbers = np.unique(np.concatenate(table.texts(self._layout)))
        places = np.zeros(len(self._strings), np.int64)
        places[numbers] = np.arange(numbers.size)
        table.renumber(places, self._layout)
        # Most slots of most kinds are empty.
        brief = replace(table, values=table.values[table.nulls != 1])
        return pickle.dumps((brief, *self._strings.spelled(numbers)), pickle.HIGHEST_PROTOCOL)

    def _table(self, told: bytes) -> Table:
        table, texts, ends = pickle.loads(told)
        assert isinstance(table, Table)
        values = np.zeros(table.nulls.shape, np.int64)
        values[table.nulls != 1] = table.values
        table.values = values
        table.renumber(self._strings.interned(texts, ends), self._layout)
        return table

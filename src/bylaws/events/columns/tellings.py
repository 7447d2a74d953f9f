"""Which events an input tells of in several ways, or again, in bounded memory: all identities are noted on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import numpy as np

from bylaws.events.columns.strings import Array
from bylaws.events.columns.table import Table

_PARTS = 64
_SMALL = 1 << 18
"""Bytes of a part up to which it stays in memory."""


class Tellings:
    """Notes of each event its identity and its line, both by their hashes, and its time."""

    def __init__(self) -> None:
        self._parts = [tempfile.SpooledTemporaryFile(_SMALL) for _ in range(_PARTS)]  # noqa: SIM115 (closed by `close`)
        self.earliest: int | None = None
        self.latest: int | None = None
        self.repeated = 0

    def note(self, table: Table) -> None:
        """Take note of all rows."""
        rows = np.stack([table.key, table.raw, table.at.astype(np.uint64)], axis=1)
        parts = table.key % np.uint64(_PARTS)
        order = np.argsort(parts, kind="stable")
        ends = np.searchsorted(parts[order], np.arange(_PARTS + 1, dtype=np.uint64))
        for part, (begin, end) in enumerate(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)):
            if begin < end:
                self._parts[part].write(rows[order[begin:end]].tobytes())

    def contested(self) -> tuple[Array, Array]:
        """What came with different lines: identities and lines by their hashes.

        `earliest` and `latest` tell of the others, `repeated` how many of these tell again what another has told.
        """
        keys, raws = zip(*(self._contested(rows) for rows in self._read()), strict=True)
        return np.concatenate(keys), np.concatenate(raws)

    def also(self, at: int) -> None:
        """An event that stands after all has this time."""
        self.earliest = at if self.earliest is None else min(self.earliest, at)
        self.latest = at if self.latest is None else max(self.latest, at)

    def close(self) -> None:
        """Gives the files back."""
        for part in self._parts:
            part.close()

    def _read(self) -> Iterator[Array]:
        for part in self._parts:
            part.seek(0)
            yield np.frombuffer(part.read(), np.uint64).reshape(-1, 3)

    def _contested(self, rows: Array) -> tuple[Array, Array]:
        keys, raws = rows[np.lexsort((rows[:, 1], rows[:, 0])), :2].T
        contested = np.unique(keys[1:][(keys[1:] == keys[:-1]) & (raws[1:] != raws[:-1])])
        theirs = np.isin(rows[:, 0], contested)
        at = rows[~theirs, 2].astype(np.int64)
        self.repeated += at.size - np.unique(rows[~theirs, 0]).size
        for each in (at.min(), at.max()) if at.size else ():
            self.also(int(each))
        return contested, np.unique(rows[theirs, 1])

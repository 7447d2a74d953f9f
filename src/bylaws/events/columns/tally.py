"""What was read so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from msgspec import Struct, field

from bylaws.events.columns import scan
from bylaws.events.columns.schema import NUMBER, Layout
from bylaws.events.columns.strings import Array
from bylaws.events.columns.table import Table
from bylaws.events.record import Reject, Remark
from bylaws.events.zeros import Zeros


def _unheard(_told: Reject | Remark | int) -> None:
    """Nobody wants to know."""


class Tally(Struct):
    """What was read so far: events by kind, how many late, the times of the earliest and the latest (microseconds).

    `spans`: those by kind. `until`: where judging ends (microseconds), if not at the end; `first` and `last` are the times of the
    judged events, `edge` is where the last of them stands.

    `duplicates`: how many of the events told again what others had told. `size`: how many bytes were read, of which `progress` is
    told.

    `zeros`: by kind the numbers that were never told to be anything but 0, and on how many events they were told.

    `lacking`: by kind the fields that are looked for and that no event gave yet. `reject` is told of what could not be read,
    `remark` of what is to be said of an input as a whole; `slowly` counts the lines that the ordinary reader had to read.
    """

    reject: Callable[[Reject], None] = _unheard
    kinds: Counter[str] = field(default_factory=Counter)
    lacking: dict[str, set[str]] = field(default_factory=dict)
    remark: Callable[[Remark], None] = _unheard
    until: int | None = None
    late: int = 0
    earliest: int | None = None
    latest: int | None = None
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    edge: int | None = None
    lines: int = 0
    slowly: int = 0
    duplicates: int = 0
    size: int = 0
    progress: Callable[[int], None] = _unheard
    zeros: Zeros = field(default_factory=dict)

    def repeat(self) -> None:
        """One more event told again what another had told."""
        self.duplicates += 1

    def oust(self, reject: Reject) -> None:
        """One of the events contradicts another, which stands: it is none."""
        if self.kinds[reject.kind] == 1:
            del self.kinds[reject.kind]
        else:
            self.kinds[reject.kind] -= 1
        self.reject(reject)

    def advance(self, size: int) -> None:
        """So many more bytes were read."""
        self.size += size
        self.progress(size)

    def note(self, table: Table, layout: Layout) -> None:
        """Count the events of a table."""
        if not len(table):
            return
        self.earliest, self.latest = _widened(self.earliest, self.latest, table.at)
        judged = table.at if self.until is None else table.at[table.place < self.until]
        self.first, self.last = _widened(self.first, self.last, judged)
        _, self.edge = _widened(self.edge, self.edge, table.place if self.until is None else table.place[table.place < self.until])
        self.late += int((table.place != table.at).sum())
        counts = np.bincount(table.kind, minlength=len(layout.kinds)).tolist()
        for number, kind in enumerate(layout.kinds):
            if counts[number]:
                self.kinds[kind] += counts[number]
                self._widen(kind, table.at[table.kind == number])
                self._look_for_fields(table, number, layout)
                self._look_for_zeros(table, number, layout)

    def _widen(self, kind: str, times: Array) -> None:
        first, last = int(times.min()), int(times.max())
        known = self.spans.get(kind, (first, last))
        self.spans[kind] = min(first, known[0]), max(last, known[1])

    def _look_for_fields(self, table: Table, number: int, layout: Layout) -> None:
        lacking = self.lacking.get(layout.kinds[number])
        if lacking:
            mine = np.flatnonzero(table.kind == number)
            names = [name for name, _ in layout.forms[layout.kinds[number]]]
            lacking -= {name for place, name in enumerate(names) if name in lacking and _is_given(table.nulls[place, mine])}

    def _look_for_zeros(self, table: Table, number: int, layout: Layout) -> None:
        zeros = self.zeros.get(layout.kinds[number])
        if not zeros:
            return
        mine = np.flatnonzero(table.kind == number)
        for place, (name, form) in enumerate(layout.forms[layout.kinds[number]]):
            if name in zeros and form == NUMBER:
                given = mine[table.nulls[place, mine] == scan.VALUE]
                if table.values[place, given].any():
                    del zeros[name]
                else:
                    zeros[name] += given.size


def _widened(first: int | None, last: int | None, times: Array) -> tuple[int | None, int | None]:
    """The earliest and the latest time so far, with some more."""
    if not len(times):
        return first, last
    earliest, latest = int(times.min()), int(times.max())
    return earliest if first is None else min(first, earliest), latest if last is None else max(last, latest)


def _is_given(nulls: Array) -> bool:
    """Whether one of some events has a field."""
    return bool((nulls != scan.NONE).any())

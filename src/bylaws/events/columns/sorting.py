"""Tables of inputs in any order → batches in the one order, each event once: an external merge sort.

Of an event that is told of in several ways one telling stands, as `bylaws.events.order` has it. Which events these are shows when
all has been read; then their lines are read once more, by the ordinary reader.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from bylaws.events.columns.merge import Merge
from bylaws.events.columns.runs import Disk, Run
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table, joined
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.tellings import Tellings
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.order import Spill, identity_key, single

ROWS = 1 << 17
"""Rows that are sorted in memory."""
BATCH = 1 << 15
"""Rows of a batch, at least, but for the last: small ones cost more than they have to tell."""
FAN_IN = 32
"""Runs that are merged into one."""
CONTESTED = 1 << 16
"""Tellings that may contest others: so many are held in memory."""


class Sorting:
    """`let_go` is told between batches which tables are held in memory, whose texts must not be forgotten."""

    def __init__(
        self,
        layout: Layout,
        strings: Strings,
        feeding: Collection[str],
        tally: Tally,
        let_go: Callable[[Sequence[Table]], None],
        disk: int = Spill().disk,
    ) -> None:
        self._layout, self._strings, self._feeding, self._tally, self._let_go = layout, strings, feeding, tally, let_go
        self._used = layout.schema.used.astype(np.bool_)
        self._disk, self._tellings = Disk(disk), Tellings()
        self._levels: list[list[Run]] = []
        self._runs: list[Run] = []
        self._held: list[Table] = []
        self._contested, self._doubted = np.zeros(0, np.uint64), list[Table]()

    def take(self, table: Table) -> None:
        """Take in a table of an input. Raises DiskBoundError."""
        self._tellings.note(table)
        self._held.append(_some(table, self._used[table.kind]))
        if sum(map(len, self._held)) >= ROWS:
            run = self._run()
            for sorted_ in self._taken():
                run.write(sorted_)
            self._put(run, 0)
        self._let_go(self._held)

    def contested(self) -> Array:
        """All has been taken in: the lines, by their hashes, that tell of one event in several ways. They must be read again."""
        self._contested, lines = self._tellings.contested()
        self._tally.duplicates += self._tellings.repeated
        return lines

    def doubt(self, table: Table) -> None:
        """Take in a table of such lines, by the ordinary reader. Raises Unreadable if they are too many."""
        self._doubted.append(_some(table, np.isin(table.key, self._contested)))
        if sum(map(len, self._doubted)) > CONTESTED:
            raise Unreadable("too many events are told of in several ways")
        self._let_go([*self._held, *self._doubted])

    def batches(self) -> Iterator[Table]:
        """Sorted batches; each begins behind the one before it. To be asked for once."""
        standing = self._standing()
        self._tally.earliest, self._tally.latest = self._tellings.earliest, self._tellings.latest
        runs = [run.read() for level in self._levels for run in level]
        uncontested = [self._uncontested(tables) for tables in (*runs, self._taken())]
        merge, held = self._merging(), list[Table]()
        for table in merge.batches([*uncontested, iter(standing)]):
            held.append(self._once(table))
            if sum(map(len, held)) >= BATCH:
                batch, held = joined(held), []
                yield batch
                self._let_go(merge.pending)
        if held:
            yield joined(held)

    def close(self) -> None:
        """Gives the files back."""
        self._tellings.close()
        for run in self._runs:
            run.close()

    def _merging(self) -> Merge:
        return Merge(self._layout, self._strings, self._feeding, 0, self._tally, single=False)

    def _once(self, table: Table) -> Table:
        """Each event of a sorted batch once, of the kinds that the policy reads.

        What tells of it again, in the same words, stands beside it wherever it was read.
        """
        again = np.zeros(len(table), np.bool_)
        again[1:] = (table.key[1:] == table.key[:-1]) & (table.key[1:] != 0)
        return _some(table, ~again & self._used[table.kind])

    def _taken(self) -> Iterator[Table]:
        """What is held in memory, sorted; it is let go."""
        held, self._held = self._held, []
        if held:
            yield self._merging().sorted(joined(held))

    def _run(self) -> Run:
        self._runs.append(Run(self._layout, self._strings, self._disk))
        return self._runs[-1]

    def _put(self, run: Run, level: int) -> None:
        """Add a run to those of its level; when they are many, they become one of the next."""
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(run)
        if len(runs) < FAN_IN:
            return
        self._levels[level] = []
        merge, merged = self._merging(), self._run()
        for table in merge.batches([each.read() for each in runs]):
            merged.write(table)
            self._let_go(merge.pending)
        self._put(merged, level + 1)

    def _uncontested(self, tables: Iterable[Table]) -> Iterator[Table]:
        for table in tables:
            yield _some(table, ~np.isin(table.key, self._contested)) if self._contested.size else table

    def _standing(self) -> list[Table]:
        """Of what is contested the tellings that stand; of the others the tally is told."""
        if not self._doubted:
            return []
        table, self._doubted = joined(self._doubted), []
        rows = {id(event): row for row, event in table.events.items()}
        standing = list(single(sorted(table.events.values(), key=identity_key), self._tally.oust, self._tally.repeat))
        for event in standing:
            self._tellings.also(event.at)
        kept = np.array([rows[id(event)] for event in standing], np.int64)
        return [self._merging().sorted(table.take(kept))]


def _some(table: Table, which: Array) -> Table:
    return table if which.all() else table.take(np.flatnonzero(which))

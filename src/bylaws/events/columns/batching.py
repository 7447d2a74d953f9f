"""Sources of events → batches in the one order: read, merged or sorted, and forgetting the texts that nobody holds any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Generic, Protocol, TypeVar

import numpy as np
from msgspec.structs import replace

from bylaws.events.columns.merge import Merge
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.sorting import Sorting
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder

CROWDED = 1 << 19
"""Distinct texts from which on those that are no longer held are forgotten."""
MORE = 1 << 18
"""How many texts must have come since then before it is done again; at least a quarter of what was held."""
CROWDED_BYTES, MORE_BYTES = 1 << 27, 1 << 26
"""The same of their bytes: bodies of messages are long."""

Source = TypeVar("Source")
Taken = TypeVar("Taken", contravariant=True)


class Reader(Protocol[Taken]):
    """Reads sources of one sort into tables."""

    def tables(self, source: Taken, /) -> Iterator[Table]:
        """The tables of a source."""

    def forget(self) -> None:
        """Texts have new numbers: what is known of them is void."""


Reading = Callable[[Layout, Strings, Decoder, Tally, Array | None], Reader[Source]]
"""Makes a reader; the last: the hashes of what alone is wanted, or None for all."""


class Holder(Protocol):
    """What holds texts by their numbers."""

    def texts(self) -> Iterable[Array]:
        """The numbers of all texts that are held."""

    def renumber(self, places: Array) -> None:
        """Give all texts their new numbers."""


class Forgetting:
    """Forgets texts when they are many: most are seen once. `holders`: who holds some besides the tables of a batch."""

    def __init__(self, layout: Layout, strings: Strings, *holders: Holder) -> None:
        self.layout, self.strings, self._holders = layout, strings, holders
        self._crowded, self._crowded_bytes = CROWDED, CROWDED_BYTES

    def let_go(self, tables: Sequence[Table]) -> bool:
        """Between two batches; `tables` are those that are still to come. Whether texts have new numbers."""
        strings = self.strings
        if len(strings) <= self._crowded and strings.size <= self._crowded_bytes:
            return False
        held = np.zeros(len(strings), np.bool_)
        for numbers in chain(*(each.texts() for each in self._holders), *(each.texts(self.layout) for each in tables)):
            held[numbers] = True
        alive = np.flatnonzero(held)
        places = strings.keep(alive)
        for holder in self._holders:
            holder.renumber(places)
        for table in tables:
            table.renumber(places, self.layout)
        self._crowded = max(CROWDED, alive.size + max(MORE, alive.size // 4))
        self._crowded_bytes = max(CROWDED_BYTES, strings.size + max(MORE_BYTES, strings.size // 4))
        return True


class Batching(Generic[Source]):
    """`feeding`: kinds that feed a list; `reading`: makes the reader of the sources. To be asked for batches once."""

    def __init__(
        self, reading: Reading[Source], feeding: Collection[str], decoder: Decoder, tally: Tally, forgetting: Forgetting
    ) -> None:
        self._make_reader, self._feeding, self._decoder, self._tally = reading, feeding, decoder, tally
        self._forgetting, self._layout, self._strings = forgetting, forgetting.layout, forgetting.strings
        self._reader: Reader[Source] | None = None

    def batches(self, sources: Sequence[Source]) -> Iterator[Table]:
        """Raises Unsorted for sources out of order, and for those that tell of one event in several ways."""
        reader = self._reading(self._tally)
        merge = Merge(self._layout, self._strings, self._feeding, 0, self._tally)
        for table in merge.batches([reader.tables(source) for source in sources]):
            yield table
            self._let_go(merge.pending)

    def ready(self, source: Source) -> Iterator[Table]:
        """The tables of a source whose events are in the one order already, each there once."""
        for table in self._reading(self._tally).tables(source):
            yield table
            self._let_go(())

    def sorted_batches(self, opened: Callable[[], Sequence[Source]]) -> Iterator[Table]:
        """The same of any sources, sorted first. They are opened again where they tell of one event in several ways.

        Raises DiskBoundError.
        """
        with closing(Sorting(self._layout, self._strings, self._feeding, self._tally, self._let_go)) as sorting:
            for table in _chained(self._reading(self._tally), opened()):
                sorting.take(table)
            contested = sorting.contested()
            if contested.size:
                for table in _chained(self._reading(Tally(), contested), opened()):
                    sorting.doubt(table)
            yield from sorting.batches()

    def _reading(self, tally: Tally, only: Array | None = None) -> Reader[Source]:
        # What is read once more is not counted again.
        decoder = self._decoder if only is None else replace(self._decoder, ignored=Counter(), placeholders=Counter())
        self._reader = self._make_reader(self._layout, self._strings, decoder, tally, only)
        return self._reader

    def _let_go(self, tables: Sequence[Table]) -> None:
        if self._forgetting.let_go(tables) and self._reader is not None:
            self._reader.forget()


def _chained(reader: Reader[Source], sources: Sequence[Source]) -> Iterator[Table]:
    """The tables of one source behind those of the other."""
    return chain.from_iterable(map(reader.tables, sources))

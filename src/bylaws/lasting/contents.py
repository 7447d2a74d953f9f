"""What a state holds, without anything of what its events say."""

from __future__ import annotations

import msgspec
from msgspec import Struct, field

from bylaws.journal.errors import JournalError
from bylaws.lasting.store import Store, Taken
from bylaws.study.as_json import instant


class Class(Struct):
    """Events of one retention class: how many, and when the first and the last were taken in (microseconds)."""

    count: int = 0
    first: int = 0
    last: int = 0


class Contents(Struct):
    """`classes`: by name. `gone`: events that were erased or are past their age. `size`: bytes of the journal.

    `snapshots`: by the last event that each knows, the newest first.
    """

    has_history: bool
    segments: int
    size: int
    snapshots: list[int]
    classes: dict[str, Class] = field(default_factory=dict)
    gone: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "has_history": self.has_history,
            "segments": self.segments,
            "bytes": self.size,
            "snapshots": self.snapshots,
            "classes": {
                name: {"events": each.count, "first": instant(each.first), "last": instant(each.last)}
                for name, each in sorted(self.classes.items())
            },
            "gone": self.gone,
        }


def contents(store: Store) -> Contents:
    """What is in a store. Raises JournalError for what is damaged."""
    journal, decoder = store.journal, msgspec.msgpack.Decoder(Taken)
    covers = [each.covers for each in store.snapshots.newest_first() if not isinstance(each, JournalError)]
    found = Contents(store.has_history, len(journal.segments), sum(each.stat().st_size for each in journal.segments), covers)
    for record in journal.read():
        if record.text is None:
            found.gone += 1
            continue
        now = decoder.decode(record.text).now
        one = found.classes.setdefault(record.kept, Class(first=now))
        one.count, one.last = one.count + 1, now
    return found

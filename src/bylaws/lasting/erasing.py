"""Whose events are erased: those in which somebody is named, in whatever spelling and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import msgspec

from bylaws.events.catalogue import Catalogue
from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import json_lines
from bylaws.events.readers.json_objects import parsed
from bylaws.events.readers.lines import Line
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.events.values import read_value
from bylaws.lasting.store import Store, Taken

SNAPSHOT: Final = 600.0
"""Seconds that the writing of a snapshot may take, by what a killed process left behind."""


def erase(store: Store, subject: str) -> int:
    """Erases the events of the journal that name a subject, and all snapshots, with their keys; how many events.

    The state is made anew from what is left at the next start. Raises JournalError and OSError.
    """
    hold = store.hold_snapshots(SNAPSHOT)
    try:
        # First the snapshots: if all ends here, the state can still be made anew from the journal, and erasing be begun again.
        store.snapshots.remove_all()
        return store.journal.erase(naming(subject))
    finally:
        hold.release()


def naming(subject: str) -> Callable[[bytes], bool]:
    """Whether a record of the journal names a subject: one of its values is that, as it stands there or in the one spelling."""
    wanted = {subject.strip().casefold(), *spellings(subject, CATALOGUE)}
    records, decoder = msgspec.msgpack.Decoder(Taken), Decoder(CATALOGUE)

    def is_named(text: bytes) -> bool:
        taken = records.decode(text)
        told = parsed(taken.text.removeprefix(b"\xef\xbb\xbf"))
        if any(each.strip().casefold() in wanted for each in _texts(told)):
            return True
        record = json_lines.record_of(Stream("-", iter(()), taken.log), Line(taken.number, taken.offset, taken.text))
        if isinstance(record, Reject):
            return False
        try:
            return any(each.casefold() in wanted for each in _texts(decoder.decode(record).fields))
        except Reject:
            return False

    return is_named


def spellings(subject: str, catalogue: Catalogue) -> Iterator[str]:
    """A subject as the fields of events hold it, by each of their types."""
    for kind, unit in {
        (field.type, field.unit) for each in catalogue.kinds.values() for field in each.fields if field.type.is_text
    }:
        with suppress(ValueError):
            found = read_value(kind, subject, unit)
            assert isinstance(found, str)
            yield found.casefold()


def _texts(value: object) -> Iterator[str]:
    """All texts at any depth."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value

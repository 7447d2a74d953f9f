"""Inputs that begin alike: a log beside its copy, of which every event without an id of its own counts twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bylaws.events.readers.inputs import Input
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Remark, State

HEAD: Final = 4096
"""Bytes of content that are compared: no two logs tell the same in so many, times included."""
LEAST: Final = 64
"""Fewer tell nothing: heads of tables, and empty files."""


class Heads:
    """How inputs begin."""

    def __init__(self) -> None:
        self._first: dict[bytes, str] = {}

    def note(self, name: str, head: bytes) -> Remark | None:
        """Takes note of the first `HEAD` bytes of an input; what is to be said if one before it began so."""
        told = self._first.setdefault(head, name) if len(head) >= LEAST else name
        if told == name:
            return None
        same = f"begins with the same {HEAD:,} bytes" if len(head) == HEAD else "says the same"
        return Remark(name, State.COPY, f"{same} as {told}: events without an `id` of their own count twice")


def copies_of(inputs: Sequence[Input]) -> Iterator[Remark]:
    """A remark on each input that begins as one before it, however either is packed."""
    heads = Heads()
    for each in inputs if len(inputs) > 1 else ():
        try:
            with each.open() as file:
                remark = heads.note(each.name, Stream.of(each.name, file).peek(HEAD))
        except OSError:
            continue  # what cannot be read is told elsewhere
        if remark is not None:
            yield remark

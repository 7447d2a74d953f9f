"""On the executors: a piece of an input becomes events, each told to where all tellings of it come together."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from msgspec import Struct, field

from bylaws.events.catalogue import Catalogue
from bylaws.events.decode import Decoder, Placed
from bylaws.events.event import Event
from bylaws.events.readers import json_lines
from bylaws.events.readers.lines import lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, Remark, State
from bylaws.events.zeros import Zeros, look_for_zeros, zeros_of
from bylaws.spark.packing import Split, unpacked
from bylaws.study.outside import Span

BLOCK: Final = 1 << 20


class Understanding(Struct, frozen=True):
    """How the events of a run are understood: as of a `Decoder`. `numbers`: by kind those that may be 0 on every event."""

    catalogue: Catalogue
    currency: str
    now: int
    numbers: Mapping[str, tuple[str, ...]] = {}
    whole: Catalogue | None = None


class Read(Struct):
    """What is to be said of what was read: as of an `Intake`. `edge`: the latest time that an event shows to have

    come; one that is received before it happens has a wrong clock."""

    kinds: Counter[str] = field(default_factory=Counter)
    given: dict[str, set[str]] = field(default_factory=dict)
    ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    placeholders: Counter[Placed] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    late: int = 0
    delay: int = 0
    first: int | None = None
    last: int | None = None
    spans: dict[str, Span] = field(default_factory=dict)
    edge: int | None = None
    zeros: Zeros = field(default_factory=dict)

    def see(self, event: Event) -> None:
        """Takes in an event."""
        self.kinds[event.kind] += 1
        self.given.setdefault(event.kind, set()).update(event.fields)
        if zeros := self.zeros.get(event.kind):
            look_for_zeros(zeros, event.fields)
        self.late += event.late
        self.delay = max(self.delay, event.place - event.at)
        self.first = event.at if self.first is None else min(self.first, event.at)
        self.last = event.at if self.last is None else max(self.last, event.at)
        known = self.spans.get(event.kind)
        if known is None or not known.first <= event.at <= known.last:
            self.spans[event.kind] = Span.around(known, event.at, event.at)
        told = event.at if event.received_at is None else min(event.at, event.received_at)
        self.edge = told if self.edge is None else max(self.edge, told)


def events_of(split: Split, understanding: Understanding, read: Read) -> Iterator[Event]:
    """The events of a piece; what is to be said of it goes into `read`."""
    if split.ready:
        with Path(split.path).open("rb") as file:
            while head := file.read(8):
                yield from map(unpacked, pickle.loads(file.read(int.from_bytes(head, "little"))))
        return
    told, read.zeros = understanding, zeros_of(understanding.numbers)
    decoder = Decoder(told.catalogue, told.currency, told.now, whole=told.whole)
    decoder.ignored, decoder.placeholders = read.ignored, read.placeholders
    for item in _items(split, read):
        if isinstance(item, Reject):
            read.rejects.append(item)
            continue
        try:
            event = decoder.decode(item)
        except Reject as reject:
            read.rejects.append(reject)
            continue
        read.see(event)
        yield event


def _items(split: Split, read: Read) -> Iterator[Record | Reject]:
    with Path(split.path).open("rb") as file:
        if split.end is None:
            stream = Stream.of(split.name, file, log=split.log)
        else:
            stream = Stream(split.name, _pieces(file, split.start, split.end), split.log)
            stream.offset = split.start
        found = False
        for line in lines_of(stream):
            if isinstance(line, Reject):
                item: Record | Reject = Reject(line.file, line.line + split.lines, line.offset, line.reason, line.excerpt)
            else:
                item = json_lines.record_of(stream, type(line)(line.number + split.lines, line.offset, line.text))
            found = found or isinstance(item, Record)
            yield item
        if stream.broken:
            read.remarks.append(Remark(split.name, State.CUT if found else State.UNREAD, stream.broken, stream.offset))


def _pieces(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (piece := file.read(min(BLOCK, end - start))):
        start += len(piece)
        yield piece


def newlines(split: Split) -> int:
    """How many lines end in a piece."""
    assert split.end is not None
    with Path(split.path).open("rb") as file:
        return sum(piece.count(b"\n") for piece in _pieces(file, split.start, split.end))


def aligned(path: Path, bounds: list[int]) -> list[int]:
    """Where the lines begin that go on at some offsets of a file."""
    found = [0]
    with path.open("rb") as file:
        for bound in bounds:
            file.seek(max(bound - 1, 0))
            while (piece := file.readline(BLOCK)) and not piece.endswith(b"\n"):
                pass
            found.append(max(file.tell(), found[-1]))
    return found

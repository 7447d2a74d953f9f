"""The same lines read in both ways: by the ordinary reader, and by the scanner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from msgspec.structs import replace

from bylaws.engine.needs import narrowed
from bylaws.events.catalogue import Catalogue, Field
from bylaws.events.columns import blocks
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.schema import layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table, event_of
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder, Placed
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.kinds.common import describe
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.events.types import INSTANT, MILLION, SCALES, TEXT, TEXTS, TRUTH, Type, array, entity, word

FILE = "file"
NOW = 1_790_000_000 * MILLION
UNITS = {"duration": ("", "s", "ms", "us", "h"), "distance": ("", "km", "m"), "money": ("", "minor"), "instant": ("", "ms")}


def _plain() -> list[Field]:
    """A field of every type, and of the units that a number may be told in."""
    found = [
        Field(f"{name}_{unit}" if unit else f"a_{name}", Type(name), "", unit)
        for name in sorted((set(SCALES) | TEXTS) - {"entity", "word"})
        for unit in UNITS.get(name, ("",))
    ]
    found += [Field("a_truth", TRUTH, ""), Field("a_word", word("one", "two"), ""), Field("a_user", entity("user"), "")]
    found += [Field("a_period", Type("period"), ""), Field("a_map", Type("map", (TEXT, TEXT)), "")]
    found += [Field("named", TEXT, "", "identifier"), Field("anything", TEXT, "", "any")]
    inner = {"text": TEXT, "domain": Type("domain"), "phone": Type("phone"), "ip": Type("ip"), "user": entity("user")}
    inner |= {"integer": Type("integer"), "word": word("one", "two")}
    return found + [Field(f"many_{name}", array(kind), "") for name, kind in inner.items()]


ALL = describe("made.up", "everything", *_plain())
ENDED = describe(
    "made.longer", "with a time of its own", Field("ended_at", INSTANT, ""), Field("size", Type("size"), ""), time="ended_at"
)
OWN = ("permit.granted", "message.sent", "step.applied", "call.record")
KINDS = Catalogue({"made.up": ALL, "made.longer": ENDED} | {name: CATALOGUE.kinds[name] for name in OWN})
UNUSED = "step.applied"
USED = {name: frozenset(f.name for f in kind.fields) for name, kind in KINDS.kinds.items() if name != UNUSED}


@dataclass(slots=True)
class Read:
    """What became of an input: events of the kinds that are used, rejects, and the tally."""

    events: list[Event] = field(default_factory=list)
    rejects: list[tuple[str, int, int, str, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    late: int = 0
    times: tuple[int | None, int | None] = (None, None)
    placeholders: Counter[Placed] = field(default_factory=Counter)

    def reject(self, each: Reject) -> None:
        self.rejects.append((each.file, each.line, each.offset, each.reason, each.excerpt))


def decoder(currency: str = "EUR", catalogue: Catalogue = KINDS, used: Collection[str] = USED) -> Decoder:
    reads = {name: frozenset(f.name for f in catalogue.kinds[name].fields) for name in used}
    return Decoder(narrowed(catalogue, reads), currency, NOW)


def ordinarily(data: bytes, currency: str = "EUR") -> Read:
    """By the ordinary reader and decoder."""
    read, decoding = Read(), decoder(currency)
    every = []
    for record in json_lines.read(Stream.of(FILE, BytesIO(data))):
        try:
            if isinstance(record, Reject):
                raise record
            event = decoding.decode(record)
        except Reject as reject:
            read.reject(reject)
            continue
        every.append(event)
        if event.kind in USED:
            read.events.append(replace(event, digest=""))
    read.kinds = Counter(event.kind for event in every)
    read.placeholders = decoding.placeholders
    read.late = sum(event.late for event in every)
    read.times = min((e.at for e in every), default=None), max((e.at for e in every), default=None)
    return read


def over_columns(data: bytes, currency: str = "EUR", block: int = 0) -> Read:
    """By the scanner, in blocks of about `block` bytes."""
    read, strings = Read(), Strings(64)
    tally = Tally(read.reject)
    columns = layout(decoder(currency).catalogue, USED, json_lines.FIELDS)
    decoding = decoder(currency)
    reader = BlockReader(columns, strings, decoding, tally)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block or blocks.BLOCK)
        for table in reader.tables(Stream("file", _pieces(data, block or len(data) or 1))):
            check_identities(table)
            read.events += [
                replace(event_of(table, row, columns, strings), digest="")
                for row in range(len(table))
                if columns.kinds[table.kind[row]] in USED
            ]
    read.kinds, read.late, read.times = tally.kinds, tally.late, (tally.earliest, tally.latest)
    read.placeholders = decoding.placeholders
    return read


def check_identities(table: Table) -> None:
    """What the order and the search for duplicates go by is the events' own."""
    for row, event in table.events.items():
        assert table.id_of(row) == event.id
        assert (table.at[row], table.place[row]) == (event.at, event.place)
    assert (table.key != 0).all()


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    return iter([data[at : at + size] for at in range(0, len(data), size)])


def reader_of(data: bytes) -> tuple[int, int]:
    """How many lines there are, and how many of them the ordinary reader had to read."""
    tally = Tally(lambda reject: pytest.fail(str(reject)))
    reader = BlockReader(layout(KINDS, USED, json_lines.FIELDS), Strings(), decoder(), tally)
    for _ in reader.tables(Stream.of(FILE, BytesIO(data))):
        pass
    return tally.lines, tally.slowly

"""Blocks of JSON lines → tables: scanned, spelled, and what is suspect read again by the ordinary reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from bylaws.events.columns import scan
from bylaws.events.columns.marks import marks_of
from bylaws.events.columns.members import room_for
from bylaws.events.columns.schema import Layout, Slot
from bylaws.events.columns.spelling import BAD, UNTOLD, Speller
from bylaws.events.columns.strings import Array, Strings, copy_bytes, digest, heads_of, intern_spans, spans_for
from bylaws.events.columns.table import NEVER, Table, put
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.columns.wide import PAD, padded
from bylaws.events.decode import AHEAD, Decoder
from bylaws.events.event import Event
from bylaws.events.placeholders import placeholder
from bylaws.events.readers import json_lines
from bylaws.events.readers.json_objects import PLAIN
from bylaws.events.readers.lines import LINE_LIMIT, Line
from bylaws.events.readers.stream import CHUNK, Stream
from bylaws.events.record import Record, Reject

BLOCK = 32 * 2**20
"""Bytes that are scanned at a time."""
LINES = 2**18
"""Lines that are scanned at a time, for each takes room, however short it is."""

TEXTS = 1 << 16
"""Texts that are noted before they get their numbers."""

_PADDING = b" " * PAD
_END = ord("\n")


class BlockReader:
    """Reads the blocks of one input after the other into tables of the kinds that the policy reads.

    `only`: the lines that are wanted, by their hashes; these are left to the ordinary reader, all others passed over.
    """

    def __init__(self, layout: Layout, strings: Strings, decoder: Decoder, tally: Tally, only: Array | None = None) -> None:
        self.layout, self.strings, self.decoder, self.tally = layout, strings, decoder, tally
        self._room, self._texts, self._only = _Room(), spans_for(TEXTS), only
        self.forget()
        self._currency = np.frombuffer(decoder.currency.encode(), np.uint8)
        self._lateness = np.array([decoder.catalogue.kinds[kind].lateness for kind in layout.kinds], np.int64)

    def tables(self, stream: Stream) -> Iterator[Table]:
        """The tables of an input's blocks. Raises Unreadable for lines beyond the limit."""
        number, offset = 1, 0
        for data in _blocks(stream, self._room):
            marks, lines = marks_of(data)
            if lines > LINES:
                # Before all of it is read, another input's block may come to lie there.
                data = data.copy()
            for rows, items in self._scan(data, marks, lines):
                sizes = rows.line_span[:, 1] - rows.line_span[:, 0]
                if int(sizes.max(initial=0)) > LINE_LIMIT:
                    raise Unreadable(f"a line of more than {LINE_LIMIT} bytes")
                rows.status[sizes > PLAIN] = scan.SUSPECT
                yield self._table(stream, data, rows, items, number, offset)
                number += len(rows.status)
            offset += data.size - PAD
        if stream.broken:
            raise Unreadable(stream.broken)

    def forget(self) -> None:
        """Texts have new numbers: what is known of them is void."""
        self._speller, self._words = Speller(self.strings), self.strings.numbers([*self.layout.words, ""])

    def _scan(self, data: Array, marks: Array, lines: int) -> Iterator[tuple[scan.Rows, Array]]:
        """The lines of a block, not too many at a time."""
        self.tally.lines += lines
        place = np.zeros(5, np.int64)
        fixed = (data, marks, place, self.layout.names, self.layout.schema, self._currency)
        room = room_for(self.layout.names), np.zeros(3, np.int64)
        for first in range(0, lines, LINES):
            rows = scan.rows_for(min(LINES, lines - first), self.layout.width)
            rows.source[:] = self.strings.number(json_lines.NAME)
            items = np.empty(min(marks.size // 2 + rows.values.size, data.size // 3) + 16, np.int64)
            place[[scan.LINE, scan.ITEMS, scan.SPANS]] = 0
            while end := scan.scan(*fixed, self._words, rows, items, *room, self._texts, self.strings.tables):
                if end == scan.CROWDED:
                    self.strings.grow()
                elif place[scan.SPANS]:
                    self._intern(data, place, rows, items)
                else:
                    self._texts = spans_for(2 * self._texts.begins.size)
            self._intern(data, place, rows, items)
            yield rows, items[: int(place[scan.ITEMS])].copy()

    def _intern(self, data: Array, place: Array, rows: scan.Rows, items: Array) -> None:
        """Put the numbers of the texts that are noted to where they are wanted."""
        values, done, count = rows.values.reshape(-1), 0, int(place[scan.SPANS])
        while (done := intern_spans(data, self._texts, done, count, values, items, self.strings.tables)) < count:
            self.strings.grow()
        place[scan.SPANS] = 0

    def _table(self, stream: Stream, data: Array, rows: scan.Rows, items: Array, number: int, offset: int) -> Table:
        now = self.decoder.now
        if now is not None:
            rows.status[(rows.status != scan.BLANK) & (np.maximum(rows.at, rows.received) > now + AHEAD)] = scan.SUSPECT
        self._spell(rows, items)
        if self._only is not None:
            self._choose(data, rows, self._only)
        suspects = np.flatnonzero(rows.status == scan.SUSPECT)
        events = self._ordinary(stream, data, rows, suspects, (number, offset))
        good = np.flatnonzero((rows.status == scan.GOOD) | (rows.status == scan.UNUSED))
        table = self._table_of(data, rows, items, good, {row: event.id for row, event in events.items()}, (stream.log, number))
        self._put(table, good, events)
        table.place = self._places(table)
        self.tally.note(table, self.layout)
        return table

    def _choose(self, data: Array, rows: scan.Rows, only: Array) -> None:
        """The lines that are wanted become suspect, and all others blank."""
        for row in np.flatnonzero(rows.status == scan.SUSPECT).tolist():
            start, end = rows.line_span[row].tolist()
            rows.raw[row] = digest(data, start, end, self.strings.seed)
        wanted = np.isin(rows.raw, only) & (rows.status != scan.BLANK)
        rows.status[:] = np.where(wanted, scan.SUSPECT, scan.BLANK)

    def _table_of(
        self, data: Array, rows: scan.Rows, items: Array, good: Array, told: Mapping[int, str], place: tuple[str, int]
    ) -> Table:
        """The rows of what could be read. `told`: identities by row, where the line itself is not to be asked.

        Identities that lines do not tell are `LOG#LINE`.
        """
        columns = [rows.kind, rows.at, rows.received, rows.source, rows.key, rows.raw, rows.id_span]
        values, nulls = rows.values, rows.nulls
        if good.size < len(rows.status):
            columns = [each[good] for each in columns]
            values, nulls = (each.take(good, axis=1) for each in (values, nulls))
        kind, at, received, source, key, raw, span = columns
        sizes = span[:, 1] - span[:, 0]
        known = np.zeros(len(rows.status), np.bool_)
        known[list(told)] = True
        apart = np.flatnonzero(known[good] | (sizes == 0))
        made = [_identity(row, told, place) for row in good[apart].tolist()]
        sizes[apart] = [len(each) for each in made]
        starts = heads_of(sizes)
        ids = np.empty(int(starts[-1]), np.uint8)
        if made:
            pool, begins = padded(b"".join(made)), heads_of(sizes[apart])
            copy_bytes(pool, begins[:-1], sizes[apart], ids, starts[apart])
            key[apart] = scan.keys_of(pool, begins[:-1], begins[1:], self.strings.hashes[source[apart]], self.strings.seed)
            sizes[apart] = 0
        copy_bytes(data, np.ascontiguousarray(span[:, 0]), sizes, ids, starts)
        return Table(kind, at, at, received, source, key, raw, ids, starts, values, nulls, items, {})

    def _places(self, table: Table) -> Array:
        bound = self._lateness[table.kind]
        known = table.received != NEVER
        delay = np.where(known, table.received, 0) - np.where(known, table.at, 0)
        return np.where(known & (delay > bound), table.received - bound, table.at)

    def _spell(self, rows: scan.Rows, items: Array) -> None:
        """Texts that may have another spelling get its number; a line with a text that is none of its type is suspect.

        What stands in place of an identity is none, and counted.
        """
        places, found = np.divmod(np.flatnonzero(rows.nulls.reshape(-1) >= scan.UNSPELLED), rows.status.size)
        rows.nulls[places, found] &= ~np.uint8(scan.UNSPELLED)
        good = rows.status[found] == scan.GOOD
        places, found = places[good], found[good]
        kinds = rows.kind[found]
        untold = []
        for k, place in sorted(set(zip(kinds.tolist(), places.tolist(), strict=True))):
            slot = self.layout.slots[self.layout.kinds[k]][place]
            mine = found[(kinds == k) & (places == place)]
            said = rows.values[place, mine]
            self._spell_slot(slot, place, mine, rows, items)
            nobody = rows.nulls[place, mine] == scan.NONE
            if nobody.any():
                untold.append((k, slot, mine[nobody], said[nobody]))
        # A line that another text makes suspect is counted by the ordinary reader.
        for k, slot, mine, said in untold:
            self._count_untold(self.layout.kinds[k], slot.field.name, said[rows.status[mine] == scan.GOOD])

    def _count_untold(self, kind: str, field: str, said: Array) -> None:
        """Count what stands in place of an identity: texts by their numbers."""
        for number, count in zip(*(each.tolist() for each in np.unique(said, return_counts=True)), strict=True):
            self.decoder.placeholders[kind, field, placeholder(self.strings.text(number)) or ""] += count

    def _spell_slot(self, slot: Slot, place: int, mine: Array, rows: scan.Rows, items: Array) -> None:
        held = rows.values[place, mine]
        if slot.how == scan.TEXT_ARRAY:
            within, owner = _elements(items, held)
            spelled = self._speller.spell(slot.field, items[within])
            rows.status[mine[owner[spelled < 0]]] = scan.SUSPECT
            items[within] = spelled
        else:
            spelled = self._speller.spell(slot.field, held)
            rows.status[mine[spelled == BAD]] = scan.SUSPECT
            rows.nulls[place, mine[spelled == UNTOLD]] = scan.NONE
            rows.values[place, mine] = np.maximum(spelled, 0)

    def _ordinary(self, stream: Stream, data: Array, rows: scan.Rows, suspects: Array, base: tuple[int, int]) -> dict[int, Event]:
        """Read suspect lines one by one; the events by row. Rows of other outcomes are marked."""
        events = {}
        for row in suspects.tolist():
            start, end = rows.line_span[row].tolist()
            line = data[start:end].tobytes()
            if line.isspace():
                rows.status[row] = scan.BLANK
                continue
            self.tally.slowly += 1
            read = json_lines.record_of(stream, Line(base[0] + row, base[1] + start, line.rstrip(b"\r")))
            try:
                event = self._decoded(read)
            except Reject as reject:
                self.tally.reject(reject)
                rows.status[row] = scan.BLANK
                continue
            k = self.layout.kinds.index(event.kind)
            rows.kind[row], rows.at[row] = k, event.at
            rows.status[row] = scan.GOOD if self.layout.schema.used[k] else scan.UNUSED
            rows.received[row] = NEVER if event.received_at is None else event.received_at
            rows.source[row] = self.strings.number(event.source)
            rows.raw[row] = digest(data, start, end, self.strings.seed)
            events[row] = event
        return events

    def _decoded(self, read: Record | Reject) -> Event:
        if isinstance(read, Reject):
            raise read
        return self.decoder.decode(read)

    def _put(self, table: Table, good: Array, events: dict[int, Event]) -> None:
        for at, row in enumerate(good.tolist() if events else ()):
            event = events.get(row)
            if event is None:
                continue
            put(event, at, table, self.layout, self.strings)
            table.events[at] = event


def _elements(items: Array, heads: Array) -> tuple[Array, Array]:
    """Where the elements of arrays lie, and whose they are."""
    sizes = items[heads]
    owner = np.repeat(np.arange(heads.size), sizes)
    first = np.cumsum(sizes) - sizes
    return heads[owner] + 1 + np.arange(owner.size) - first[owner], owner


def _identity(row: int, told: Mapping[int, str], place: tuple[str, int]) -> bytes:
    return (told[row] if row in told else f"{place[0]}#{place[1] + row}").encode("utf-8", "surrogatepass")


def _chunks(stream: Stream) -> Iterator[bytes]:
    """What is left of a stream, in pieces that are small against a block."""
    for chunk in stream.chunks():
        if len(chunk) <= CHUNK:
            yield chunk
        else:
            yield from (chunk[at : at + CHUNK] for at in range(0, len(chunk), CHUNK))


class _Room:
    """Where the block lies that is scanned: one for all inputs, whose blocks are scanned one after the other."""

    def __init__(self) -> None:
        # What goes into an array of bytes by itself is copied twice, into a view once; and one of numpy's is not cleared first.
        self.bytes = np.empty(BLOCK + CHUNK + PAD, np.uint8).data

    def put(self, at: int, data: bytes) -> int:
        """Write data there; where they end."""
        end = at + len(data)
        if end + PAD > len(self.bytes):
            longer = np.empty(max(end + PAD, len(self.bytes) * 3 // 2), np.uint8).data
            longer[:at] = self.bytes[:at]
            self.bytes = longer
        self.bytes[at:end] = data
        return end

    def block(self, end: int) -> Array:
        """What stands before `end`, and PAD spaces behind it."""
        self.bytes[end : end + PAD] = _PADDING
        return np.frombuffer(self.bytes.toreadonly(), np.uint8, end + PAD)


def _blocks(stream: Stream, room: _Room) -> Iterator[Array]:
    """Pieces of about BLOCK bytes that end with a line's end, and PAD spaces behind it. Each is good until the next is wanted."""
    size = 0
    for chunk in _chunks(stream):
        size = room.put(size, chunk)
        if size < BLOCK:
            continue
        cut = size - len(chunk) + chunk.rfind(b"\n") + 1
        if cut == size - len(chunk):
            if size > LINE_LIMIT + BLOCK:
                raise Unreadable(f"a line of more than {LINE_LIMIT} bytes")
            continue
        rest = bytes(room.bytes[cut:size])
        yield room.block(cut)
        size = room.put(0, rest)
    if size and not stream.broken:
        yield room.block(size if room.bytes[size - 1] == _END else room.put(size, b"\n"))

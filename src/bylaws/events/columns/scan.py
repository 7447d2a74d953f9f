"""Lines of JSON → columns, compiled.

One call scans the lines of a block. Per line it finds the members it knows by name, then, once the kind is known, converts those
that the kind's schema asks for. Any surprise makes the line *suspect* (see `json_kernel`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from bylaws.events.columns.json_kernel import (
    FALSE,
    NULL,
    NUMBER,
    STRING,
    TEXTS,
    TRUE,
    instant,
    is_utf8,
    scaled,
    skip_space,
)
from bylaws.events.columns.marks import mark
from bylaws.events.columns.members import members
from bylaws.events.columns.names import Names, named
from bylaws.events.columns.spelling_kernel import is_plain
from bylaws.events.columns.strings import Spans, digest, intern
from bylaws.events.columns.wide import byte, compiled, inlined

Array = np.ndarray[Any, Any]

# how a slot is read; COUNTED: SCALED, and never negative
TEXT, TEXT_ARRAY, WORD, TRUTH, SCALED, COUNTED, INSTANT, UNREAD = 0, 1, 2, 3, 4, 5, 6, 7

# what `nulls` says of a value: it is there, there is none, it is an offset into the items; added where texts are to be spelled
VALUE, NONE, ARRAY, UNSPELLED = 0, 1, 2, 4

# what became of a line
GOOD, SUSPECT, UNUSED, BLANK = 0, 1, 2, 3

# how far a scan is: the next line, its first byte, its first mark, how much of the items is used, how many texts are noted
LINE, BYTE, MARK, ITEMS, SPANS = 0, 1, 2, 3, 4

# what a scan ended with: all lines are scanned, a table of texts must grow, the texts that are noted want their numbers first
DONE, CROWDED, FULL = 0, 1, 2

# members that every event may have, by their number among the names
KIND, ID, SOURCE, RECEIVED, CURRENCY, EVENT_ID, FIELDS = 0, 1, 2, 3, 4, 5, 6
ENVELOPE = (b"kind", b"id", b"source", b"received_at", b"currency", b"event_id", b"fields")

_MINUS = ord("-")
_NONE = np.int64(-(2**63))
_LONGEST = 1 << 20
_SHORTEST = 3
"""Bytes of a text in an array, with its quotes and what parts it from the next."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MOST_ITEMS = 1 << 16


class Schema(NamedTuple):
    """What each kind asks for. `wanted[kind, slot]`: names, ended by -1; by [kind, slot] also `how`, of numbers `places`, of texts

    `ways` (see `is_plain`), and of words which are `allowed`; `time[kind]`: the slot of its time; `used[kind]`: whether the policy
    reads this kind at all. `kinds` are the kinds' names, `words` all words that any field allows.
    """

    kinds: Names
    wanted: Array
    how: Array
    places: Array
    ways: Array
    words: Names
    allowed: Array
    time: Array
    used: Array


class Rows(NamedTuple):
    """One entry a line: `values[slot, row]` (text numbers, scaled numbers, 0/1, or an offset into `items` for arrays), `nulls`

    (see VALUE), `kind`, `at`, `received` (least int64: none), `source` (a text number; to begin with that of events
    which name none), `id_span` (two offsets into the block, -1: none), `key` (a hash of source and id), `raw` (a hash of the line),
    `status`, `line_span`.
    """

    values: Array
    nulls: Array
    kind: Array
    at: Array
    received: Array
    source: Array
    id_span: Array
    key: Array
    raw: Array
    status: Array
    line_span: Array


def rows_for(lines: int, slots: int) -> Rows:
    return Rows(
        np.zeros((slots, lines), np.int64),
        np.ones((slots, lines), np.uint8),
        np.full(lines, -1, np.int16),
        np.zeros(lines, np.int64),
        np.full(lines, _NONE, np.int64),
        np.full(lines, -1, np.int64),
        np.full((lines, 2), -1, np.int64),
        np.zeros(lines, np.uint64),
        np.zeros(lines, np.uint64),
        np.zeros(lines, np.uint8),
        np.zeros((lines, 2), np.int64),
    )


@compiled
def _key(data: Array, start: int, end: int, source: np.uint64, seed: np.uint64) -> np.uint64:
    """A hash of an event's source, told by its own hash, and identity."""
    # The source must not go into the seed: identities that are counted up could undo it.
    return digest(data, start, end, seed) ^ (source * _SPREAD)


def keys_of(data: Array, starts: Array, ends: Array, sources: Array, seed: np.uint64) -> Array:
    """Hashes of sources (which are told by their own) and identities; these stand in `data[starts[i]:ends[i]]`."""
    keys = np.empty(starts.size, np.uint64)
    _put_keys(data, starts, ends, sources, seed, keys)
    return keys


@compiled
def _put_keys(data: Array, starts: Array, ends: Array, sources: Array, seed: np.uint64, keys: Array) -> None:
    for i in range(keys.size):
        keys[i] = _key(data, starts[i], ends[i], sources[i], seed)


@compiled
def _texts(data: Array, i: int, way: int, items: Array, head: int, texts: Spans, held: int, seed: np.uint64) -> tuple[int, bool]:
    """Note the texts of a flat array, which go to items[head + 1:]; their count goes to items[head].

    How many texts are held, and whether all of these stay as they are.
    """
    last = head
    plain = True
    while byte(data, i) != 93:
        if byte(data, i) != 34:
            i += 1
            continue
        j = i + 1
        while byte(data, j) != 34:
            j += 1
        last += 1
        held = _note(data, i + 1, j, texts, held, -1 - last, seed)
        plain = plain and is_plain(data, i + 1, j, way)
        i = j + 1
    items[head] = last - head
    return held, plain


@inlined
def _note(data: Array, start: int, end: int, texts: Spans, held: int, place: int, seed: np.uint64) -> int:
    """Note a text that wants a number; how many are held."""
    texts.begins[held] = start
    texts.ends[held] = end
    texts.digests[held] = digest(data, start, end, seed)
    texts.places[held] = place
    return held + 1


@compiled
def scan(
    data: Array,
    marks: Array,
    place: Array,
    names: Names,
    schema: Schema,
    currency: Array,
    words: Array,
    rows: Rows,
    items: Array,
    found: Array,
    date: Array,
    texts: Spans,
    tables: Any,
) -> int:
    """Scan the lines that are left, until it ends with one of DONE, CROWDED, FULL; after the latter it is to be called again.

    `place`: how far it is (see LINE), to begin with all 0. `items` holds arrays' elements and must have room for one per three
    bytes, or else half as many as there are marks and one for each slot of each line; `texts` for the texts that are wanted
    of a line; `found` is room for `members` (see `room_for`), `date` for `instant`. `words`: the words' text numbers. Of all other
    texts it is only noted: `intern_spans` puts their numbers into the values and items.
    """
    slots, heads, starts, arena = names.slots, names.heads, names.starts, names.arena
    table, offsets, hashes, pool, used, seed = tables
    values, nulls, status = rows.values, rows.nulls, rows.status
    lines, most = status.size, texts.begins.size
    end = place[BYTE] - 1
    k = place[MARK] - 1
    room, held = place[ITEMS], place[SPANS]
    for line in range(place[LINE], lines):
        start = end + 1
        place[LINE] = line
        place[BYTE] = start
        place[MARK] = k + 1
        place[ITEMS] = room
        place[SPANS] = held
        status[line] = SUSPECT
        k, wide = members(data, marks, start, k + 1, slots, heads, starts, arena, found)
        end = mark(marks, k)
        if wide < 0:
            while byte(data, end) != 10:
                k += 1
                end = mark(marks, k)
        rows.line_span[line, 0] = start
        rows.line_span[line, 1] = end
        if wide < 0:
            if skip_space(data, start, k)[0] == end:
                status[line] = BLANK
            continue
        begin = found[KIND, 0]
        if (wide and not is_utf8(data, start, end)) or begin < start or found[KIND, 2] != STRING:
            continue
        kinds = schema.kinds
        kind = named(data, begin + 1, found[KIND, 1] - 1, kinds.slots, kinds.heads, kinds.starts, kinds.arena)
        if kind == schema.used.size or not _plain_envelope(data, start, found, currency):
            continue
        source = rows.source[line]
        if found[SOURCE, 0] >= start:
            source = intern(data, found[SOURCE, 0] + 1, found[SOURCE, 1] - 1, table, offsets, hashes, pool, used, seed)
            if source < 0:
                return CROWDED
        rows.source[line] = source
        rows.id_span[line, 0] = -1
        if found[ID, 0] >= start:
            rows.id_span[line, 0] = found[ID, 0] + 1
            rows.id_span[line, 1] = found[ID, 1] - 1
            rows.key[line] = _key(data, found[ID, 0] + 1, found[ID, 1] - 1, hashes[source], seed)
        rows.received[line] = _NONE
        good = True
        if found[RECEIVED, 0] >= start and found[RECEIVED, 2] != NULL:
            good, value = instant(data, found[RECEIVED, 0] + 1, found[RECEIVED, 1] - 1, date)
            good = good and found[RECEIVED, 2] == STRING
            rows.received[line] = value
        for slot in range(schema.wanted.shape[1]):
            name = schema.wanted[kind, slot]
            if name < 0 or not good:
                break
            begin, stop, what = found[name, 0], found[name, 1], found[name, 2]
            if begin < start or what == NULL:
                nulls[slot, line] = NONE
                continue
            nulls[slot, line] = VALUE
            how = schema.how[kind, slot]
            if how == SCALED or how == COUNTED:
                good = what == NUMBER and (how == SCALED or byte(data, begin) != _MINUS)
                if good:
                    good, values[slot, line] = scaled(data, begin, stop, schema.places[kind, slot])
            elif how == INSTANT:
                good = what == STRING
                if good:
                    good, values[slot, line] = instant(data, begin + 1, stop - 1, date)
            elif how == TRUTH:
                good = what == TRUE or what == FALSE
                values[slot, line] = 1 if what == TRUE else 0
            elif how == TEXT_ARRAY:
                good = what == TEXTS and stop - begin < _LONGEST
                if good and held + (stop - begin) // _SHORTEST > most:
                    return FULL
                if good:
                    held, plain = _texts(data, begin + 1, schema.ways[kind, slot], items, room, texts, held, seed)
                    good = items[room] <= _MOST_ITEMS
                    values[slot, line] = room
                    nulls[slot, line] = ARRAY if plain else ARRAY | UNSPELLED
                    room += items[room] + 1
            elif how == WORD:
                good = what == STRING
                if good:
                    known = schema.words
                    word = named(data, begin + 1, stop - 1, known.slots, known.heads, known.starts, known.arena)
                    good = schema.allowed[kind, slot, word] != 0
                    values[slot, line] = words[word]
            else:
                good = what == STRING and how != UNREAD and stop - begin < _LONGEST
                if good and held == most:
                    return FULL
                if good:
                    held = _note(data, begin + 1, stop - 1, texts, held, slot * lines + line, seed)
                    if not is_plain(data, begin + 1, stop - 1, schema.ways[kind, slot]):
                        nulls[slot, line] = UNSPELLED
        slot = schema.time[kind]
        if not good or nulls[slot, line]:
            room, held = place[ITEMS], place[SPANS]
            continue
        rows.kind[line] = kind
        rows.at[line] = values[slot, line]
        rows.raw[line] = digest(data, start, end, seed)
        status[line] = GOOD if schema.used[kind] else UNUSED
    place[BYTE] = end + 1
    place[MARK] = k + 1
    place[ITEMS] = room
    place[SPANS] = held
    return DONE


@compiled
def _plain_envelope(data: Array, start: int, found: Array, currency: Array) -> bool:
    """Whether id and source are short plain texts or left out, the currency, if named, is the policy's, and nothing of the

    event stands elsewhere: its identity under `event_id`, its fields in an object of their own. The line begins at `start`.
    """
    for name in (ID, SOURCE):
        size = found[name, 1] - found[name, 0] - 2
        if found[name, 0] >= start and (found[name, 2] != STRING or size < 1 or size > 1024):
            return False
    if found[EVENT_ID, 0] >= start or (found[FIELDS, 0] >= start and found[FIELDS, 2] != NULL):
        return False
    if found[CURRENCY, 0] >= start and found[CURRENCY, 2] != NULL:
        begin = found[CURRENCY, 0] + 1
        if found[CURRENCY, 2] != STRING or found[CURRENCY, 1] - 1 - begin != currency.size:
            return False
        for j in range(currency.size):
            if byte(data, begin + j) != currency[j]:
                return False
    return True


def is_compiled() -> bool:
    """Whether an earlier run left the compiled scanner on the disk: making it takes many seconds."""
    return any(Path(cast(Any, scan).stats.cache_path).glob("scan.scan-*.nbi"))

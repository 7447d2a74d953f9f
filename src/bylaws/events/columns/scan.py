"""Lines of JSON → columns, compiled.

One call scans the lines of a block. Per line it finds the members it knows by name, then, once the kind is known, converts those
that the kind's schema asks for. Any surprise makes the line *suspect* (see `json_kernel`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from bylaws.events.columns.json_kernel import (
    ESCAPED,
    FALSE,
    NULL,
    NUMBER,
    STRING,
    TEXTS,
    TRUE,
    end_of_array,
    end_of_number,
    end_of_word,
    escapable,
    instant,
    is_ipv4,
    is_phone,
    is_utf8,
    scaled,
    skip_space,
)
from bylaws.events.columns.strings import digest, intern

Array = np.ndarray[Any, Any]

# how a slot is read
TEXT, NAME, PHONE, IP, TEXT_ARRAY, TRUTH, SCALED, INSTANT, UNREAD = 0, 1, 2, 3, 4, 5, 6, 7, 8

# what became of a line
GOOD, SUSPECT, UNUSED, BLANK = 0, 1, 2, 3

# members that every event may have, by their number among the names
KIND, ID, SOURCE, RECEIVED, CURRENCY, EVENT_ID, FIELDS = 0, 1, 2, 3, 4, 5, 6
ENVELOPE = (b"kind", b"id", b"source", b"received_at", b"currency", b"event_id", b"fields")

_NONE = np.int64(-(2**63))
_LONGEST = 1 << 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MOST_ITEMS = 1 << 16


class Names(NamedTuple):
    """An open-addressed table of member names: `slots` of numbers, bytes in `arena[starts[n]:starts[n + 1]]`."""

    slots: Array
    starts: Array
    arena: Array


class Schema(NamedTuple):
    """What each kind asks for. `wanted[kind]`: names, ended by -1; `slot[kind, name]`; `how` and `places` by [kind, slot];

    `time[kind]`: the slot of its time; `used[kind]`: whether the policy reads this kind at all. `kinds` are the kinds' names.
    """

    kinds: Names
    wanted: Array
    slot: Array
    how: Array
    places: Array
    time: Array
    used: Array


class Rows(NamedTuple):
    """One entry a line: `values[slot, row]` (text numbers, scaled numbers, 0/1, or an offset into `items` for arrays), `nulls`

    (1: the event lacks it), `kind`, `at`, `received` (least int64: none), `source` (a text number; to begin with that of events
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


@njit(cache=True, nogil=True, inline="always")
def _first_slot(data: Array, start: int, end: int, mask: int) -> int:
    """Where to look for a name first: its length, first, middle and last byte mixed."""
    size = end - start
    if size == 0:
        return 0
    return (size * 37 + np.int64(data[start]) * 5 + np.int64(data[end - 1]) * 11 + np.int64(data[start + (size >> 1)])) & mask


@njit(cache=True, nogil=True)
def _named(data: Array, start: int, end: int, slots: Array, starts: Array, arena: Array) -> int:
    """The number of a name, or -1."""
    mask = slots.size - 1
    slot = _first_slot(data, start, end, mask)
    while True:
        number = slots[slot]
        if number < 0:
            return -1
        begin = starts[number]
        if starts[number + 1] - begin == end - start:
            same = True
            for j in range(end - start):
                if arena[begin + j] != data[start + j]:
                    same = False
                    break
            if same:
                return int(number)
        slot = (slot + 1) & mask


def name_table(words: tuple[bytes, ...]) -> Names:
    """The table of some words, numbered in their order."""
    size = 64
    while size < 8 * len(words):
        size *= 2
    slots = np.full(size, -1, np.int64)
    starts = np.zeros(len(words) + 1, np.int64)
    arena = np.frombuffer(b"".join(words) or b"\0", np.uint8).copy()
    for number, each in enumerate(words):
        starts[number + 1] = starts[number] + len(each)
        slot = int(_first_slot(arena, int(starts[number]), int(starts[number + 1]), size - 1))
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number
    return Names(slots, starts, arena)


@njit(cache=True, nogil=True)
def _members(data: Array, i: int, end: int, slots: Array, starts: Array, arena: Array, found: Array, line: int) -> int:
    """Note where the known members of one object are: found[name] = (line, start, end, what).

    0: an object; 1: an object with bytes beyond ASCII; -1: suspect. One loop without calls for what nearly every member is,
    because calls and checks per byte are what reading costs.
    """
    wide = 0
    i = skip_space(data, i, end)
    if i >= end or data[i] != 123:
        return -1
    i = skip_space(data, i + 1, end)
    while i < end and data[i] == 34:
        i += 1
        start = i
        while i < end and data[i] != 34:
            if data[i] < 32 or data[i] == 92 or data[i] >= 128:
                return -1
            i += 1
        if i >= end:
            return -1
        name = _named(data, start, i, slots, starts, arena)
        i = skip_space(data, i + 1, end)
        if i >= end or data[i] != 58:
            return -1
        i = skip_space(data, i + 1, end)
        if i >= end:
            return -1
        start = i
        c = data[i]
        if c == 34:
            what = STRING
            i += 1
            while i < end:
                c = data[i]
                if c == 34:
                    break
                if c == 92:
                    what = ESCAPED
                    i += 1
                    if i >= end or not escapable(data[i]):
                        return -1
                elif c < 32:
                    return -1
                elif c >= 128:
                    wide = 1
                i += 1
            i += 1
            if i > end:
                return -1
        elif c == 45 or 48 <= c <= 57:
            what = NUMBER
            i = end_of_number(data, i, end)
        elif c == 91:
            i, what, more = end_of_array(data, i + 1, end)
            wide |= more
        else:
            i, what = end_of_word(data, i, end)
        if i < 0:
            return -1
        if name >= 0:
            found[name, 0] = line
            found[name, 1] = start
            found[name, 2] = i
            found[name, 3] = what
        i = skip_space(data, i, end)
        if i >= end:
            return -1
        if data[i] == 125:
            return wide if skip_space(data, i + 1, end) == end else -1
        if data[i] != 44:
            return -1
        i = skip_space(data, i + 1, end)
    return -1


@njit(cache=True, nogil=True, inline="always")
def _key(data: Array, start: int, end: int, source: np.uint64, seed: np.uint64) -> np.uint64:
    """A hash of an event's source, told by its own hash, and identity."""
    # The source must not go into the seed: identities that are counted up could undo it.
    return digest(data, start, end, seed) ^ (source * _SPREAD)


@njit(cache=True, nogil=True)
def keys_of(data: Array, starts: Array, ends: Array, sources: Array, seed: np.uint64) -> Array:
    """Hashes of sources (which are told by their own) and identities; these stand in `data[starts[i]:ends[i]]`."""
    keys = np.empty(starts.size, np.uint64)
    for i in range(starts.size):
        keys[i] = _key(data, starts[i], ends[i], sources[i], seed)
    return keys


@njit(cache=True, nogil=True)
def _texts(
    data: Array,
    i: int,
    items: Array,
    at: int,
    table: Array,
    offsets: Array,
    hashes: Array,
    arena: Array,
    used: Array,
    seed: np.uint64,
) -> int:
    """Intern a flat array of texts into items[at + 1:], their count into items[at]; behind them, -1: a table must grow."""
    head = at
    at += 1
    while data[i] != 93:
        if data[i] != 34:
            i += 1
            continue
        j = i + 1
        while data[j] != 34:
            j += 1
        items[at] = intern(data, i + 1, j, table, offsets, hashes, arena, used, seed)
        if items[at] < 0:
            return -1
        at += 1
        i = j + 1
    items[head] = at - head - 1
    return at


@njit(cache=True, nogil=True)
def scan(
    data: Array,
    first: int,
    names: Names,
    schema: Schema,
    currency: Array,
    rows: Rows,
    items: Array,
    room: Array,
    tables: Any,
) -> tuple[int, int]:
    """Scan the lines from `first` on; (lines done, whether a table must grow first).

    `items` holds arrays' elements and must have room for one per eight bytes of the block; `room[0]` is what is used of it.
    """
    slots, starts, arena = names.slots, names.starts, names.arena
    table, offsets, hashes, texts, used, seed = tables
    values, nulls, status, spans = rows.values, rows.nulls, rows.status, rows.line_span
    found = np.full((names.starts.size - 1, 4), -1, np.int64)
    for line in range(first, status.size):
        start, end = spans[line, 0], spans[line, 1]
        status[line] = SUSPECT
        wide = _members(data, start, end, slots, starts, arena, found, line)
        if wide < 0:
            if skip_space(data, start, end) == end:
                status[line] = BLANK
            continue
        if (wide and not is_utf8(data, start, end)) or found[KIND, 0] != line or found[KIND, 3] != STRING:
            continue
        kind = _named(data, found[KIND, 1] + 1, found[KIND, 2] - 1, schema.kinds.slots, schema.kinds.starts, schema.kinds.arena)
        if kind < 0 or not _plain_envelope(data, line, found, currency):
            continue
        source = rows.source[line]
        held = room[0]
        if found[SOURCE, 0] == line:
            source = intern(data, found[SOURCE, 1] + 1, found[SOURCE, 2] - 1, table, offsets, hashes, texts, used, seed)
            if source < 0:
                return line, 1
        rows.source[line] = source
        rows.id_span[line, 0] = -1
        if found[ID, 0] == line:
            rows.id_span[line, 0] = found[ID, 1] + 1
            rows.id_span[line, 1] = found[ID, 2] - 1
            rows.key[line] = _key(data, found[ID, 1] + 1, found[ID, 2] - 1, hashes[source], seed)
        rows.received[line] = _NONE
        good = True
        if found[RECEIVED, 0] == line and found[RECEIVED, 3] != NULL:
            good, value = instant(data, found[RECEIVED, 1] + 1, found[RECEIVED, 2] - 1)
            good = good and found[RECEIVED, 3] == STRING
            rows.received[line] = value
        for w in range(schema.wanted.shape[1]):
            name = schema.wanted[kind, w]
            if name < 0 or not good:
                break
            slot = schema.slot[kind, name]
            what = found[name, 3]
            if found[name, 0] != line or what == NULL:
                nulls[slot, line] = 1
                continue
            nulls[slot, line] = 0
            begin, stop = found[name, 1], found[name, 2]
            how = schema.how[kind, slot]
            if how == SCALED:
                good = what == NUMBER
                if good:
                    good, values[slot, line] = scaled(data, begin, stop, schema.places[kind, slot])
            elif how == INSTANT:
                good = what == STRING
                if good:
                    good, values[slot, line] = instant(data, begin + 1, stop - 1)
            elif how == TRUTH:
                good = what == TRUE or what == FALSE
                values[slot, line] = 1 if what == TRUE else 0
            elif how == TEXT_ARRAY:
                good = what == TEXTS and stop - begin < _LONGEST
                if good:
                    after = _texts(data, begin + 1, items, room[0], table, offsets, hashes, texts, used, seed)
                    if after < 0:
                        room[0] = held
                        return line, 1
                    good = items[room[0]] <= _MOST_ITEMS
                    values[slot, line] = room[0]
                    nulls[slot, line] = 2
                    room[0] = after
            else:
                good = what == STRING and how != UNREAD and stop - begin < _LONGEST
                if good and how == IP:
                    good = is_ipv4(data, begin + 1, stop - 1)
                elif good and how == PHONE:
                    good = is_phone(data, begin + 1, stop - 1)
                elif good and how == NAME:
                    good = stop - begin > 2 and 32 < data[begin + 1] < 128
                if good:
                    number = intern(data, begin + 1, stop - 1, table, offsets, hashes, texts, used, seed)
                    if number < 0:
                        room[0] = held
                        return line, 1
                    values[slot, line] = number
        slot = schema.time[kind]
        if not good or nulls[slot, line]:
            continue
        rows.kind[line] = kind
        rows.at[line] = values[slot, line]
        rows.raw[line] = digest(data, start, end, seed)
        status[line] = GOOD if schema.used[kind] else UNUSED
    return status.size, 0


@njit(cache=True, nogil=True)
def _plain_envelope(data: Array, line: int, found: Array, currency: Array) -> bool:
    """Whether id and source are short plain texts or left out, the currency, if named, is the policy's, and nothing of the

    event stands elsewhere: its identity under `event_id`, its fields in an object of their own.
    """
    for name in (ID, SOURCE):
        size = found[name, 2] - found[name, 1] - 2
        if found[name, 0] == line and (found[name, 3] != STRING or size < 1 or size > 1024):
            return False
    if found[EVENT_ID, 0] == line or (found[FIELDS, 0] == line and found[FIELDS, 3] != NULL):
        return False
    if found[CURRENCY, 0] == line and found[CURRENCY, 3] != NULL:
        start = found[CURRENCY, 1] + 1
        if found[CURRENCY, 3] != STRING or found[CURRENCY, 2] - 1 - start != currency.size:
            return False
        for j in range(currency.size):
            if data[start + j] != currency[j]:
                return False
    return True


def line_spans(data: Array) -> Array:
    """(start, end) of every line that ends in the block, without its end."""
    ends = np.flatnonzero(data == 10)
    spans = np.empty((ends.size, 2), np.int64)
    spans[:, 1] = ends
    spans[1:, 0] = ends[:-1] + 1
    spans[:1, 0] = 0
    return spans

"""Call records of Asterisk as its module `cdr_csv` writes them: `Master.csv`, and one file an account.

Rows have 16 columns without a head: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start,
answer, end, duration, billsec, disposition, amaflags; then, as `cdr.conf` has it, uniqueid, userfield, peeraccount, linkedid,
sequence. Each becomes a `call.record`. `account` is the accountcode, `call` the uniqueid, `presented_number` what stands in
brackets in clid. An end that is no number is left out, and so is what the record does not tell: the direction, who hung up and
why; a mapping with `format = "asterisk-cdr"` adds what follows from the columns. Times without `usegmtime` are of the clock of
`--zone`.

Several rows may tell of one call, one for each line that was rung or talked on; with `sequence` each has an identity of its own.

- With `unanswered` a last row says that a caller whose call came to nothing has hung up. It is counted and no record, where a row
  before it tells of the call.
- Behind a transfer the rows before it name as `dst` the number that the call was passed on to.
- A call that Asterisk places itself over a channel `Local/` has rows of both ends of that channel. In those of the first, which
  ends with `;1`, `src` and clid are the number that was called: `from` and `presented_number` are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bylaws.events.readers.additions import Additions
from bylaws.events.readers.calls import number, ringing
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "asterisk-cdr"

COLUMNS: Final = (
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
)
_ACCOUNT, _SRC, _DST, _CLID, _CHANNEL, _DSTCHANNEL = 0, 1, 2, 4, 5, 6
_START, _ANSWER, _END, _DURATION, _BILLSEC, _DISPOSITION = 9, 10, 11, 12, 13, 14
_UNIQUEID = 16
_LENGTHS: Final = range(16, 22)
"""Columns of a row."""
_SEQUENCED: Final = 19
"""Columns of the shortest row that ends with a sequence."""
_DISPOSITIONS: Final = frozenset(("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "UNKNOWN"))
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_CALL: Final = re.compile(r"[^,\s]*\d{9,10}\.\d{1,10}", re.ASCII)
_PLACED: Final = re.compile(r"Local/.+;1")
_PRESENTED: Final = re.compile(r"<([^<>]{1,40})>\s*")
_SNIFFED: Final = 10
_HUNG_UP: Final = "end of a call told before"
CALLS: Final = 1 << 16
"""Calls of which is remembered that a row told of them; beyond, the oldest are forgotten."""


def sniff(head: bytes) -> bool:
    """Whether one of the first rows is such a record; a log may begin with a broken one."""
    rows = islice(rows_of(Stream("", iter([head])), lenient=True), _SNIFFED)
    return any(isinstance(row, Row) and _is_record(row.cells) for row in rows)


def read(stream: Stream) -> Iterator[Record | Reject]:
    calls: dict[str, None] = {}
    for row in rows_of(stream, lenient=True):
        if isinstance(row, Reject):
            yield row
        elif _is_record(row.cells) and _only_hung_up(row.cells, calls):
            stream.passed.add(_HUNG_UP)
        else:
            yield _record(stream, row)


def _only_hung_up(cells: Sequence[str], calls: dict[str, None]) -> bool:
    """Whether nobody was rung or answered, and one of `calls` it is, which are those that rows before told of; else adds it."""
    call = _call(cells)
    if call is None:
        return False
    if call in calls:
        return not cells[_DSTCHANNEL] and not cells[_ANSWER]
    if len(calls) >= CALLS:
        del calls[next(iter(calls))]
    calls[call] = None
    return False


def _is_record(cells: Sequence[str]) -> bool:
    return (
        len(cells) in _LENGTHS
        and cells[_DISPOSITION] in _DISPOSITIONS
        and all(_STAMP.fullmatch(cells[place]) for place in (_START, _END))
    )


def _record(stream: Stream, row: Row) -> Record | Reject:
    first = row.first
    try:
        if not _is_record(row.cells):
            raise ValueError("no call record of Asterisk")
        raw = _fields(row.cells, stream.local, stream.additions)
    except ValueError as error:
        return Reject(stream.name, first.number, first.offset, str(error), excerpt(first.text))
    return Record("call.record", raw, stream.name, first.number, first.offset, NAME, stream.log, first.text)


def _fields(cells: Sequence[str], local: LocalTime, additions: Additions) -> dict[str, object]:
    is_placed = _PLACED.fullmatch(cells[_CHANNEL]) is not None
    presented = None if is_placed else _PRESENTED.search(cells[_CLID])
    raw: dict[str, object] = {
        "account": cells[_ACCOUNT].strip() or None,
        "from": None if is_placed else number(cells[_SRC]),
        "to": number(cells[_DST]),
        "presented_number": number(presented[1]) if presented else None,
        "answered_at": local.read(cells[_ANSWER]) if cells[_ANSWER] else None,
        "ended_at": local.read(cells[_END]),
        "ring_s": ringing(cells[_DURATION], cells[_BILLSEC]),
        "duration_s": cells[_BILLSEC] or None,
        "billed_s": cells[_BILLSEC] or None,
    }
    call = _call(cells)
    if call is not None:
        raw["call"] = call
        if len(cells) >= _SEQUENCED and cells[-1]:
            raw["id"] = f"{call}/{cells[-1]}"
    return raw | additions.fields(lambda column: _cell(cells, column))


def _cell(cells: Sequence[str], column: str) -> str | None:
    """What stands in a column; None where the row has no such column."""
    place = COLUMNS.index(column)
    return cells[place] if place < len(cells) else None


def _call(cells: Sequence[str]) -> str | None:
    """The uniqueid; the column behind the sixteenth may be the user's own instead."""
    return cells[_UNIQUEID] if len(cells) > _UNIQUEID and _CALL.fullmatch(cells[_UNIQUEID]) else None

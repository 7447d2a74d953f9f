"""Call records of FreeSWITCH as its module `mod_cdr_csv` writes them by the template `example`, its default, or `asterisk`.

`example`: caller's name and number, destination, context, start, answer and end, duration, billsec, hangup cause, uuid, uuid of
the other leg, accountcode, and what further columns were added behind it (`snom` has more). `asterisk` has the columns of
Asterisk's own records, with FreeSWITCH's hangup cause. Each row becomes a `call.record` that is called by its uuid. The
direction is not told; a mapping with `format = "freeswitch-csv"` adds what follows from the columns. An end that is no number is
left out. Times are of the clock of `--zone`. Where `legs` is set to more than `a`, there is a record for each leg.

The module escapes nothing: quotes within a caller's name stand there as they came, and so do commas. A cell ends where a quote, a
comma and a quote follow each other; rows with cells that are not quoted are read as RFC 4180 has it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from bylaws.events.readers.calls import number, ringing
from bylaws.events.readers.freeswitch.causes import CAUSES, OWN
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "freeswitch-csv"

_EXAMPLE: Final = {
    "caller_id_number": 1,
    "destination_number": 2,
    "context": 3,
    "start_stamp": 4,
    "answer_stamp": 5,
    "end_stamp": 6,
    "duration": 7,
    "billsec": 8,
    "hangup_cause": 9,
    "uuid": 10,
    "accountcode": 12,
}
_ASTERISK: Final = {
    "accountcode": 0,
    "caller_id_number": 1,
    "destination_number": 2,
    "context": 3,
    "start_stamp": 9,
    "answer_stamp": 10,
    "end_stamp": 11,
    "duration": 12,
    "billsec": 13,
    "hangup_cause": 14,
    "uuid": 16,
}
COLUMNS: Final = tuple(_EXAMPLE)
"""As the templates call them."""
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BETWEEN: Final = re.compile(r'" *, *"')
_LINE_LIMIT: Final = 1 << 17
_SNIFFED: Final = 10


def sniff(head: bytes) -> bool:
    """Whether one of the first rows is such a record; a log may begin with a broken one."""
    rows = islice(lines_of(Stream("", iter([head])), _LINE_LIMIT), _SNIFFED)
    return any(isinstance(row, Line) and _template(_cells(row)) is not None for row in rows)


def read(stream: Stream) -> Iterator[Record | Reject]:
    for row in lines_of(stream, _LINE_LIMIT):
        yield row if isinstance(row, Reject) else _record(stream, row)


def _cells(row: Line) -> list[str]:
    """The cells; none of a row that has an open quote."""
    text = row.text.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _BETWEEN.split(text[1:-1])
    try:
        return next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:
        return []


def _template(cells: Sequence[str]) -> Mapping[str, int] | None:
    """The places of the columns, where a row is a record."""
    for places in (_EXAMPLE, _ASTERISK):
        if (
            len(cells) > max(places.values())
            and (cells[places["hangup_cause"]] in CAUSES or cells[places["hangup_cause"]] in OWN)
            and _STAMP.fullmatch(cells[places["end_stamp"]])
            and _UUID.fullmatch(cells[places["uuid"]])
        ):
            return places
    return None


def _record(stream: Stream, row: Line) -> Record | Reject:
    cells = _cells(row)
    places = _template(cells)
    try:
        if places is None:
            raise ValueError("no call record of FreeSWITCH by the templates `example` and `asterisk`")
        told = {name: cells[place].strip() for name, place in places.items()}
        raw = _fields(told, stream.local) | stream.additions.fields(told.get)
    except ValueError as error:
        return Reject(stream.name, row.number, row.offset, str(error), excerpt(row.text))
    return Record("call.record", raw, stream.name, row.number, row.offset, NAME, stream.log, row.text)


def _fields(told: Mapping[str, str], local: LocalTime) -> dict[str, object]:
    return {
        "id": told["uuid"],
        "call": told["uuid"],
        "account": told["accountcode"] or None,
        "from": number(told["caller_id_number"]),
        "to": number(told["destination_number"]),
        "answered_at": local.read(told["answer_stamp"]) if told["answer_stamp"] else None,
        "ended_at": local.read(told["end_stamp"]),
        "ring_s": ringing(told["duration"], told["billsec"]),
        "duration_s": told["billsec"] or None,
        "billed_s": told["billsec"] or None,
        "cause": CAUSES.get(told["hangup_cause"]),
    }

"""Channel events of Asterisk as its module `cel_custom` writes them in the form that its sample configuration gives: `Master.csv`.

Columns without a head: event, time, caller's name and number, ANI, RDNIS, DNID, extension, context, channel, application and
its data, amaflags, accountcode, uniqueid, linkedid, then what differs between versions. `CHAN_START` of the channel that began
a call, its uniqueid and linkedid being the same, becomes a `call.started`, called by the uniqueid as in the call records. All
else that happens to channels is passed by and counted. Times are seconds since 1970, or by `dateformat` of the clock of
`--zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bylaws.events.readers.calls import number
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "asterisk-cel"

_EVENT, _TIME, _CALLER, _EXTENSION, _ACCOUNT, _UNIQUEID, _LINKEDID = 0, 1, 3, 7, 13, 14, 15
_COLUMNS: Final = range(16, 22)
_EVENTS: Final = frozenset(
    (
        "CHAN_START",
        "CHAN_END",
        "ANSWER",
        "HANGUP",
        "APP_START",
        "APP_END",
        "BRIDGE_ENTER",
        "BRIDGE_EXIT",
        "BRIDGE_START",
        "BRIDGE_END",
        "BRIDGE_UPDATE",
        "CONF_ENTER",
        "CONF_EXIT",
        "CONF_START",
        "CONF_END",
        "PARK_START",
        "PARK_END",
        "BLINDTRANSFER",
        "ATTENDEDTRANSFER",
        "TRANSFER",
        "USER_DEFINED",
        "PICKUP",
        "FORWARD",
        "LINKEDID_END",
        "LOCAL_OPTIMIZE",
        "LOCAL_OPTIMIZE_BEGIN",
        "3WAY_START",
        "3WAY_END",
        "HOOKFLASH",
        "STREAM_BEGIN",
        "STREAM_END",
        "DTMF",
    )
)
_SECONDS: Final = re.compile(r"\d{9,11}(?:\.\d{1,9})?", re.ASCII)
_SNIFFED: Final = 10


def sniff(head: bytes) -> bool:
    """Whether one of the first rows is such an event; a log may begin with a broken one."""
    rows = islice(rows_of(Stream("", iter([head])), lenient=True), _SNIFFED)
    return any(isinstance(row, Row) and _is_event(row.cells) for row in rows)


def read(stream: Stream) -> Iterator[Record | Reject]:
    for row in rows_of(stream, lenient=True):
        if isinstance(row, Reject):
            yield row
        elif not _is_event(row.cells):
            yield _reject(stream, row, "no channel event of Asterisk")
        elif _begins(row.cells):
            yield _record(stream, row)
        else:
            stream.passed.add(row.cells[_EVENT])


def _is_event(cells: Sequence[str]) -> bool:
    return len(cells) in _COLUMNS and cells[_EVENT] in _EVENTS and cells[_TIME] != "" and cells[_UNIQUEID] != ""


def _begins(cells: Sequence[str]) -> bool:
    return cells[_EVENT] == "CHAN_START" and cells[_UNIQUEID] == cells[_LINKEDID]


def _record(stream: Stream, row: Row) -> Record | Reject:
    cells, first = row.cells, row.first
    try:
        raw: dict[str, object] = {
            "at": _time(cells[_TIME], stream.local),
            "account": cells[_ACCOUNT].strip() or None,
            "call": cells[_UNIQUEID],
            "from": number(cells[_CALLER]),
            "to": number(cells[_EXTENSION]),
            "answered": False,
        }
    except ValueError as error:
        return _reject(stream, row, str(error))
    return Record("call.started", raw, stream.name, first.number, first.offset, NAME, stream.log, first.text)


def _time(told: str, local: LocalTime) -> object:
    return told if _SECONDS.fullmatch(told) else local.read(told)


def _reject(stream: Stream, row: Row, reason: str) -> Reject:
    return Reject(stream.name, row.first.number, row.first.offset, reason, excerpt(row.first.text))

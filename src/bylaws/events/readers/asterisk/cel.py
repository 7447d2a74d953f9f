"""Channel events of Asterisk as its module `cel_custom` writes them in the form that its sample configuration gives: `Master.csv`.

Columns without a head: event, time, caller's name and number, ANI, RDNIS, DNID, extension, context, channel, application and
its data, amaflags, accountcode, uniqueid, linkedid, then what differs between versions.

What happens to the channel that began a call, its uniqueid and linkedid being the same, tells of the call, which is called by the
uniqueid as in the call records:

- `CHAN_START` becomes a `call.started`.
- The first `ANSWER` and the `HANGUP` become pieces of it, `call.progress`, between the same ends, and so does each whole minute
  between them, as soon as any row of the log is that late: so a call that has not ended shows with what was talked so far. These
  minutes are called by the call and their number, and their line is that of the answer.
- What a piece costs Asterisk does not tell, nor whether the call went out or came in; a mapping with `format = "asterisk-cel"` says
  by the row of `CHAN_START` what it leaves open.
- Of a call whose beginning is not in the log, the called number is not known. The account of a call that Asterisk was told to place
  itself is known from its answer on.
- An exchange that begins anew counts its channels from 0 again: of calls from before no further minute is told, and of no call more
  than a day of them.

All else that happens to channels is passed by and counted. Times are seconds since 1970, or by `dateformat` of the clock of
`--zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.asterisk.open_calls import Call, OpenCalls, seconds
from bylaws.events.readers.calls import number
from bylaws.events.readers.lines import Line
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt
from bylaws.events.types import INSTANT
from bylaws.events.values import read_value

NAME: Final = "asterisk-cel"

COLUMNS: Final = (
    "eventtype",
    "eventtime",
    "cid_name",
    "cid_num",
    "cid_ani",
    "cid_rdnis",
    "cid_dnid",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "amaflags",
    "accountcode",
    "uniqueid",
    "linkedid",
)
"""As Asterisk's modules for databases call them."""
_EVENT, _TIME, _CALLER, _EXTENSION, _ACCOUNT, _UNIQUEID, _LINKEDID = 0, 1, 3, 7, 13, 14, 15
_LENGTHS: Final = range(16, 22)
"""Columns of a row: those above, and what differs between versions."""
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
_OF_CALLS: Final = ("CHAN_START", "ANSWER", "HANGUP")


def sniff(head: bytes) -> bool:
    """Whether one of the first rows is such an event; a log may begin with a broken one."""
    rows = islice(rows_of(Stream("", iter([head])), lenient=True), _SNIFFED)
    return any(isinstance(row, Row) and _is_event(row.cells) for row in rows)


def read(stream: Stream) -> Iterator[Record | Reject]:
    rows = _Rows(stream)
    for row in rows_of(stream, lenient=True):
        if isinstance(row, Reject):
            yield row
            continue
        if not _is_event(row.cells):
            yield _reject(stream, row, "no channel event of Asterisk")
            continue
        try:
            yield from rows.records(row)
        except ValueError as error:
            yield _reject(stream, row, str(error))


class _Rows(Struct):
    """Tells of the calls that the rows of a log are about."""

    stream: Stream
    open: OpenCalls = field(default_factory=OpenCalls)

    def records(self, row: Row) -> Iterator[Record]:
        """What a row tells, behind the pieces of calls that were due until then. Raises ValueError for what tells no time."""
        at_us = _microseconds(_time(row.cells[_TIME], self.stream.local))
        if row.cells[_EVENT] == "CHAN_START":
            self.open.note_start(row.cells[_UNIQUEID])
        for call, raw in self.open.pieces(at_us):
            yield self._record("call.progress", raw, call.row)
        told = self._told(row, at_us)
        if told is None:
            self.stream.passed.add(row.cells[_EVENT])
        else:
            yield self._record(*told, row.first)

    def _told(self, row: Row, at_us: int) -> tuple[str, dict[str, object]] | None:
        """The kind of event and its fields; None for what tells of none."""
        channel, event = row.cells[_UNIQUEID], row.cells[_EVENT]
        if channel != row.cells[_LINKEDID] or event not in _OF_CALLS:
            return None
        if event == "CHAN_START":
            call = self.open.begin(self._call(row, begun=True))
            return "call.started", {"at": seconds(at_us), **call.shared, "answered": False}
        known = self.open.calls.get(channel)
        if known is not None and not self.stream.additions.gives("account"):
            # It may have become known since the call began.
            known.shared["account"] = _account(row.cells) or known.shared["account"]
        if event == "HANGUP":
            self.open.calls.pop(channel, None)
            return "call.progress", (known or self._call(row)).piece(at_us, ended=True)
        call = known or self.open.begin(self._call(row))
        return None if call.answered_us is not None else ("call.progress", self.open.answer(call, at_us, row.first))

    def _call(self, row: Row, *, begun: bool = False) -> Call:
        """A call by the first row that tells of it: only as it begins does the dialplan stand where the caller asked it to."""
        cells = row.cells
        shared: dict[str, object] = {"account": _account(cells), "call": cells[_UNIQUEID], "from": number(cells[_CALLER])}
        if begun:
            shared |= {"to": number(cells[_EXTENSION])}
            shared |= self.stream.additions.fields(lambda column: cells[COLUMNS.index(column)])
        return Call(cells[_UNIQUEID], shared, row.first, begun)

    def _record(self, kind: str, raw: dict[str, object], line: Line) -> Record:
        return Record(kind, raw, self.stream.name, line.number, line.offset, NAME, self.stream.log, line.text)


def _account(cells: Sequence[str]) -> str | None:
    return cells[_ACCOUNT].strip() or None


def _microseconds(at: object) -> int:
    told = read_value(INSTANT, at)
    assert isinstance(told, int)
    return told


def _is_event(cells: Sequence[str]) -> bool:
    return len(cells) in _LENGTHS and cells[_EVENT] in _EVENTS and cells[_TIME] != "" and cells[_UNIQUEID] != ""


def _time(told: str, local: LocalTime) -> object:
    return told if _SECONDS.fullmatch(told) else local.read(told)


def _reject(stream: Stream, row: Row, reason: str) -> Reject:
    return Reject(stream.name, row.first.number, row.first.offset, reason, excerpt(row.first.text))

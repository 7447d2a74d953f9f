"""Channel events of Asterisk as its module `cel_custom` writes them in the form that its sample configuration gives: `Master.csv`.

Columns without a head: event, time, caller's name and number, ANI, RDNIS, DNID, extension, context, channel, application and
its data, amaflags, accountcode, uniqueid, linkedid, then what differs between versions.

What happens to the channel that began a call, its uniqueid and linkedid being the same, tells of the call, which is called by the
uniqueid as in the call records:

- `CHAN_START` becomes a `call.started`.
- The first `ANSWER` and the `HANGUP` become pieces of it, `call.progress`, between the same ends. What a piece costs, and whether
  the call went out or came in, Asterisk does not tell. Of a call whose beginning is not in the log, the called number is not known.
  The account of a call that Asterisk was told to place itself is known from its answer on.

All else that happens to channels is passed by and counted. Times are seconds since 1970, or by `dateformat` of the clock of
`--zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.calls import number
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt
from bylaws.events.types import INSTANT
from bylaws.events.values import read_value

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
_OF_CALLS: Final = ("CHAN_START", "ANSWER", "HANGUP")
OPEN_CALLS: Final = 1 << 18
"""Calls that have begun, and not ended, of which is remembered who is called; beyond, the oldest are forgotten."""


def sniff(head: bytes) -> bool:
    """Whether one of the first rows is such an event; a log may begin with a broken one."""
    rows = islice(rows_of(Stream("", iter([head])), lenient=True), _SNIFFED)
    return any(isinstance(row, Row) and _is_event(row.cells) for row in rows)


def read(stream: Stream) -> Iterator[Record | Reject]:
    calls = _Calls(stream.local)
    for row in rows_of(stream, lenient=True):
        if isinstance(row, Reject):
            yield row
            continue
        if not _is_event(row.cells):
            yield _reject(stream, row, "no channel event of Asterisk")
            continue
        try:
            told = calls.told(row.cells)
        except ValueError as error:
            yield _reject(stream, row, str(error))
            continue
        if told is None:
            stream.passed.add(row.cells[_EVENT])
        else:
            kind, raw = told
            yield Record(kind, raw, stream.name, row.first.number, row.first.offset, NAME, stream.log, row.first.text)


class _Call(Struct):
    """A call that goes on: the fields that all its events share, and when it was picked up (as told, and in microseconds)."""

    shared: dict[str, object]
    answered: object = None
    answered_us: int = 0


class _Calls(Struct):
    """The calls that go on, by the channel that began them."""

    local: LocalTime
    open: dict[str, _Call] = field(default_factory=dict)

    def told(self, cells: Sequence[str]) -> tuple[str, dict[str, object]] | None:
        """The kind of event and its fields; None for what tells of none. Raises ValueError for what tells no time."""
        channel, event = cells[_UNIQUEID], cells[_EVENT]
        if channel != cells[_LINKEDID] or event not in _OF_CALLS:
            return None
        at = _time(cells[_TIME], self.local)
        if event == "CHAN_START":
            call = self._keep(channel, _call(cells, number(cells[_EXTENSION])))
            return "call.started", {"at": at, **call.shared, "answered": False}
        if event == "HANGUP":
            call = self.open.pop(channel) if channel in self.open else _call(cells)
            return "call.progress", _piece(call, cells, at, ended=True)
        call = self.open.get(channel) or self._keep(channel, _call(cells))
        if call.answered is not None:
            return None
        call.answered, call.answered_us = at, _microseconds(at)
        return "call.progress", _piece(call, cells, at, ended=False)

    def _keep(self, channel: str, call: _Call) -> _Call:
        if len(self.open) >= OPEN_CALLS:
            del self.open[next(iter(self.open))]
        self.open[channel] = call
        return call


def _call(cells: Sequence[str], to: str | None = None) -> _Call:
    return _Call({"account": _account(cells), "call": cells[_UNIQUEID], "from": number(cells[_CALLER]), "to": to})


def _account(cells: Sequence[str]) -> str | None:
    return cells[_ACCOUNT].strip() or None


def _piece(call: _Call, cells: Sequence[str], at: object, *, ended: bool) -> dict[str, object]:
    """A piece of the call, whose account may have become known since it began."""
    call.shared["account"] = _account(cells) or call.shared["account"]
    return {"at": at, **call.shared, **_talk(call, at), "ended": ended}


def _talk(call: _Call, at: object) -> dict[str, object]:
    """How long was talked; nothing of a call that was not picked up, or whose clock went back."""
    if call.answered is None:
        return {}
    talk = _microseconds(at) - call.answered_us
    lengths = dict.fromkeys(("duration_s", "piece_s"), talk / 1_000_000) if talk >= 0 else {}
    return {"answered_at": call.answered, **lengths}


def _microseconds(at: object) -> int:
    told = read_value(INSTANT, at)
    assert isinstance(told, int)
    return told


def _is_event(cells: Sequence[str]) -> bool:
    return len(cells) in _COLUMNS and cells[_EVENT] in _EVENTS and cells[_TIME] != "" and cells[_UNIQUEID] != ""


def _time(told: str, local: LocalTime) -> object:
    return told if _SECONDS.fullmatch(told) else local.read(told)


def _reject(stream: Stream, row: Row, reason: str) -> Reject:
    return Reject(stream.name, row.first.number, row.first.offset, reason, excerpt(row.first.text))

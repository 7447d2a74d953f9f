"""Calls that go on, as rows about their channels tell of them, and the pieces of them that are due as the log's clock goes on."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.lines import Line

PIECE_US: Final = 60_000_000
"""Length of a piece of a call that goes on, in microseconds."""
PIECES: Final = 24 * 60
"""Most pieces that are told of a call while it goes on: what an exchange forgot to hang up costs nobody more than a day."""
OPEN_CALLS: Final = 1 << 18
"""Calls that have begun, and not ended, of which is remembered who is called; beyond, the oldest are forgotten."""
_SYSTEMS: Final = 1 << 10
"""Exchanges in one log of which is known when they began anew."""
_CHANNEL: Final = re.compile(r"(.*?)(\d{9,10})\.(\d{1,10})", re.ASCII)


class Call(Struct):
    """A call that goes on: the fields that all its events share, when it was picked up, and until when pieces of it were told.

    `row` is the one that told of the answer, or else of the beginning. `begun`: the log has its beginning. Times are in
    microseconds; None: not picked up.
    """

    channel: str
    shared: dict[str, object]
    row: Line
    begun: bool = False
    answered_us: int | None = None
    told_us: int = 0
    pieces: int = 0

    def answer(self, at_us: int, row: Line) -> dict[str, object]:
        self.answered_us = self.told_us = at_us
        self.row = row
        return self.piece(at_us, ended=False)

    def piece(self, at_us: int, *, ended: bool) -> dict[str, object]:
        """The raw fields of what was talked since the last piece: nothing before the answer, no lengths if the clock went back."""
        raw = {"at": seconds(at_us), **self.shared, "ended": ended}
        if self.answered_us is None:
            return raw | {"piece_s": 0} if self.begun else raw
        raw["answered_at"] = seconds(self.answered_us)
        if at_us >= self.told_us:
            raw |= {"duration_s": (at_us - self.answered_us) / 1_000_000, "piece_s": (at_us - self.told_us) / 1_000_000}
            self.told_us = at_us
        return raw


def seconds(at_us: int) -> str:
    """An instant as a raw value: seconds since 1970."""
    return f"{at_us // 1_000_000}.{at_us % 1_000_000:06}"


class OpenCalls(Struct):
    """The calls that go on, by the channel that began them, and those of which a piece is due, in order of time."""

    calls: dict[str, Call] = field(default_factory=dict)
    due: deque[Call] = field(default_factory=lambda: deque(maxlen=OPEN_CALLS))
    starts: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def begin(self, call: Call) -> Call:
        if len(self.calls) >= OPEN_CALLS:
            del self.calls[next(iter(self.calls))]
        self.calls[call.channel] = call
        return call

    def answer(self, call: Call, at_us: int, row: Line) -> dict[str, object]:
        self.due.append(call)
        return call.answer(at_us, row)

    def pieces(self, until_us: int) -> Iterator[tuple[Call, dict[str, object]]]:
        """The pieces that are due by then. All are of one length, so the next of a call is due behind all that others wait for."""
        while self.due:
            call = self.due[0]
            if self.calls.get(call.channel) is not call or self._is_lost(call.channel) or call.pieces >= PIECES:
                self.due.popleft()
                continue
            if call.told_us + PIECE_US > until_us:
                return
            call.pieces += 1
            yield call, call.piece(call.told_us + PIECE_US, ended=False) | {"id": f"{call.channel}/{call.pieces}"}
            self.due.rotate(-1)

    def note_start(self, channel: str) -> None:
        """Notes whether the exchange that made this channel began anew: it then counts from 0 again, at a later second.

        A channel is called by the exchange's name, the second in which it was made, and its number. `starts` has, by exchange, the
        second and number of its last channel, and the second in which it was found to have begun anew.
        """
        found = _CHANNEL.fullmatch(channel)
        if found is None:
            return
        system, second, count = found[1], int(found[2]), int(found[3])
        last_second, last_count, anew = self.starts.get(system, (0, -1, 0))
        # Channels of one second, or of two that meet, are not always told in the order of their numbers.
        if second > last_second + 1 and count < last_count:
            anew = second
        if second >= last_second and (system in self.starts or len(self.starts) < _SYSTEMS):
            self.starts[system] = second, count, anew

    def _is_lost(self, channel: str) -> bool:
        """Whether the exchange began anew after it made this channel, whose end nobody told."""
        found = _CHANNEL.fullmatch(channel)
        return found is not None and int(found[2]) < self.starts.get(found[1], (0, 0, 0))[2]

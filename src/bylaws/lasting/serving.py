"""Lines in, answers out, each after its event is on the disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import msgspec

from bylaws.deciding import Answer, Answering
from bylaws.engine.decide import Decider, Decision
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.journal.errors import JournalError
from bylaws.lasting.retention import Retention
from bylaws.lasting.saving import Saver
from bylaws.lasting.store import Store, Taken

LOST: Final = "the state was lost: "


class Teller(Protocol):
    """Who tells answers."""

    def line(self, answer: Answer) -> bytes:
        """What is told of an answer, as things stand."""
        ...

    def tell(self, answers: Sequence[tuple[Answer, bytes]], lost: str) -> None:
        """Tells some answers. `lost`: what broke the state, if anything did."""
        ...


class Serving:
    """Answers under a state that lasts. What comes in one piece is answered together, when all of it is on the disk.

    If that cannot be, these answers and all further ones are what the clauses say for that. `clock` tells microseconds.
    """

    def __init__(
        self,
        store: Store,
        decider: Decider,
        retention: Retention,
        saver: Saver,
        teller: Teller,
        clock: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        self._clock = clock
        self._journal, self._decider, self._retention, self._saver, self._teller = store.journal, decider, retention, saver, teller
        self._answering = Answering(decider)
        self._encoder = msgspec.msgpack.Encoder()
        # Lines as they are when an answer is made: what comes later in the same piece may yet change a finding.
        self._waiting: list[tuple[Answer, bytes]] = []

    def run(self, read: Callable[[], bytes]) -> None:
        """Answers until there is no more to read."""
        # Lines without id are called after the place where they came in, which no other start has.
        stream = Stream("-", self._pieces(read), f"-:{self._journal.last + 1}")
        for line in lines_of(stream):
            self._take(stream, line)
        self._settle()
        self._saver.finish()

    def _pieces(self, read: Callable[[], bytes]) -> Iterator[bytes]:
        """Nobody is left waiting while the next piece is awaited."""
        while True:
            self._settle()
            self._saver.look()
            piece = read()
            if not piece:
                return
            yield piece

    def _take(self, stream: Stream, line: Line | Reject) -> None:
        now = self._clock()
        answer = self._answering.answer(stream, line, now)
        self._waiting.append((answer, self._teller.line(answer)))
        if isinstance(line, Line) and isinstance(answer, Decision) and not (answer.repeated or answer.degraded):
            taken = Taken(now, stream.log, line.number, line.offset, line.text, answer.verdict)
            try:
                self._journal.append(self._encoder.encode(taken), self._retention.kept(answer.event.kind), self._decider.latest)
            except JournalError as error:
                self._lose(error)

    def _settle(self) -> None:
        if not self._waiting:
            return
        try:
            self._journal.sync()
        except JournalError as error:
            self._lose(error)
        waiting, self._waiting = self._waiting, []
        self._teller.tell(waiting, self._decider.lost)

    def _lose(self, error: JournalError) -> None:
        """What waits may not be on the disk, and nothing of it is told."""
        self._decider.lost = f"{LOST}{error}"
        for place, (answer, _) in enumerate(self._waiting):
            if isinstance(answer, Decision):
                instead = self._decider.fallback(answer.event, self._decider.lost)
                self._waiting[place] = instead, self._teller.line(instead)

"""Answers to single events: a policy, what happened before, and events that come one by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bylaws.content.stored import read_from
from bylaws.engine.decide import Decider, Decision
from bylaws.engine.needs import fields_read, narrowed
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.readers import json_lines
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile
from bylaws.events.types import MILLION
from bylaws.intake import Intake
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.policy.verdicts import VERDICTS, Verdict
from bylaws.study.reconciling import Reconciliation, answers_in, reconcile
from bylaws.study.request import Progress, Request

AHEAD: Final = 300 * MILLION
"""How far ahead of the clock an event may claim to be: one that moved the clock on would make all others late."""
BLOCK: Final = 1000


def decider_after(program: Program, history: Request | None, progress: Progress) -> Decider:
    """What answers events, after those of the past were taken in. Raises DiagnosticError for a list's file that cannot be read."""
    decider = Decider(program, load_lists(program))
    if history is not None:
        for _ in _replay(decider, _past(program, history, progress), progress):
            pass
    return decider


Answer = Decision | tuple[Reject, Verdict]
"""A decision; for a line that is no event, why, and a verdict all the same."""


class Answering:
    """Has lines of JSON answered."""

    def __init__(self, decider: Decider) -> None:
        program = decider.program
        self.decider = decider
        self._decoder = Decoder(narrowed(program.kinds, fields_read(program)), program.currency, ahead=AHEAD, whole=program.kinds)
        self._gravest: Verdict = max((decider.fallback_for(kind) for kind in program.kinds.kinds), key=VERDICTS.index)

    def answer(self, stream: Stream, line: Line | Reject, now: int, answered: Verdict | None = None) -> Answer:
        """The answer to a line of a stream, taken in when the clock says `now` (microseconds). `answered`: as of `Decider`."""
        record = line if isinstance(line, Reject) else json_lines.record_of(stream, line)
        if isinstance(record, Reject):
            return record, self._gravest
        # What is not ahead of earlier events moves no clock: when the machine's own steps back, it is not refused.
        self._decoder.now = max(now, self.decider.latest - AHEAD)
        try:
            event = self._decoder.decode(record)
        except Reject as reject:
            kinds = self.decider.program.kinds.kinds
            return reject, self.decider.fallback_for(record.kind) if record.kind in kinds else self._gravest
        return self.decider.decide(event, answered)


def answers(decider: Decider, stream: Stream) -> Iterator[Answer]:
    """An answer for each of some JSON lines as they come."""
    answering = Answering(decider)
    for line in lines_of(stream):
        yield answering.answer(stream, line, time.time_ns() // 1000)


def reconciled(program: Program, request: Request, decided: Path, progress: Progress) -> Reconciliation:
    """Answers that were given, held against a replay of the events. Raises UsageError, and DiagnosticError as above."""
    read_from(request.content)
    told = answers_in(decided)
    decider = Decider(program, load_lists(program))
    return reconcile(told, _replay(decider, _past(program, request, progress), progress))


def _past(program: Program, request: Request, progress: Progress) -> Iterable[Event]:
    """Events of logs, in the engine's order."""
    intake = Intake((program,), [{}], request, progress, RejectsFile(None), time.time_ns() // 1000)
    return intake.ordered()


def _replay(decider: Decider, events: Iterable[Event], progress: Progress) -> Iterator[Decision]:
    for number, event in enumerate(events, 1):
        yield decider.decide(event)
        if number % BLOCK == 0:
            progress.advance(BLOCK)

"""Answers to single events: a policy, what happened before, and events that come one by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bylaws.engine.decide import Decider, Decision
from bylaws.engine.needs import fields_read, narrowed
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.readers import json_lines
from bylaws.events.readers.lines import lines_of
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


def answers(decider: Decider, stream: Stream) -> Iterator[Decision | tuple[Reject, Verdict]]:
    """A decision for each event among JSON lines as they come; for a line that is none, why, and a verdict all the same."""
    program = decider.program
    decoder = Decoder(narrowed(program.kinds, fields_read(program)), program.currency, ahead=AHEAD)
    gravest: Verdict = max((decider.fallback_for(kind) for kind in program.kinds.kinds), key=VERDICTS.index)
    for line in lines_of(stream):
        record = line if isinstance(line, Reject) else json_lines.record_of(stream, line)
        if isinstance(record, Reject):
            yield record, gravest
            continue
        decoder.now = time.time_ns() // 1000
        try:
            event = decoder.decode(record)
        except Reject as reject:
            yield reject, decider.fallback_for(record.kind) if record.kind in program.kinds.kinds else gravest
            continue
        yield decider.decide(event)


def reconciled(program: Program, request: Request, decided: Path, progress: Progress) -> Reconciliation:
    """Answers that were given, held against a replay of the events. Raises UsageError, and DiagnosticError as above."""
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

"""The one place where policy, events, engine and study are joined."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bylaws.engine.finding import Finding
from bylaws.engine.frame import Note
from bylaws.engine.list_files import load_lists
from bylaws.engine.lists import Row
from bylaws.engine.step import Stepper
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.order import in_order
from bylaws.events.readers import find_inputs, open_events
from bylaws.events.record import Record, Reject
from bylaws.events.rejects import RejectsFile
from bylaws.policy.program import Program
from bylaws.study.blindness import blind_rules
from bylaws.study.outputs import Outputs
from bylaws.study.request import Progress, Request, UsageError
from bylaws.study.result import Rejected, Result

FIRST_REJECTS = 20
BLOCK = 1000


@dataclass(slots=True)
class Intake:
    """Reads, decodes and counts events; what cannot be understood is counted and told to `rejects`."""

    program: Program
    request: Request
    progress: Progress
    rejects: RejectsFile
    now: int
    read: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    rejections: int = 0
    late: int = 0
    decoder: Decoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = Decoder(self.program.kinds, self.program.currency, self.now)

    def ordered(self) -> Iterator[Event]:
        """Every event once, in the engine's order."""
        feeding = {each.feed.kind for each in self.program.lists.values() if each.feed}
        return in_order(self._decoded(), feeding, self.reject)

    def _decoded(self) -> Iterator[Event]:
        request = self.request
        for record in records_of(request.events, request.reader, request.mapping, self.progress):
            event = self._decode(record)
            if event is not None:
                yield event
        self.progress.stage("judging", self.read.total(), "events")

    def _decode(self, record: Record | Reject) -> Event | None:
        if isinstance(record, Reject):
            self.reject(record)
            return None
        try:
            event = self.decoder.decode(record)
        except Reject as reject:
            self.reject(reject)
            return None
        self.read[event.kind] += 1
        self.late += event.late
        return event

    def reject(self, reject: Reject) -> None:
        self.rejections += 1
        self.rejects.write(reject)
        if len(self.rejected) < FIRST_REJECTS:
            where = f"line {reject.line}" if reject.line else f"byte {reject.offset}"
            self.rejected.append(Rejected(reject.file, where, reject.reason))

    @property
    def unknown(self) -> dict[str, int]:
        """Members that no field is called by, the most frequent first."""
        return {f"{kind}.{name}": count for (kind, name), count in self.decoder.ignored.most_common()}


def records_of(
    paths: Sequence[str], reader: str, mapping: Path | None, progress: Progress | None = None
) -> Iterator[Record | Reject]:
    """What the readers make of some logs. Raises UsageError for a path that names nothing, an unknown format or a bad mapping."""
    try:
        sizes = [each.size for each in find_inputs(paths)]
        if progress:
            progress.stage("reading", None if None in sizes else sum(each or 0 for each in sizes), "bytes")
        return open_events(paths, reader or None, mapping, progress.advance if progress else None)
    except (OSError, ValueError) as error:
        raise UsageError(str(error)) from None


def rows_of(program: Program) -> Mapping[str, Sequence[Row]]:
    """The rows of the lists that files fill. Raises UsageError for a file that is gone or cannot be understood."""
    try:
        return load_lists(program)
    except (OSError, ValueError) as error:
        raise UsageError(f"a list of the policy cannot be read: {error}") from None


def judge(program: Program, request: Request, outputs: Outputs, progress: Progress) -> Result:
    """Reads the events and judges them all. Rejects go to the outputs' folder as they come."""
    with RejectsFile(outputs.rejects) as rejects:
        intake = Intake(program, request, progress, rejects, time.time_ns() // 1000)
        stepper = Stepper(program, rows_of(program))
        findings: list[Finding] = []
        first = last = None
        for number, event in enumerate(intake.ordered(), 1):
            if request.until is not None and event.place >= request.until:
                break
            findings += stepper.push(event)
            first = event.at if first is None else min(first, event.at)
            last = event.at if last is None else max(last, event.at)
            if number % BLOCK == 0:
                progress.advance(BLOCK)
        watermark = request.until if request.until is not None else last
        findings += stepper.finish(watermark) if watermark is not None else []
    return Result(
        program,
        [each for each in findings if request.chooses(each)],
        intake.read,
        intake.rejections,
        intake.rejected,
        stepper.open_debts,
        blind_rules(program, intake.read),
        intake.unknown,
        intake.late,
        first=first,
        last=last,
    )


def understood(paths: Sequence[str], reader: str = "", mapping: Path | None = None) -> Iterator[Event | Reject]:
    """Events and rejects of some logs, in the order of the input."""
    decoder = Decoder(CATALOGUE, now=time.time_ns() // 1000)
    for record in records_of(paths, reader, mapping):
        if isinstance(record, Reject):
            yield record
            continue
        try:
            yield decoder.decode(record)
        except Reject as reject:
            yield reject


@dataclass(frozen=True, slots=True)
class Retold:
    """A finding judged again: by the text of each window fact, how many events are behind it, and the latest of them."""

    finding: Finding
    behind: Mapping[str, Note]


def retell(program: Program, request: Request, rule: str, id: str, progress: Progress) -> Retold | None:
    """Judges the events of a run again until the finding is there; None if it is not found any more."""
    intake = Intake(program, request, progress, RejectsFile(None), time.time_ns() // 1000)
    stepper = Stepper(program, rows_of(program), told=rule)
    last = 0
    for event in intake.ordered():
        last = max(last, event.place)
        found = next((each for each in stepper.push(event) if each.id == id), None)
        if found:
            break
    else:
        ended = stepper.finish(last if request.until is None else request.until)
        found = next((each for each in ended if each.id == id), None)
    if found is None:
        return None
    frame = stepper.told_frames.get(id)
    texts = {fact.number: fact.text for fact in stepper.plan.facts}
    return Retold(found, {texts[each]: note for each, note in (frame.notes or {}).items()} if frame else {})

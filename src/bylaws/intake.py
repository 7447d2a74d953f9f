"""From logs to decoded events: what every verb that reads logs begins with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from msgspec import Struct, field

from bylaws.engine.law import ACCEPTANCE, ACCEPTED, Lists
from bylaws.engine.needs import fields_read, narrowed
from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.catalogue import Catalogue
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.readers import Input, Manner, Reading, find_inputs, json_lines, open_events, passed_over
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, Remark
from bylaws.events.rejects import RejectsFile
from bylaws.events.zeros import Zeros, look_for_zeros, zeros_of
from bylaws.policy.program import Program
from bylaws.study.glance import Glance, sights
from bylaws.study.hearing import Hearing
from bylaws.study.looks import ENVELOPE
from bylaws.study.noughts import numbers_read
from bylaws.study.outside import Span
from bylaws.study.request import Progress, Request, UsageError
from bylaws.study.result import Rejected

FIRST_REJECTS = 20
HEAD = 1 << 20
"""Bytes of an input in which unknown members are looked for where the columns read it."""


class Intake(Struct, dict=True):
    """Reads, decodes and counts events; what cannot be understood is counted and told to `rejects`.

    `lists`: by version the rows of its lists. `most`: see `judge`. `delay`: how long (microseconds) after its time a late event is
    judged at most. `duplicates`: how many of the events that were read tell again what others told. `remarks` is what there is to
    be said of inputs as a whole; `span` is that of all events that were read, `spans` those by kind.
    """

    programs: Sequence[Program]
    lists: Sequence[Lists]
    request: Request
    progress: Progress
    rejects: RejectsFile
    now: int
    most: int = MOST
    read: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    rejections: int = 0
    duplicates: int = 0
    late: int = 0
    delay: int = 0
    remarks: list[Remark] = field(default_factory=list)
    span: Span | None = None
    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def telling(self) -> Telling:
        """What is told of the unsettled."""
        return Telling(self.request.since, self.most)

    @cached_property
    def hearing(self) -> Hearing:
        """When events came that are judged; to be told of each."""
        return Hearing(self.request.since)

    @cached_property
    def lacking(self) -> dict[str, set[str]]:
        """By kind the fields that the policy reads and that no event gave."""
        kinds = self.decoder.catalogue.kinds
        return {name: {each.name for each in kind.fields if each.name not in ENVELOPE} for name, kind in kinds.items()}

    @cached_property
    def zeros(self) -> Zeros:
        """Of the numbers that rules read those that were never told to be anything but 0."""
        return zeros_of(numbers_read(self.programs[-1]))

    def sights(self, unfilled: Set[str]) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
        """By rule of the latest version why it could not see anything, and of the others what they lack; `unfilled`: see `Seen`."""
        return sights(self.programs[-1], self.glance(unfilled))

    def glance(self, unfilled: Set[str]) -> Glance:
        """What is known of the input in passing; `unfilled`: see `Seen`."""
        rows = {name: len(rows) for name, rows in self.lists[-1].items()}
        return Glance(self.read, self.lacking, rows, unfilled, self.rejects.kinds)

    @cached_property
    def _reads(self) -> dict[str, frozenset[str]]:
        """By kind the fields that one of the versions or the law reads."""
        reads: dict[str, frozenset[str]] = {ACCEPTED: frozenset(ACCEPTANCE)} if self.request.law else {}
        for program in self.programs:
            for kind, names in fields_read(program).items():
                reads[kind] = reads.get(kind, frozenset()) | names
        return reads

    @cached_property
    def decoder(self) -> Decoder:
        """Understands the fields that are read, and takes note of what no field is called by."""
        catalogue = self._catalogue
        return Decoder(narrowed(catalogue, self._reads), self.programs[-1].currency, self.now, whole=catalogue)

    @property
    def ill_read(self) -> dict[str, tuple[int, int]]:
        """Of the kinds that the policy reads, how many events were rejected, and of how many."""
        rejected = self.rejects.kinds
        return {kind: (count, count + self.read[kind]) for kind, count in rejected.items() if kind in self._reads}

    @property
    def _catalogue(self) -> Catalogue:
        """The kinds of all versions; of one that they declare differently, the latest."""
        return Catalogue({name: kind for program in self.programs for name, kind in program.kinds.kinds.items()})

    def ordered(self) -> Iterator[Event]:
        """Every event once, in the engine's order."""
        feeding = {each.feed.kind for program in self.programs for each in program.lists.values() if each.feed}
        return in_order(self.decoded(), feeding, self.oust, repeated=self.repeat)

    def decoded(self) -> Iterator[Event]:
        """The events as they come."""
        request = self.request
        sizes = [each.size for each in inputs_of(request.events)]
        self.progress.stage("reading", None if None in sizes else sum(each or 0 for each in sizes), "bytes")
        for record in records_of(request.events, request.manner, self.progress.advance):
            event = self._decode(record)
            if event is not None:
                yield event
        self.progress.stage("judging", self.read.total(), "events")

    def _decode(self, record: Record | Reject | Remark) -> Event | None:
        if isinstance(record, Remark):
            self.remarks.append(record)
            return None
        if isinstance(record, Reject):
            self.reject(record)
            return None
        try:
            event = self.decoder.decode(record)
        except Reject as reject:
            self.reject(reject)
            return None
        self.read[event.kind] += 1
        lacking = self.lacking[event.kind]
        if lacking:
            lacking.difference_update(event.fields)
        zeros = self.zeros.get(event.kind)
        if zeros:
            look_for_zeros(zeros, event.fields)
        self.late += event.late
        self._widen(event.kind, event.at)
        self.delay = max(self.delay, event.place - event.at)
        return event

    def _widen(self, kind: str, at: int) -> None:
        known = self.spans.get(kind)
        if known is None or not known.first <= at <= known.last:
            self.spans[kind] = Span.around(known, at, at)
        if self.span is None:
            self.span = Span(at, at)
        elif not self.span.first <= at <= self.span.last:
            self.span = Span(min(self.span.first, at), max(self.span.last, at))

    def repeat(self) -> None:
        """One of the events tells again what another told."""
        self.duplicates += 1

    def oust(self, reject: Reject) -> None:
        """One of the events contradicts another, which stands: it is rejected after all."""
        if self.read[reject.kind] == 1:
            del self.read[reject.kind]
        else:
            self.read[reject.kind] -= 1
        self.reject(reject)

    def reject(self, reject: Reject) -> None:
        self.rejections += 1
        self.rejects.write(reject)
        if len(self.rejected) < FIRST_REJECTS:
            where = f"line {reject.line}" if reject.line else f"byte {reject.offset}"
            self.rejected.append(Rejected(reject.file, where, reject.reason))

    def passes_over(self, source: Input, reading: Reading) -> bool:
        """Whether there is nothing to read of an input, which is then remarked on."""
        remark = passed_over(source, reading)
        if remark is not None:
            self.remarks.append(remark)
        return remark is not None

    def look_for_unknown(self, source: Input) -> None:
        """Count unknown members in the beginning of an input, of which columns take no notice."""
        looking = Decoder(self._catalogue, self.programs[-1].currency, self.now)
        with source.open() as file:
            head = Stream(source.name, iter([Stream.of(source.name, file).read(HEAD)]))
            for record in json_lines.read(head):
                if not isinstance(record, Reject):
                    looking.look(record)
        self.decoder.ignored += looking.ignored

    @property
    def unknown(self) -> dict[str, int]:
        """Members that no field is called by, the most frequent first."""
        kinds = self._catalogue.kinds
        ignored = self.decoder.ignored.most_common()
        return {f"{kind}.{name}": count for (kind, name), count in ignored if kinds[kind].field(name) is None}


def records_of(
    paths: Sequence[str], manner: Manner = Manner(), advance: Callable[[int], None] | None = None
) -> Iterator[Record | Reject | Remark]:
    """What the readers make of some logs; `advance` is told how many bytes were read.

    Raises UsageError for a path that names nothing, an unknown format or a bad mapping.
    """
    try:
        return open_events(paths, manner, advance)
    except (OSError, ValueError) as error:
        raise UsageError(str(error)) from None


def inputs_of(paths: Sequence[str]) -> tuple[Input, ...]:
    """The inputs that some paths name. Raises UsageError for one that names nothing."""
    try:
        return find_inputs(paths)
    except OSError as error:
        raise UsageError(str(error)) from None


def reading_of(manner: Manner, inputs: Sequence[Input]) -> Reading:
    """How some inputs are to be read. Raises UsageError as `records_of`."""
    try:
        reading = Reading.of(manner)
        reading.check(inputs)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return reading

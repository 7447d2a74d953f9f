"""The one place where policy, events, engine and study are joined."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec.structs import replace

from bylaws.content.stored import read_from
from bylaws.engine.asks import Want
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.law import LawStepper, in_order_of_effect, load_versions
from bylaws.engine.lists import Forgotten
from bylaws.engine.permits import Granted
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import MOST
from bylaws.events.columns.unreadable import Unreadable, Unsorted
from bylaws.events.decode import Decoder, Placed
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import SNIFFED, Input, Manner, Reading, copies_of, json_lines, passed_over, recognise
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, Remark
from bylaws.events.rejects import RejectsFile
from bylaws.intake import Intake, inputs_of, reading_of, records_of
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program, Rule
from bylaws.study.beyond import Asked, beyond
from bylaws.study.idle import idle_rules, unmatched, unpaid
from bylaws.study.inputs import Inputs
from bylaws.study.narrow import narrowed_to
from bylaws.study.noughts import noughts
from bylaws.study.outside import Span, outside
from bylaws.study.placed import nobodies
from bylaws.study.request import Progress, Request, UsageError
from bylaws.study.result import Result, judging
from bylaws.study.retold import Retold, as_it_stands, changed
from bylaws.study.sight import Examination, Examiner
from bylaws.study.strays import strays
from bylaws.study.tuning import RuleWatch, Tuning
from bylaws.study.unknown import unknown_kinds

if TYPE_CHECKING:
    from bylaws.events.columns import batching as columns

S = TypeVar("S")
Opened = Callable[[Callable[[int], None]], Sequence[S]]

BLOCK = 1000
WORTH_COLUMNS = 4 * 2**20
"""Bytes of events from which on it is worth loading the compiled code; the answer is the same."""
LATENESS = 86_400_000_000
"""How late (microseconds) an event may be that looks into a list, over columns, before lists are made to keep everything."""


class Judge(Protocol):
    """What has judged all events: see `Stepper`."""

    @property
    def open_debts(self) -> Sequence[OpenDebt]: ...
    @property
    def kindless(self) -> int: ...
    @property
    def granted(self) -> Granted: ...
    def finish(self, watermark: int) -> list[Finding]: ...


class Seer(Protocol):
    """What has seen all events: see `Stepper`."""

    @property
    def unfilled(self) -> Set[str]: ...
    @property
    def unmet(self) -> Set[Want]: ...


def judge(program: Program, request: Request, rejected: Path | None, progress: Progress, most: int = MOST) -> Result:
    """Reads the events and judges them all. Rejects go to the file `rejected` as they come, if there is to be one.

    `most`: how many of what is unsettled for want of the same are told one by one. Raises DiagnosticError for a list's file that
    cannot be read.
    """
    read_from(request.content)
    programs = versions_of(program, request)
    lists = [load_lists(each) for each in programs]

    def judged(executor: Callable[[Intake, bool], Result]) -> Result:
        # Where an event looks further back into a list than lists go, once more with lists that forget nothing.
        with contextlib.suppress(Forgotten), RejectsFile(rejected) as rejects:
            return executor(Intake(programs, lists, request, progress, rejects, _now(), most), True)
        with RejectsFile(rejected) as rejects:
            return executor(Intake(programs, lists, request, progress, rejects, _now(), most), False)

    if not request.law and over_columns(request):
        with contextlib.suppress(Unreadable):
            with contextlib.suppress(Unsorted):
                return judged(_judge_columns)
            return judged(partial(_judge_columns, sorting=True))
    return judged(_judge_steps)


def versions_of(program: Program, request: Request) -> Sequence[Program]:
    """The versions by which events are judged, the latest last: the given one alone, or with those of the law's folder.

    Raises DiagnosticError for a version that does not compile, UsageError for one that does not say from when it holds and for two
    that could not be told apart.
    """
    if not request.law:
        return (program,)
    try:
        found = load_versions(request.law, program.policy)
        given = [] if program.digest in (each.digest for each in found) else [program]
        return in_order_of_effect([*found, *given])
    except (OSError, ValueError) as error:
        raise UsageError(f"--law: {error}") from None


def stepper_of(intake: Intake, told: str = "", reach: int | None = None) -> Stepper | LawStepper:
    """The executor for one policy, or for its versions side by side; `told` is the rule whose findings are explained."""
    if intake.request.law:
        return LawStepper(intake.programs, intake.lists, told=told, reach=reach, telling=intake.telling)
    return Stepper(intake.programs[-1], intake.lists[-1], told=told, reach=reach, telling=intake.telling)


def over_columns(request: Request) -> bool:
    """Whether the events are in files that can be read again, and enough of them to be worth the columns."""
    sizes = [each.size for each in inputs_of(request.events)]
    return None not in sizes and sum(size or 0 for size in sizes) >= WORTH_COLUMNS


def are_lines(request: Request) -> bool:
    """Whether all inputs are of JSON lines, or such of which there is nothing to read."""
    if request.manner.mappings:
        return False
    inputs = inputs_of(request.events)
    reading = reading_of(request.manner, inputs)
    return all(_is_lines(each, reading) for each in inputs)


def _is_lines(source: Input, reading: Reading) -> bool:
    if reading.format_of(source.name) not in ("", json_lines.NAME):
        return False
    try:
        with source.open() as file:
            found = recognise(Stream.of(source.name, file).peek(SNIFFED))
        if found is not None and found.name == json_lines.NAME:
            return True
        return passed_over(source, reading) is not None
    except OSError:
        return False


def _judge_columns(intake: Intake, forgets: bool, sorting: bool = False) -> Result:
    # The compiled code is only loaded where it is used.
    from bylaws.events.columns.blocks import BlockReader
    from bylaws.events.columns.records import RecordReader

    request = intake.request
    if not are_lines(request):
        return _over_columns(
            intake, forgets, sorting, RecordReader, lambda told: [records_of(request.events, request.manner, told)]
        )
    named = inputs_of(request.events)
    reading = reading_of(request.manner, named)
    inputs = [each for each in named if not intake.passes_over(each, reading)]
    intake.remarks += copies_of(inputs)
    for each in inputs:
        intake.look_for_unknown(each)
    with contextlib.ExitStack() as files:

        def opened(told: Callable[[int], None]) -> list[Stream]:
            return [Stream.of(each.name, files.enter_context(each.open()), told, each.log) for each in inputs]

        return _over_columns(intake, forgets, sorting, BlockReader, opened)


def _over_columns(intake: Intake, forgets: bool, sorting: bool, reading: columns.Reading[S], opened: Opened[S]) -> Result:
    """`opened`: opens the sources, which tell how many bytes were read of them."""
    from bylaws.engine.column_run import ColumnRun
    from bylaws.events.columns.beside import has_room
    from bylaws.events.columns.scan import is_compiled
    from bylaws.events.columns.tally import Tally

    request, progress = intake.request, intake.progress
    told = intake.reject, intake.read, intake.lacking, intake.remarks.append, request.until
    tally = Tally(*told, progress=progress.advance, zeros=intake.zeros)
    reach = LATENESS if forgets else None
    made_of = intake.programs[-1], intake.lists[-1], intake.decoder, tally, reading, reach, intake.telling
    run = ColumnRun(*made_of, is_beside=has_room())
    first = "" if is_compiled() else "compiling, once on this machine, then "
    stage = f"{first}reading and {'sorting, then ' if sorting else ''}judging"
    progress.stage(stage, sum(each.size or 0 for each in inputs_of(request.events)), "bytes")
    sources = partial(opened, tally.advance)
    found = run.sorted_findings(sources, request.until) if sorting else run.findings(sources(), request.until)
    run.seen = intake.hearing.see_table
    findings = list(chain.from_iterable(found))
    intake.late, intake.duplicates, intake.zeros = tally.late, tally.duplicates, tally.zeros
    if tally.earliest is not None and tally.latest is not None:
        intake.span = Span(tally.earliest, tally.latest)
    intake.spans = {kind: Span(*span) for kind, span in tally.spans.items()}
    return ended(run.batches.stepper, findings, intake, (tally.first, tally.last, tally.edge), run.batches)


def _judge_steps(intake: Intake, forgets: bool) -> Result:
    events = intake.ordered()
    # All events are read before the first is handed out, so that it is known how late one may be.
    begun = list(islice(events, 1))
    return _judge_by(stepper_of(intake, reach=intake.delay if forgets else None), intake, chain(begun, events))


def _judge_by(stepper: Stepper | LawStepper, intake: Intake, events: Iterable[Event] | None = None) -> Result:
    """Judges some events, or all that the intake reads, one by one."""
    findings: list[Finding] = []
    first = last = edge = None
    for number, event in enumerate(intake.ordered() if events is None else events, 1):
        if intake.request.until is not None and event.place >= intake.request.until:
            break
        intake.hearing.see(event)
        findings += stepper.push(event)
        first = event.at if first is None else min(first, event.at)
        last = event.at if last is None else max(last, event.at)
        edge = event.place
        if number % BLOCK == 0:
            intake.progress.advance(BLOCK)
    return ended(stepper, findings, intake, (first, last, edge), stepper)


def ended(
    stepper: Judge,
    findings: list[Finding],
    intake: Intake,
    times: tuple[int | None, int | None, int | None],
    seer: Seer,
) -> Result:
    """The end of the input: the duties missed by then, and all that was found.

    `times`: of the earliest and the latest judged event, and where the last of them stands. `seer`: what has seen all events.
    """
    request, (first, last, edge) = intake.request, times
    # An event at `until` itself, which is left out, could still have paid.
    watermark = edge if request.until is None else request.until - 1
    findings += stepper.finish(watermark) if watermark is not None else []
    # What is unsettled throughout was not seen: `bylaws doctor`, which judges nothing, says the same.
    program, found = intake.programs[-1], {each.rule for each in findings if each.state != "unsettled"}
    chosen = [each for each in findings if request.chooses(each)]
    effect = intake.programs[0].effective if request.law else None
    why = "" if chosen else outside(program, intake.span, last, request.since, request.until, effect)
    asked, (blind, in_part) = judging(program, request.clauses), intake.sights(seer.unfilled)
    for name, whys in intake.hearing.in_part(program).items():
        in_part = in_part if name in blind else {**in_part, name: (*in_part.get(name, ()), *whys)}
    for name, unlike in unpaid(program, intake.read, seer.unmet).items():
        in_part = in_part if name in blind else {**in_part, name: (*in_part.get(name, ()), unlike)}
    if not asked and not chosen:
        why = f"{'the clauses asked for have' if request.clauses else 'the policy has'} no rule or duty, so nothing is enforced"
    idle = {} if why else idle_rules(program, intake.read, seer.unmet, _from(intake))
    empty = intake.glance(seer.unfilled).empty(program)
    vain = {} if why else unmatched(program, intake.read, seer.unmet, (blind, idle), empty)
    later = beyond(program, intake.spans, Asked(request.since, request.until, intake.hearing.asked))
    blind = {**{name: each for name, each in later.items() if all(finding.rule != name for finding in chosen)}, **blind}
    found -= later.keys() - {each.rule for each in chosen}
    # Who found something saw something, however little.
    in_part = {**in_part, **{name: (why,) for name, why in blind.items() if name in found}}
    return Result(
        program,
        chosen,
        intake.read,
        intake.rejections,
        intake.rejected,
        stepper.open_debts,
        dict.fromkeys(asked, why) if why else {name: blind[name] for name in asked if name in blind and name not in found},
        intake.unknown,
        intake.late,
        first=first,
        last=last,
        earlier=tuple(intake.programs[:-1]),
        before=stepper.before if isinstance(stepper, LawStepper) else 0,
        kindless=stepper.kindless,
        unknown_kinds=unknown_kinds(program, intake.decoder.catalogue, intake.rejects.kinds),
        strays=strays(intake.programs, stepper.granted),
        remarks=intake.remarks,
        clauses=request.clauses,
        in_part={} if why else {name: in_part[name] for name in asked if name in in_part},
        idle={name: idle[name] for name in asked if name in idle and name not in blind},
        unmatched={name: vain[name] for name in asked if name in vain},
        ill_read=intake.ill_read,
        span=intake.span,
        spans=intake.spans,
        outside=why,
        since=request.since,
        duplicates=intake.duplicates,
        placeholders=intake.decoder.placeholders,
        noughts=noughts(program, intake.zeros, intake.read),
        reasons=intake.rejects.reasons,
        stopped=[] if why else intake.hearing.stopped(program),
    )


def _from(intake: Intake) -> int | None:
    """From when on findings are asked for, if events lie before that."""
    since = intake.request.since
    return None if since is None or intake.span is None or since <= intake.span.first else since


def tune(program: Program, rule: Rule, request: Request, progress: Progress) -> Tuning:
    """Reads the events, and what a rule's facts come to on all that it judges. Goes event by event, for the sake of exactness."""
    read_from(request.content)
    tuning = Tuning.of(program, rule)
    intake = Intake((program,), [load_lists(program)], request, progress, RejectsFile(None), _now())
    stepper = Stepper(narrowed_to(program, rule), intake.lists[-1], watch=RuleWatch(tuning))
    tuning.result = _judge_by(stepper, intake)
    return tuning


def examine(program: Program, request: Request, progress: Progress) -> Examination:
    """Reads the events, and what each rule can see of them and what not; judges none."""
    rejects = RejectsFile(None)
    intake = Intake((program,), [load_lists(program)], request, progress, rejects, _now())
    examiner = Examiner(program, intake.lists[-1])
    for number, event in enumerate(intake.ordered(), 1):
        examiner.see(event)
        if number % BLOCK == 0:
            progress.advance(BLOCK)
    inputs = Inputs.of(intake.remarks, intake.read.total())
    found = examiner.examination(intake.unknown, intake.late, rejects, inputs, intake.ill_read)
    nobody = list(nobodies(intake.decoder.placeholders))
    zero = noughts(program, intake.zeros, intake.read)
    return replace(found, understood=intake.read, duplicates=intake.duplicates, nobodies=nobody, noughts=zero)


def _now() -> int:
    return time.time_ns() // 1000


def understood(
    paths: Sequence[str], manner: Manner = Manner(), placeholders: Counter[Placed] | None = None
) -> Iterator[Event | Reject | Remark]:
    """Events and rejects of some logs, in the order of the input, and remarks on logs as a whole.

    What stands in place of identities is counted by `placeholders`, as a `Decoder` does.
    """
    decoder = Decoder(CATALOGUE, now=_now(), placeholders=Counter() if placeholders is None else placeholders)
    for record in records_of(paths, manner):
        if isinstance(record, Reject | Remark):
            yield record
            continue
        try:
            yield decoder.decode(record)
        except Reject as reject:
            yield reject


def retell(program: Program, request: Request, told: Mapping[str, Any], progress: Progress) -> Retold | None:
    """Judges the events of a run again until the finding is there that `told`, a line of findings.jsonl, tells of.

    None if it is not found any more: the policy or the events have changed.
    """
    read_from(request.content)
    programs = versions_of(program, request)
    version = next((each for each in programs if each.digest == told["digest"]), None)
    if version is None:
        return None
    intake = Intake(programs, [load_lists(each) for each in programs], request, progress, RejectsFile(None), _now())
    stepper = stepper_of(intake, told["rule"])
    found = _found_again(stepper, intake, told["id"])
    if found is None:
        return None
    return Retold(version, as_it_stands(found, told), stepper.explanations[found.id], changed(found, told, programs))


def _found_again(stepper: Stepper | LawStepper, intake: Intake, id: str) -> Finding | None:
    """A missed duty may be paid later on, so all events are read for it."""
    last, found = 0, None
    for event in intake.ordered():
        last = event.place
        found = next((each for each in stepper.push(event) if each.id == id), found)
        if found and not found.duty:
            return found
    watermark = last if intake.request.until is None else intake.request.until
    return next((each for each in stepper.finish(watermark) if each.id == id), found)

"""The product's executors under one signature, and their findings in the judge's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Final, Protocol

import numpy as np
import orjson
import pytest

from bylaws.engine import batch
from bylaws.engine.batch import Batches
from bylaws.engine.decide import Decider
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.needs import fields_read
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.merge import Merge
from bylaws.events.columns.records import RecordReader
from bylaws.events.columns.schema import layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.decode import Decoder, decode
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject
from bylaws.events.types import Missing
from bylaws.events.values import read_value
from bylaws.policy.program import Program

from .judge import MISSING, NEVER, Verdict, rendered
from .policies import ROWS
from .reading import members
from .sql import is_plain

Raw = Mapping[str, object]


class Run(Protocol):
    """`most`: how many of what is unsettled for want of the same are told."""

    def __call__(self, program: Program, events: Sequence[Raw], most: int = MOST) -> list[Finding]: ...


def decoded(program: Program, events: Iterable[Raw]) -> list[Event]:
    """The events as the product reads them, in the order of arrival."""
    found = []
    for n, each in enumerate(events):
        raw = {name: value for name, value in members(each).items() if name != "kind" or "fields" in each}
        found.append(decode(Record(str(each["kind"]), raw, "random", n + 1, 0), program.kinds, program.currency))
    return found


def rows(program: Program) -> dict[str, list[Row]]:
    """What stands in the files of lists."""
    found: dict[str, list[Row]] = {}
    for declared in program.lists.values():
        types = dict(declared.keys + declared.columns)
        for row in ROWS[declared.name] if declared.file else ():
            typed = {name: read_value(types[name], value, "", program.currency) for name, value in row.items()}
            found.setdefault(declared.name, []).append(typed)
    return found


def feeding(program: Program) -> set[str]:
    return {each.feed.kind for each in program.lists.values() if each.feed is not None}


def run_step(program: Program, events: Sequence[Raw], most: int = MOST) -> list[Finding]:
    """The exact executor, event by event."""
    return stepped(program, events, most)[1]


def stepped(program: Program, events: Sequence[Raw], most: int = MOST) -> tuple[Stepper, list[Finding]]:
    """The exact executor after all events, and what it found."""
    stepper = Stepper(program, rows(program), telling=Telling(most=most))
    ordered = list(in_order(decoded(program, events), feeding(program)))
    found = [finding for event in ordered for finding in stepper.push(event)]
    return stepper, found + (stepper.finish(max(event.place for event in ordered)) if ordered else [])


def run_decide(program: Program, events: Sequence[Raw], most: int = MOST) -> list[Finding]:
    """Answers one by one, to events in order."""
    del most  # all of the unsettled is told
    decider = Decider(program, rows(program), latest=None)
    ordered = list(in_order(decoded(program, events), feeding(program)))
    decisions = [decider.decide(event) for event in ordered]
    assert not any(each.degraded or each.repeated for each in decisions), decider.lost
    found = [finding for each in decisions for finding in (*each.overdue, *each.findings)]
    return found + (decider.watermark(max(event.place for event in ordered) + 1) if ordered else [])


def in_batches(size: int, recorded: bool = False) -> Run:
    """The columnar executor, given the events as JSON lines, or decoded, and judging them in batches of `size` rows.

    It leaves inputs with contradicting events to the exact executor, as a run does.
    """

    def run(program: Program, events: Sequence[Raw], most: int = MOST) -> list[Finding]:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(batch, "FEW", 0)
                return columnar(program, events, size, recorded, most)[1]
        except Unreadable:
            return run_step(program, events, most)

    return run


def columnar(
    program: Program, events: Sequence[Raw], size: int, recorded: bool = False, most: int = MOST
) -> tuple[Batches, list[Finding]]:
    """The columnar executor after all events, and what it found. Raises Unreadable for contradicting events."""
    lines = b"".join(orjson.dumps(each) + b"\n" for each in events)
    decoder, strings, tally = Decoder(program.kinds, program.currency), Strings(), Tally(_refuse)
    columns = layout(program.kinds, fields_read(program), json_lines.FIELDS)
    stream = Stream.of("random", BytesIO(lines))
    if recorded:
        tables = RecordReader(columns, strings, decoder, tally).tables(json_lines.read(stream))
    else:
        tables = BlockReader(columns, strings, decoder, tally).tables(stream)
    batches = Batches(program, rows(program), columns, strings, telling=Telling(most=most))
    found: list[Finding] = []
    for table in Merge(columns, strings, feeding(program), 0, tally).batches([tables]):
        for start in range(0, len(table), size):
            found += batches.push(table.take(np.arange(start, min(start + size, len(table)))))
    ends = [event.place for event in decoded(program, events)]
    return batches, found + (batches.finish(max(ends)) if ends else [])


def _refuse(reject: Reject) -> None:
    """Conflicting duplicates are part of the game; nothing else may be rejected."""
    assert "conflicting duplicate" in reject.reason, reject


EXECUTORS: Final[list[tuple[str, Run]]] = [
    ("step", run_step),
    ("decide", run_decide),
    ("columns", in_batches(1000)),
    ("columns by 3", in_batches(3)),
    ("columns of records", in_batches(1000, recorded=True)),
]


def verdicts(program: Program, findings: Sequence[Finding]) -> list[Verdict]:
    """Findings in the judge's words: a cause is the observed event, and the rules that lead from it to the finding."""
    known = {each.id: each for each in findings}
    return sorted(_verdict(program, each, known) for each in findings)


def _verdict(program: Program, finding: Finding, known: Mapping[str, Finding]) -> Verdict:
    declared = {each.name: each.stream.lets for each in program.rules} | {each.name: each.after.lets for each in program.duties}
    lets = {name for name, node in declared[finding.rule] if is_plain(node.type)}
    facts = tuple(sorted((name, _fact(value)) for name, value in finding.facts.items() if name in lets))
    return Verdict(
        finding.rule,
        _cause(finding.source, finding.event, known),
        finding.element,
        finding.state,
        finding.severity,
        "" if finding.subject is None else str(finding.subject),
        finding.repeats,
        NEVER if finding.repeated_at is None else finding.repeated_at,
        finding.at,
        finding.late,
        facts,
    )


def _cause(source: str, event: str, known: Mapping[str, Finding]) -> str:
    origin, *derivations = event.split("~")
    tail = "".join(f"~{each}" for each in derivations)
    if origin not in known:
        return f"{source}/{origin}{tail}"
    finding = known[origin]
    return f"{finding.rule}({_cause(finding.source, finding.event, known)},{finding.element}){tail}"


def _fact(value: object) -> str:
    return MISSING if isinstance(value, Missing) else rendered(value)

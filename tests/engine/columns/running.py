"""Whole runs over columns and step by step, of the same lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import orjson
import pytest
from msgspec.structs import asdict

from bylaws.engine import batch
from bylaws.engine.batch import Batches
from bylaws.engine.column_run import ColumnRun
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.needs import fields_read, narrowed
from bylaws.engine.step import Stepper
from bylaws.engine.unsettled import Telling
from bylaws.events.catalogue import Catalogue
from bylaws.events.columns import blocks, records
from bylaws.events.columns import sorting as sorted_tables
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.records import RecordReader
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject
from bylaws.policy.program import Program

FRONT = """---
policy: acceptable-use
language: 1
provider: Example Provider
version: 2026-01-01
effective: 2020-01-01T00:00:00Z
contact: abuse@example.com
timezone: UTC
---
# Acceptable use {#top}
"""

Lists = Mapping[str, Sequence[Row]]
Inputs = Sequence[bytes]


@dataclass(slots=True)
class Ran:
    """What a run found. `kept`: how many rules were judged over columns, of `rules`."""

    findings: list[dict[str, object]]
    debts: list[OpenDebt]
    rules: int = 0
    kept: int = 0
    reasons: dict[str, str] = field(default_factory=dict)


def lines_of(events: Iterable[Mapping[str, object]]) -> bytes:
    return b"".join(orjson.dumps(each) + b"\n" for each in events)


def decoded(
    program: Program, inputs: Inputs, catalogue: Catalogue | None = None, rejected: Callable[[Reject], None] | None = None
) -> list[Event]:
    """The events of some inputs in the one order, by the ordinary reader."""
    decoder = Decoder(catalogue or narrowed(program.kinds, fields_read(program)), program.currency)
    feeding = {each.feed.kind for each in program.lists.values() if each.feed is not None}
    events = []
    for number, data in enumerate(inputs):
        for record in json_lines.read(Stream.of(f"input {number}", BytesIO(data))):
            assert not isinstance(record, Reject), record
            events.append(decoder.decode(record))
    return list(in_order(events, feeding, rejected))


def step_by_step(
    program: Program,
    inputs: Inputs,
    lists: Lists | None = None,
    catalogue: Catalogue | None = None,
    reach: int | None = None,
    rejected: Callable[[Reject], None] | None = None,
    telling: Telling = Telling(),
) -> Ran:
    stepper = Stepper(program, lists, reach=reach, telling=telling)
    events = decoded(program, inputs, catalogue, rejected)
    found = [finding for event in events for finding in stepper.push(event)]
    found += stepper.finish(max(event.at for event in events)) if events else []
    return Ran(told(found), stepper.open_debts)


def over_columns(
    program: Program,
    inputs: Inputs,
    lists: Lists | None = None,
    block: int = 1 << 20,
    until: int | None = None,
    reach: int | None = None,
    sorting: int = 0,
    rejected: Callable[[Reject], None] | None = None,
    telling: Telling = Telling(),
    recorded: bool = False,
    is_beside: bool = False,
) -> Ran:
    """Raises Unreadable, Unsorted and Forgotten as the run itself does. `sorting`: so many rows at a time; 0: not at all.

    `recorded`: the lines are read as those of any other format are, a few events in a table. `is_beside`: by another process.
    """
    decoder = Decoder(narrowed(program.kinds, fields_read(program)), program.currency)
    tally = Tally(rejected or (lambda reject: pytest.fail(str(reject))))
    reading = RecordReader if recorded else BlockReader
    run: ColumnRun[Any] = ColumnRun(program, lists or {}, decoder, tally, reading, reach, telling, is_beside)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "FEW", 0)
        patch.setattr(blocks, "BLOCK", block)
        patch.setattr(records, "ROWS", 1 + block // 600)
        patch.setattr(sorted_tables, "ROWS", sorting)

        def opened() -> list[Any]:
            streams = [_stream(number, data, block) for number, data in enumerate(inputs)]
            return [json_lines.read(each) for each in streams] if recorded else streams

        batches = run.sorted_findings(opened, until) if sorting else run.findings(opened(), until)
        found = [finding for judged in batches for finding in judged]
    found += run.batches.finish(run.tally.latest) if run.tally.latest is not None else []
    plan = run.batches.plan
    return Ran(told(found), run.batches.open_debts, len(program.rules), len(plan.rules), dict(plan.reasons))


def _stream(number: int, data: bytes, piece: int) -> Stream:
    return Stream(f"input {number}", iter([data[at : at + piece] for at in range(0, len(data), piece)]))


def told(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [asdict(each) for each in findings]


def agreeing(
    program: Program,
    inputs: Inputs,
    lists: Lists | None = None,
    block: int = 1 << 20,
    sorting: int = 0,
    telling: Telling = Telling(),
    is_beside: bool = False,
) -> Ran:
    """Runs step by step and over columns, of lines and of records, and compares, what is rejected too."""
    rejected: list[Reject] = []
    steps = step_by_step(program, inputs, lists, rejected=rejected.append, telling=telling)
    for recorded in (True, False):
        here: list[Reject] = []
        columns = over_columns(
            program,
            inputs,
            lists,
            block,
            sorting=sorting,
            rejected=here.append,
            telling=telling,
            recorded=recorded,
            is_beside=is_beside,
        )
        assert columns.findings == steps.findings
        assert columns.debts == steps.debts
        assert sorted(map(str, here)) == sorted(map(str, rejected))
    return columns


__all__ = ["Batches", "Ran", "agreeing", "decoded", "lines_of", "over_columns", "step_by_step"]

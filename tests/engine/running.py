"""Small policies run over a few events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bylaws.engine.finding import Finding
from bylaws.engine.step import Stepper
from bylaws.events.decode import decode
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.record import Record
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program

Raw = Mapping[str, object]

HEAD = """---
policy: tested
language: 1
provider: Test Provider
version: 2026-01-01
effective: 2026-01-01T00:00:00Z
contact: abuse@provider.example
timezone: {zone}
---
"""


def program_of(block: str, zone: str = "UTC", effective: str = "2026-01-01T00:00:00Z") -> Program:
    """A policy of one clause with these declarations."""
    head = HEAD.format(zone=zone).replace("2026-01-01T00:00:00Z", effective)
    compiled = compile_text(f"{head}## The clause {{#clause}}\n\n```bylaw\n{block}\n```\n")
    assert compiled.program is not None, [each.message for each in compiled.errors]
    return compiled.program


def instant(text: str) -> int:
    """Microseconds since 1970 of an ISO instant, in UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text if "+" in text or text.endswith("Z") else text + "+00:00")
    return round(moment.timestamp()) * 10**6


def ev(kind: str, at: str, **fields: object) -> dict[str, object]:
    """A raw event; `from_` stands for `from`, `kind_` for a kind's own field `kind`. A clock time alone is on 1 May 2026."""
    if len(at) < 10:
        at = f"2026-05-01T{at}"
    at += "" if at.endswith("Z") or "+" in at else "Z"
    return {"kind": kind, "at": at, **{"from" if name == "from_" else name: value for name, value in fields.items()}}


def decoded(program: Program, events: Iterable[Raw]) -> list[Event]:
    found = []
    for number, raw in enumerate(events, 1):
        members = {name: value for name, value in raw.items() if name != "kind"}
        if "kind_" in members:
            members["kind"] = members.pop("kind_")
        record = Record(str(raw["kind"]), members, "test", number, 0)
        found.append(decode(record, program.kinds, program.currency))
    return found


def ordered(program: Program, events: Iterable[Raw]) -> list[Event]:
    feeding = {each.feed.kind for each in program.lists.values() if each.feed is not None}
    return list(in_order(decoded(program, events), feeding))


def run(
    program: Program, events: Iterable[Raw], until: str = "", lists: Mapping[str, Sequence[Raw]] | None = None
) -> list[Finding]:
    """All findings; the watermark ends at `until`, else at the last event."""
    stepper = Stepper(program, lists)
    events = ordered(program, events)
    found = [finding for event in events for finding in stepper.push(event)]
    end = instant(until) if until else max(event.place for event in events)
    return found + stepper.finish(end)


def told(findings: Iterable[Finding]) -> list[tuple[str, str, object]]:
    """Rule, event and state of each finding, without what all ids have in common."""
    return [(each.rule, each.event.removeprefix("test#"), each.state) for each in findings]

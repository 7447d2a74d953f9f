"""The product's executors under one signature, and their findings in the judge's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bylaws.engine.finding import Finding
from bylaws.engine.step import Stepper
from bylaws.events.decode import decode
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.record import Record
from bylaws.events.types import Missing
from bylaws.policy.program import Program

from .judge import MISSING, Verdict, rendered
from .sql import is_plain

Raw = Mapping[str, object]
Run = Callable[[Program, Sequence[Raw]], list[Finding]]


def decoded(program: Program, events: Iterable[Raw]) -> list[Event]:
    """The events as the product reads them, in the order of arrival."""
    found = []
    for n, each in enumerate(events):
        raw = {name: value for name, value in each.items() if name != "kind"}
        found.append(decode(Record(str(each["kind"]), raw, "random", n + 1, 0), program.kinds, program.currency))
    return found


def feeding(program: Program) -> set[str]:
    return {each.feed.kind for each in program.lists.values() if each.feed is not None}


def run_step(program: Program, events: Sequence[Raw]) -> list[Finding]:
    """The exact executor, event by event."""
    stepper = Stepper(program)
    ordered = list(in_order(decoded(program, events), feeding(program)))
    found = [finding for event in ordered for finding in stepper.push(event)]
    return found + (stepper.finish(max(event.place for event in ordered)) if ordered else [])


EXECUTORS: Final[list[tuple[str, Run]]] = [("step", run_step)]


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
        finding.at,
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

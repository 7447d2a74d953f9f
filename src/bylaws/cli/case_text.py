"""Cases, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bylaws.cli.policies import number
from bylaws.desk.desk import Taken
from bylaws.desk.recalling import Recalled
from bylaws.enforce.case import Case, Step
from bylaws.enforce.changes import Change
from bylaws.events.show import plain_value
from bylaws.events.types import INSTANT
from bylaws.policy.program import Program
from bylaws.store.store import Row
from bylaws.study.markup import in_one_line

MOST = 10
"""Findings and subjects that are shown."""
COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "", "info": "dim"}


def when(at: int | None) -> str:
    return str(plain_value(INSTANT, at))[:16].replace("T", " ") if at is not None else ""


def rows_text(rows: Sequence[Row], now: int) -> RenderableType:
    """A list of cases, the gravest first."""
    if not rows:
        return Text("No such case. `bylaws case open out/findings.jsonl` opens cases from what a run found.")
    table = Table(box=None, pad_edge=False)
    for name in ("case", "state", "severity", "clause", "opened", "due", "with"):
        table.add_column(name)
    for each in rows:
        late = each.due_at is not None and each.due_at < now
        table.add_row(
            each.id,
            each.state,
            Text(each.severity, style=COLOURS[each.severity]),
            each.clause,
            when(each.opened_at),
            Text(when(each.due_at), style="red" if late else ""),
            Text(each.claimed_by),
        )
    return table


def case_text(program: Program, case: Case, changes: Iterable[Change], evidence: Mapping[str, str]) -> RenderableType:
    return Group(*_case(program, case, changes, evidence))


def _case(program: Program, case: Case, changes: Iterable[Change], evidence: Mapping[str, str]) -> Iterator[RenderableType]:
    clause = next((each for each in program.clauses if each.slug == case.clause), None)
    yield Text.assemble((f"Case {case.id}", "bold"), f"  {case.state}, ", (case.severity, COLOURS[case.severity]))
    yield Text(f"Clause {case.clause}{f': {clause.title}' if clause else ''}, version {case.law.version} of {case.law.policy}")
    if case.cluster:
        yield Text(f"One case for {number(len(case.parties), 'subject')}, for they share {in_one_line(case.cluster)}")
    if case.claimed_by:
        yield Text(f"{in_one_line(case.claimed_by)} works on it")
    yield from _parties(case, evidence)
    yield from _decisions(case)
    yield Text("\nHistory", style="bold")
    table = Table(box=None, pad_edge=False, show_header=False)
    for each in changes:
        table.add_row(when(each.at), Text(in_one_line(each.by)), str(type(each).__struct_config__.tag), Text(_about(each)))
    yield Padding(table, (0, 0, 0, 2))


def _parties(case: Case, evidence: Mapping[str, str]) -> Iterator[RenderableType]:
    for party in case.parties[:MOST]:
        left_out = f", left out: {party.excluded}" if party.excluded else ""
        yield Text(f"\n{in_one_line(str(party.subject))}{left_out}", style="bold")
        table = Table(box=None, pad_edge=False, show_header=False)
        for each in party.findings[:MOST]:
            line = orjson.loads(evidence[each.id]) if each.id in evidence else {}
            struck = f"struck: {party.struck[each.id]}" if each.id in party.struck else ""
            table.add_row(
                each.id[:12], when(each.at), each.severity, Text(in_one_line(line.get("says", ""))), Text(struck, style="red")
            )
        yield Padding(table, (0, 0, 0, 2))
        if len(party.findings) > MOST:
            yield Text(f"  and {len(party.findings) - MOST:,} more")
    if len(case.parties) > MOST:
        yield Text(f"\nand {number(len(case.parties) - MOST, 'more subject')}")


def _decisions(case: Case) -> Iterator[RenderableType]:
    for decision in case.decisions:
        yield Text(f"\nDecision {decision.id}: {decision.verdict}", style="bold")
        yield Text(f"  by {in_one_line(decision.by)}, {when(decision.at)}: {in_one_line(decision.reasons)}")
        for name in ("deliberate", "repeated", "risk"):
            held = getattr(decision.degrees, name)
            answer = {True: "yes", False: "no", None: "cannot be told"}[held.holds]
            yield Text(f"  {name}: {answer}, {in_one_line(held.why)}")
        for step in case.steps_of(decision.id)[:MOST]:
            yield Text(f"  {_step(step)}")
        for notice in [each for each in case.notices if each.decision == decision.id][:MOST]:
            why = f" ({notice.why})" if notice.why else ""
            yield Text(f"  notice {notice.id} to {in_one_line(str(notice.subject))}, {notice.sort}: {notice.state}{why}")
        for appeal in [each for each in case.appeals if each.decision == decision.id]:
            judged = f" by {appeal.reviewer}: {appeal.reasons}" if appeal.reviewer else f": {appeal.text}"
            yield Text(f"  appeal {appeal.id} by {in_one_line(appeal.by)}: {appeal.state}{in_one_line(judged)}")


def _step(step: Step) -> str:
    parts = [f"step {step.id}: {step.measure} {step.target}, {step.state}"]
    parts += [f"until {when(step.until)}"] if step.until is not None else []
    parts += [f"needs {' and '.join(step.lacks)}"] if step.lacks else []
    if step.confirm_due and not step.confirmed:
        parts.append(f"confirmed by {step.confirm_by} until {when(step.confirm_due)}, else it ends")
    parts += [f"approved by {', '.join(each.by for each in step.approvals)}"] if step.approvals else []
    return in_one_line(", ".join(parts) + (f" ({step.why})" if step.why else ""))


def _about(change: Change) -> str:
    for name in ("reason", "why", "reasons", "advice", "step", "notice", "who", "subject"):
        told = getattr(change, name, "")
        if told:
            return in_one_line(str(told))
    return ""


def taken_words(taken: Taken) -> list[str]:
    """What became of findings, line by line."""
    parts = [
        f"{number(taken.opened, 'case')} opened",
        f"{taken.joined:,} joined",
        f"{number(taken.known, 'finding')} known already",
    ]
    parts += [f"{taken.decided:,} decided by machine"] if taken.decided else []
    parts += [f"{number(taken.shadow, 'finding')} of rules in the shadow"] if taken.shadow else []
    parts += [f"{taken.ignored:,} not settled, or of rules that are off"] if taken.ignored else []
    told = [", ".join(parts), *(f"{each.rule} goes to {each.mode}: {each.reason}" for each in taken.broken)]
    if taken.shadow and not taken.cases:
        told.append("rules begin in the shadow: `bylaws rule mode RULE --to review` makes cases of what they find")
    return told


def recalled_text(recalled: Recalled, *, done: bool) -> RenderableType:
    """What a recall does, or did."""
    does = "struck" if done else "would be struck"
    told = [
        Text(f"{number(recalled.findings, 'finding')} of {recalled.rule} in {number(recalled.cases, 'case')} {does}"),
        Text(f"{number(recalled.steps, 'step')} taken back, {recalled.withdrawn:,} withdrawn before they were done"),
    ]
    if recalled.told:
        told.append(Text(f"Told already, who are to hear of it: {', '.join(recalled.told[:MOST])}{_more(recalled.told)}"))
    if recalled.left:
        told.append(Text(f"Left, for they rest on other rules too: {', '.join(recalled.left[:MOST])}{_more(recalled.left)}"))
    if recalled.lasting:
        told.append(Text(f"Not to be taken back: {', '.join(recalled.lasting[:MOST])}{_more(recalled.lasting)}", style="yellow"))
    return Group(*told)


def _more(told: Sequence[str]) -> str:
    return f" and {len(told) - MOST:,} more" if len(told) > MOST else ""

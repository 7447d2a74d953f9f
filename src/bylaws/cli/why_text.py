"""What `bylaws why` tells of a finding, as text in a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bylaws.cli.policies import number
from bylaws.engine.explain import Consulted, Counted, Explanation, Judged, LookedAt, Read
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Note
from bylaws.engine.nulls import is_null
from bylaws.engine.permits import WRITTEN, Argument, Lack, Permit, Verdict
from bylaws.engine.scope import stream_of
from bylaws.events.types import INT64_MAX, Missing, Type
from bylaws.policy.expressions import FieldRef, Param
from bylaws.policy.program import Duty, Ladder, Program, Rule
from bylaws.policy.walk import children, walk
from bylaws.study.markup import flowing, in_one_line
from bylaws.study.mask import Mask
from bylaws.study.retold import Retold, expected, outcome
from bylaws.study.shown import Shown

LATEST: Final = 6
"""Events to print behind a fact."""


def why_text(retold: Retold) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    program, finding, maker = retold.program, retold.finding, retold.maker
    shown = Shown.of(Mask(b"", off=True), program)
    clause = program.clause(finding.clause)
    yield Text(
        f"{finding.severity} {finding.state} finding against {shown.subject(finding)}, {shown.time(finding.at)}", style="bold"
    )
    if finding.says:
        yield Text(shown.says(finding))
    yield from _standing(retold, shown)
    yield Text(f"\nClause {clause.slug}, as worded in version {finding.version}", style="bold")
    yield Padding(Text(flowing(clause.text) + "\n"), (0, 0, 0, 2), expand=False)
    yield Text(f"Rule {maker.name}" if isinstance(maker, Rule) else f"Duty {maker.name}", style="bold")
    yield Padding(Text(maker.span.text.strip() + "\n"), (0, 0, 0, 2), expand=False)
    facts = _facts(finding, shown, _published(program, maker, finding.at))
    if facts.row_count:
        yield facts
    yield from _ladder(retold.ladder)
    looked_at = retold.looked_at
    yield from _event(finding, looked_at.judged, maker, shown)
    if isinstance(maker, Duty):
        yield _debt(finding, maker, shown)
    yield from _behind(looked_at.windows, shown)
    yield from _consulted(looked_at, finding, shown)
    yield from _outcome(finding, shown)
    yield Text(f"\nRule at {_near(str(maker.span))}", style="dim")


def _standing(retold: Retold, shown: Shown) -> Iterator[Text]:
    """How it began and what later events added to it, and what is special about its own event."""
    finding, began = retold.finding, retold.looked_at.severity
    if finding.repeats:
        last = f", the last at {shown.time(finding.repeated_at)}" if finding.repeated_at is not None else ""
        are = "is" if finding.repeats == 1 else "are"
        yield Text(f"{number(finding.repeats, 'more finding')} like it {are} counted under it{last}")
    if finding.severity != began:
        yield Text(f"It began as {began}; one of these raised it to {finding.severity}")
    if finding.further:
        yield Text(f"{finding.further:,} more are unsettled for want of the same, and only counted")
    if finding.late:
        at = shown.time(finding.place)
        yield Text(f"Made by a late event: what it is counted with is as it stood at {at}, as late as its kind may be")


def _ladder(ladder: Ladder | None) -> Iterator[RenderableType]:
    """The steps that the clause names."""
    if ladder is not None:
        yield Text(f"\nSteps {ladder.name}, under clause {ladder.clause}", style="bold")
        yield Padding(Text(ladder.span.text.strip()), (0, 0, 0, 2), expand=False)


def _near(place: str) -> str:
    """A place as seen from the working folder, if it is within."""
    return place.removeprefix(f"{Path.cwd()}{os.sep}")


def _published(program: Program, maker: Rule | Duty, at: int) -> Iterator[tuple[str, Type, object]]:
    """The parameters that a rule reads, with their values at an instant."""
    names = {node.name for child in children(maker) for node in walk(child) if isinstance(node, Param)}
    for name in sorted(names):
        parameter = program.parameters[name]
        yield name, parameter.type, parameter.at(at)


def _facts(finding: Finding, shown: Shown, published: Iterator[tuple[str, Type, object]]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in shown.facts(finding):
        table.add_row(name, Text(value))
    for name, value in shown.degrees(finding):
        table.add_row(name, Text(value))
    for name, error in finding.errors.items():
        table.add_row(name, Text(error, style="red"))
    for name, type, held in published:
        table.add_row(Text(name, style="dim"), Text(f"{shown.value(held, type)}, published", style="dim"))
    return table


def _event(finding: Finding, judged: Judged, maker: Rule | Duty, shown: Shown) -> Iterator[RenderableType]:
    """The event judged, or that opened the duty, and what was read on it."""
    yield Text("\nOpened by the event" if isinstance(maker, Duty) else "\nThe event judged", style="bold")
    yield Text(f"  {shown.time(judged.at)}  {finding.kind}  {in_one_line(finding.source)}  {in_one_line(finding.event)}")
    table = Table(show_header=False, box=None, pad_edge=False)
    for name in (each for each in judged.fields if each != "at"):
        table.add_row(Text(f"  {name}"), Text(_given(finding.fields.get(name), shown.types.field(finding, name), shown)))
    each = stream_of(maker).each
    if each:
        variable, array = each
        of = array.type.of[0] if array.type.of else None
        table.add_row(Text(f"  {variable}"), Text(f"{shown.value(judged.element, of)}, element {finding.element + 1}"))
    if table.row_count:
        yield table


def _given(value: object, type: Type | None, shown: Shown) -> str:
    """What an event says of a field."""
    return "not given" if value is None or isinstance(value, Missing) else shown.value(value, type)


def _debt(finding: Finding, duty: Duty, shown: Shown) -> Text:
    """What was owed under which key, until when, and whether it came after all."""
    came = "it did not come" if finding.paid_late is None else f"it came late, {shown.time(finding.paid_late)}"
    key = shown.key(finding)
    return Text(f"\nExpected {expected(duty.expect)}\n  for {key}, due {shown.time(finding.at)}: {came}")


def _behind(windows: Sequence[Counted], shown: Shown) -> Iterator[Text]:
    """The events behind each fact; facts of the same events together, those of none left out."""
    facts: dict[object, tuple[Note, list[str]]] = {}
    for each in windows:
        note = each.note
        if not note.count and not note.beyond:
            continue
        same = (note.count, note.beyond, tuple((event.source, event.id) for event in note.events))
        facts.setdefault(same, (note, []))[1].append(f"{each.text}: {shown.value(each.value, each.type)}")
    for note, texts in facts.values():
        yield Text("\n" + "\n".join(texts), style="bold")
        latest = note.events[-LATEST:]
        more = ", or more than it could look at" if note.beyond else ""
        yield Text(f"  {number(note.count, 'event')}{more}" + (f", the latest {len(latest)}:" if len(latest) < note.count else ":"))
        for event in latest:
            yield Text(f"  {shown.time(event.at)}  {event.kind}  {in_one_line(event.source)}  {in_one_line(event.id)}")


def _consulted(looked_at: Explanation, finding: Finding, shown: Shown) -> Iterator[RenderableType]:
    """What each look-up found, and what each exception and permit came to, by the values that were looked at."""
    for row in looked_at.rows:
        yield Text(f"\n{row.text}: {_row(row, shown)}")
    told = {each.text for excuse in looked_at.excuses for each in excuse.read}
    for text, verdict in looked_at.permits:
        if text not in told:
            yield Text(f"\n{text}: {_verdict(verdict, shown)}")
    for excuse in looked_at.excuses:
        yield from _excuse(excuse, finding, shown)


def _row(looked_up: Consulted, shown: Shown) -> str:
    """The row of a list that a look-up found, with its values."""
    if looked_up.row is None or isinstance(looked_up.row, Missing):
        return f"no row in {looked_up.list}"
    return f"in {looked_up.list}, {shown.value(looked_up.row, looked_up.type)}"


def _excuse(excuse: LookedAt, finding: Finding, shown: Shown) -> Iterator[RenderableType]:
    """An `unless` or exception by its condition, with the values that it was judged by."""
    where = f" (clause {excuse.clause})" if excuse.clause else ""
    name = shown.excuse(finding, excuse.name)
    yield Text(f"\n{name}{where}: {outcome(excuse.value)}", style="bold")
    if name == excuse.name:
        lifts = f"lifts {excuse.lifts} " if excuse.lifts else ""
        yield Text(f"  {lifts}when {excuse.condition}")
    table = Table(show_header=False, box=None, pad_edge=False)
    for each in excuse.read:
        if each.text == excuse.condition:
            yield Text(f"  {_come_to(each, shown)}")
        else:
            table.add_row(Text(f"  {each.text}"), Text(_come_to(each, shown)))
    if table.row_count:
        yield table


def _come_to(read: Read, shown: Shown) -> str:
    """What a part of a condition came to."""
    if isinstance(read.value, Verdict):
        return _verdict(read.value, shown)
    if isinstance(read.part, FieldRef):
        return _given(read.value, read.part.type, shown)
    return shown.value(read.value, read.part.type)


def _outcome(finding: Finding, shown: Shown) -> Iterator[Text]:
    """Why it is not settled, or not in force, if it is not."""
    if finding.hypothetical:
        yield Text("\nHypothetical: the clause was not yet in force")
    if finding.missing:
        yield Text(f"\nUnsettled: {', '.join(finding.missing)} is missing")
    if finding.excuse:
        under = f" under clause {finding.excuse_clause}" if finding.excuse_clause else ""
        yield Text(f"\nExcused by {shown.excuse(finding, finding.excuse)}{under}")


def _verdict(verdict: Verdict, shown: Shown) -> str:
    """Which permit covers what was asked for, or why none does."""
    if verdict.permit is None:
        elsewhere = "" if verdict.others is None else f"; {in_one_line(verdict.others.id)} was given to {_holders(verdict.others)}"
        return f"no permit{elsewhere}"
    name = in_one_line(verdict.permit.id)
    if not verdict.lacks:
        return f"permit {name} covers this"
    return f"nearest permit {name} {', '.join(_lack(each, verdict.permit, shown) for each in verdict.lacks)}"


def _holders(permit: Permit) -> str:
    return " and ".join(f"{entity} {in_one_line(id)}" for entity, id in sorted(permit.holders)) or "nobody"


def _lack(lack: Lack, permit: Permit, shown: Shown) -> str:
    """What a permit allows and what was asked for; when it holds; or that it is not in writing."""
    if lack.name == WRITTEN:
        return "is not in writing"
    if lack.asked is None:
        began = f"holds from {shown.time(permit.start)}"
        return began if permit.end == INT64_MAX else f"{began} to {shown.time(permit.end)}"
    allowed = " or ".join(map(in_one_line, lack.allows))
    return f"allows {lack.name} {allowed}, where {_asked(lack.asked, shown)} was asked for"


def _asked(argument: Argument, shown: Shown) -> str:
    return "what the event does not tell" if is_null(argument.value) else shown.value(argument.value, argument.type)

"""`bylaws why`: the whole story of one finding."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bylaws.app import Retold, retell
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.policies import number, program_of
from bylaws.cli.progress import Bar
from bylaws.engine.explain import Consulted, Counted, Explanation, Judged, LookedAt, Read
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Note
from bylaws.engine.permits import Verdict
from bylaws.engine.scope import stream_of
from bylaws.events.show import plain_value
from bylaws.events.types import Missing, Type
from bylaws.policy.expressions import FieldRef, Param
from bylaws.policy.program import Duty, Program, Rule, Watch
from bylaws.policy.walk import children, walk
from bylaws.study.as_json import finding_json, instant
from bylaws.study.markup import flowing, in_one_line
from bylaws.study.mask import Mask
from bylaws.study.request import Request, UsageError
from bylaws.study.shown import Shown
from bylaws.study.typed import types_of

SHORTEST = 4
LATEST = 6  # events to print

Prefix = Annotated[str, Parameter(name="FINDING", help="a finding's id, or its first characters")]
Folder = Annotated[Path, Parameter(name="--out", help="the output folder of the run")]
Format = Annotated[Literal["text", "json"], Parameter(help="how to print")]


def why(finding: Prefix, /, *, folder: Folder = Path("out"), format: Format = "text") -> Exit:
    """Retell one finding: clause, rule, facts, the events behind them, the permit or exception looked at."""
    line = _line(finding, folder)
    request = _request(folder)
    program = program_of(request.policy)
    if program is None:
        return Exit.BROKEN_POLICY
    if "-" in request.events:
        raise UsageError("that run read standard input, which cannot be read again; run over a file, and then ask why")
    with Bar() as bar:
        retold = retell(program, request, line, bar)
    if retold is None:
        tell("this finding is not made any more: the policy or the events have changed since that run")
        return Exit.FINDINGS
    if format == "json":
        print_json(_document(retold))
    else:
        for part in _story(retold):
            show(part)
    return Exit.NOTHING


def _line(prefix: str, folder: Path) -> Mapping[str, Any]:
    """The line of findings.jsonl that a prefix names."""
    path = folder / "findings.jsonl"
    if not path.is_file():
        raise UsageError(f"there are no findings in {folder}; `--out` names the output folder of a run")
    if len(prefix) < SHORTEST:
        raise UsageError(f"give at least {SHORTEST} characters of the finding's id")
    with path.open(encoding="utf-8") as lines:
        found = [line for line in lines if line.startswith(f'{{"id":"{prefix}')]
    if len(found) != 1:
        many, none = (
            f"{len(found)} findings in {path} begin with {prefix}; give more of the id",
            f"no finding in {path} begins with {prefix}",
        )
        raise UsageError(many if found else none)
    told: Mapping[str, Any] = json.loads(found[0])
    return told


def _request(folder: Path) -> Request:
    try:
        return Request.of_json(json.loads((folder / "summary.json").read_text(encoding="utf-8"))["run"])
    except (OSError, ValueError, KeyError):
        raise UsageError(f"{folder / 'summary.json'} does not say how the run was made; run again into {folder}") from None


def _story(retold: Retold) -> Iterator[RenderableType]:
    program, finding = retold.program, retold.finding
    shown = Shown.of(Mask(b"", off=True), program)
    clause = program.clause(finding.clause)
    maker = _maker(program, finding.rule)
    yield Text(
        f"{finding.severity} {finding.state} finding against {shown.subject(finding)}, {shown.time(finding.at)}", style="bold"
    )
    yield Text(f"{shown.says(finding)}\n" if finding.says else "")
    yield Text(f"Clause {clause.slug}, as worded in version {finding.version}", style="bold")
    yield Padding(Text(flowing(clause.text) + "\n"), (0, 0, 0, 2), expand=False)
    yield Text(f"Rule {maker.name}" if isinstance(maker, Rule) else f"Duty {maker.name}", style="bold")
    yield Padding(Text(maker.span.text.strip() + "\n"), (0, 0, 0, 2), expand=False)
    facts = _facts(finding, shown, _published(program, maker, finding.at))
    if facts.row_count:
        yield facts
    looked_at = retold.looked_at
    yield from _event(finding, looked_at.judged, maker, shown)
    if isinstance(maker, Duty):
        yield _debt(finding, maker, shown)
    yield from _behind(looked_at.windows, shown)
    yield from _consulted(looked_at, finding, shown)
    yield from _outcome(finding, shown)
    yield Text(f"\nRule at {_near(str(maker.span))}", style="dim")


def _near(place: str) -> str:
    """A place as seen from the working folder, if it is within."""
    return place.removeprefix(f"{Path.cwd()}{os.sep}")


def _maker(program: Program, name: str) -> Rule | Duty:
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    return next(each for each in makers if each.name == name)


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
    return Text(f"\nExpected {_expected(duty.expect)}\n  for {key}, due {shown.time(finding.at)}: {came}")


def _expected(watch: Watch) -> str:
    """What a duty waits for, in its own words."""
    texts = [(theirs.span.text, ours.span.text) for theirs, ours in watch.keys]
    keys = ", ".join(theirs if theirs == ours else f"{theirs} = {ours}" for theirs, ours in texts)
    where = watch.where.span.words if watch.where else ""
    return watch.kind + (f" by {keys}" if keys else "") + (f" where {where}" if where else "")


def _behind(windows: Sequence[Counted], shown: Shown) -> Iterator[Text]:
    """The events behind each fact; facts of the same events together, those of none left out."""
    facts: dict[object, tuple[Note, list[str]]] = {}
    for each in windows:
        note = each.note
        if not note.count and not note.beyond:
            continue
        same = (note.count, note.beyond, tuple((event.source, event.id) for event in note.events))
        facts.setdefault(same, (note, []))[1].append(each.text)
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
            yield Text(f"\n{text}: {_verdict(verdict)}")
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
    yield Text(f"\n{name}{where}: {_truth(excuse.value)}", style="bold")
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
        return _verdict(read.value)
    if isinstance(read.part, FieldRef):
        return _given(read.value, read.part.type, shown)
    return shown.value(read.value, read.part.type)


def _verdict(verdict: Verdict) -> str:
    if not verdict.permit:
        return "no permit"
    name = in_one_line(verdict.permit)
    return f"nearest permit {name} lacks {', '.join(verdict.lacks)}" if verdict.lacks else f"permit {name} covers this"


def _truth(value: object) -> str:
    if isinstance(value, Missing):
        return f"unknown, {', '.join(value.names)} missing"
    return "holds" if value is True else "does not hold"


def _outcome(finding: Finding, shown: Shown) -> Iterator[Text]:
    """Why it is not settled, or not in force, if it is not."""
    if finding.hypothetical:
        yield Text("\nHypothetical: the clause was not yet in force")
    if finding.missing:
        yield Text(f"\nUnsettled: {', '.join(finding.missing)} is missing")
    if finding.excuse:
        under = f" under clause {finding.excuse_clause}" if finding.excuse_clause else ""
        yield Text(f"\nExcused by {shown.excuse(finding, finding.excuse)}{under}")


def _document(retold: Retold) -> dict[str, object]:
    program, finding = retold.program, retold.finding
    clause, maker = program.clause(finding.clause), _maker(program, finding.rule)
    looked_at = retold.looked_at
    return {
        "finding": finding_json(finding, types_of(program), program.currency),
        "clause": {"slug": clause.slug, "title": clause.title, "text": clause.text},
        "rule": {"name": maker.name, "place": str(maker.span), "text": maker.span.text},
        "judged": _judged(finding, looked_at.judged),
        "debt": _owed(finding, maker) if isinstance(maker, Duty) else None,
        "behind": [_counted(each) for each in looked_at.windows],
        "permits": [
            {"asked": text, "nearest": verdict.permit or None, "lacks": list(verdict.lacks)} for text, verdict in looked_at.permits
        ],
        "excuses": [_excused(each, program.currency) for each in looked_at.excuses],
    }


def _excused(excuse: LookedAt, currency: str) -> dict[str, object]:
    """Permits that its condition asks for are told by themselves."""
    read = [each for each in excuse.read if not isinstance(each.value, Verdict)]
    return {
        "name": excuse.name,
        "clause": excuse.clause or None,
        "lifts": excuse.lifts or None,
        "condition": excuse.condition,
        "read": [{"part": each.text, "value": plain_value(each.part.type, each.value, currency)} for each in read],
        "outcome": _truth(excuse.value),
    }


def _judged(finding: Finding, judged: Judged) -> dict[str, object]:
    """The event is in the finding; this is when it was, and what of it was read."""
    return {"at": instant(judged.at), "element": finding.element, "read": list(judged.fields)}


def _owed(finding: Finding, duty: Duty) -> dict[str, object]:
    key = [plain_value(each.type, value) for each, value in zip(duty.key, finding.key, strict=True)]
    return {"expected": _expected(duty.expect), "key": key, "due": instant(finding.at), "paid_late": instant(finding.paid_late)}


def _counted(counted: Counted) -> dict[str, object]:
    note = counted.note
    latest = [{"source": each.source, "id": each.id, "kind": each.kind, "at": instant(each.at)} for each in note.events]
    return {"fact": counted.text, "count": note.count, "beyond": note.beyond, "latest": latest}

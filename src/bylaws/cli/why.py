"""`bylaws why`: the whole story of one finding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Note
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.as_json import finding_json, instant
from bylaws.study.markup import printable
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
    if line["digest"] != program.digest:
        tell("the policy has changed since this run; run it again to see what it finds now")
        return Exit.FINDINGS
    if "-" in request.events:
        raise UsageError("that run read standard input, which cannot be read again")
    with Bar() as bar:
        retold = retell(program, request, line["rule"], line["id"], bar)
    if retold is None:
        tell("the events do not give this finding any more: they have changed since this run")
        return Exit.FINDINGS
    if format == "json":
        print_json(_document(program, retold))
    else:
        _print(program, retold)
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
        raise UsageError(f"{'no' if not found else len(found)} findings in {path} begin with {prefix}")
    told: Mapping[str, Any] = json.loads(found[0])
    return told


def _request(folder: Path) -> Request:
    try:
        return Request.of_json(json.loads((folder / "summary.json").read_text(encoding="utf-8"))["run"])
    except (OSError, ValueError, KeyError):
        raise UsageError(f"{folder / 'summary.json'} does not say how the run was made") from None


def _print(program: Program, retold: Retold) -> None:
    for part in _story(program, retold):
        show(part)


def _story(program: Program, retold: Retold) -> Iterator[RenderableType]:
    finding, shown = retold.finding, Shown.of(program, Mask(b"", off=True))
    clause = program.clause(finding.clause)
    maker = _maker(program, finding.rule)
    yield Text(
        f"{finding.severity} {finding.state} finding against {shown.subject(finding)}, {shown.time(finding.at)}", style="bold"
    )
    yield Text(f"{finding.says}\n" if finding.says else "")
    yield Text(f"Clause {clause.slug}, as worded in version {finding.version}", style="bold")
    yield Padding(Text(clause.text.strip() + "\n"), (0, 0, 0, 2), expand=False)
    yield Text(f"Rule at {maker.span}", style="bold")
    yield Padding(Text(maker.span.text.strip() + "\n"), (0, 0, 0, 2), expand=False)
    yield _facts(finding, shown)
    yield from _behind(retold, shown)
    yield from _looked_at(finding)


def _maker(program: Program, name: str) -> Rule | Duty:
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    return next(each for each in makers if each.name == name)


def _facts(finding: Finding, shown: Shown) -> Table:
    table = Table("fact", "value", box=None, pad_edge=False)
    for name, value in shown.facts(finding):
        table.add_row(name, Text(value))
    for name, error in finding.errors.items():
        table.add_row(name, Text(error, style="red"))
    return table


def _behind(retold: Retold, shown: Shown) -> Iterator[Text]:
    """The events behind each fact; facts of the same events together."""
    facts: dict[object, tuple[Note, list[str]]] = {}
    for text, note in retold.behind.items():
        same = (note.count, note.beyond, tuple((event.source, event.id) for event in note.events))
        facts.setdefault(same, (note, []))[1].append(" ".join(text.split()))
    for note, texts in facts.values():
        yield Text("\n" + "\n".join(texts), style="bold")
        latest = note.events[-LATEST:]
        more = ", or more than it could look at" if note.beyond else ""
        yield Text(f"  {note.count:,} events{more}" + (f", the latest {len(latest)}:" if len(latest) < note.count else ":"))
        for event in latest:
            yield Text(f"  {shown.time(event.at)}  {event.kind}  {printable(event.source)}  {printable(event.id)}")


def _looked_at(finding: Finding) -> Iterator[Text]:
    """What might have excused it, or kept it open."""
    if finding.missing:
        yield Text(f"\nUnsettled: {', '.join(finding.missing)} is missing")
    if finding.excuse:
        yield Text(f"\nExcused by {finding.excuse}" + (f" under clause {finding.excuse_clause}" if finding.excuse_clause else ""))
    if finding.permit:
        lacks = f", which lacked {', '.join(finding.permit_lacks)}" if finding.permit_lacks else ", which covers this"
        yield Text(f"\nNearest permit: {printable(finding.permit)}{lacks}")
    elif finding.state != "excused":
        yield Text("\nNo permit and no exception applies.")


def _document(program: Program, retold: Retold) -> dict[str, object]:
    finding = retold.finding
    clause = program.clause(finding.clause)
    maker = _maker(program, finding.rule)
    return {
        "finding": finding_json(finding, types_of(program), program.currency),
        "clause": {"slug": clause.slug, "title": clause.title, "text": clause.text},
        "rule": {"name": maker.name, "place": str(maker.span), "text": maker.span.text},
        "behind": [
            {
                "fact": text,
                "count": note.count,
                "beyond": note.beyond,
                "latest": [
                    {"source": each.source, "id": each.id, "kind": each.kind, "at": instant(each.at)} for each in note.events
                ],
            }
            for text, note in retold.behind.items()
        ],
    }

"""`bylaws why`: the whole story of one finding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from bylaws.app import retell
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.cli.why_text import why_text
from bylaws.study.request import Request, UsageError
from bylaws.study.why_json import why_json

SHORTEST = 4

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
        print_json(why_json(retold))
    else:
        for part in why_text(retold):
            show(part)
    if retold.changed:
        tell(f"findings.jsonl tells otherwise of {', '.join(retold.changed)}: the events have changed since that run")
    return Exit.FINDINGS if retold.changed else Exit.NOTHING


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

"""`bylaws check`: is this a policy that can be carried out?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from msgspec import Struct
from rich.table import Table
from rich.text import Text

from bylaws.cli.console import out, print_json
from bylaws.cli.console import show as show_part
from bylaws.cli.exits import Exit
from bylaws.cli.policies import MOST, count, examined, number, show
from bylaws.cli.sarif import sarif
from bylaws.policy.compiled import Compiled
from bylaws.policy.program import Duty, Program, Rule
from bylaws.source import Severity
from bylaws.source.render_text import to_json


class _Asked(Struct, frozen=True):
    """What is to be shown of a policy besides what is wrong."""

    coverage: bool
    plan: bool
    rate: str | None
    keys: int | None


def check(
    policy: Path,
    /,
    *,
    format: Annotated[Literal["text", "json", "sarif"], Parameter(help="how to print what is wrong")] = "text",
    coverage: Annotated[bool, Parameter(help="show how each clause is carried")] = False,
    plan: Annotated[bool, Parameter(help="show the facts that are computed, and what they cost")] = False,
    rate: Annotated[
        str | None, Parameter(help="with `--plan`: what windows take at so many events of each kind, as `1000/s`")
    ] = None,
    keys: Annotated[
        int | None, Parameter(help="with `--rate`: how many keys are active at most; else each event has its own")
    ] = None,
    strict: Annotated[bool, Parameter(help="warnings count as findings")] = False,
    all: Annotated[bool, Parameter(help=f"print every diagnostic as text, not only the first {MOST}")] = False,
) -> int:
    """Check a policy: every error in one run, each at its place.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    if rate is not None or keys is not None:
        plan = True
    asked = _Asked(coverage, plan, rate, keys)
    result = examined(policy)
    if format == "sarif":
        print_json(sarif(result.diagnostics))
    elif format == "json":
        print_json(_document(result, asked))
    else:
        show(result.diagnostics, None if all else MOST)
        _text(result, policy, asked)
    if result.program is None:
        return Exit.BROKEN_POLICY
    return Exit.FINDINGS if strict and result.diagnostics else Exit.NOTHING


def _text(result: Compiled, path: Path, asked: _Asked) -> None:
    program = result.program
    if program is None:
        return
    if asked.coverage:
        out.print(_coverage_table(program))
    if asked.plan:
        from bylaws.cli.plan import plan_text, stated  # here, for it loads the engine

        for part in plan_text(program, stated(asked.rate, asked.keys)):
            out.print(part)
            out.print()
    if not asked.coverage and not asked.plan:
        rules, duties = number(len(program.rules), "rule"), number(len(program.duties), "duty", "duties")
        clauses = number(len(program.clauses), "clause")
        show_part(Text(f"{path}: {rules} and {duties} under {clauses}; {count(result.diagnostics)}"))


def _document(result: Compiled, asked: _Asked) -> dict[str, object]:
    program = result.program
    errors = sum(each.severity is Severity.ERROR for each in result.diagnostics)
    document: dict[str, object] = {
        "compiles": program is not None,
        "errors": errors,
        "warnings": len(result.diagnostics) - errors,
        "diagnostics": [to_json(each) for each in result.diagnostics],
    }
    if program and asked.coverage:
        carriers = _carriers(program)
        document["coverage"] = [
            {
                "clause": each.slug,
                "title": each.title,
                "coverage": each.coverage,
                "manual": each.manual,
                "without_steps": [carrier.name for carrier in carriers.get(each.slug, ()) if not carrier.steps],
            }
            for each in program.clauses
        ]
    if program and asked.plan:
        from bylaws.cli.plan import plan_json, stated

        document["plan"] = plan_json(program, stated(asked.rate, asked.keys))
    return document


def _coverage_table(program: Program) -> Table:
    table = Table("clause", "carried by", "how", box=None, pad_edge=False)
    carriers = _carriers(program)
    for each in program.clauses:
        how = ", ".join(_marked(program, carrier) for carrier in carriers.get(each.slug, ()))
        table.add_row(each.slug, each.coverage, Text(how or each.manual))
    counts = Counter(each.coverage for each in program.clauses)
    table.caption = ", ".join(f"{number} {coverage}" for coverage, number in sorted(counts.items()))
    return table


def _carriers(program: Program) -> dict[str, list[Rule | Duty]]:
    """By clause: the rules, then the duties, that carry it."""
    found: dict[str, list[Rule | Duty]] = {}
    judging: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for each in judging:
        found.setdefault(each.clause, []).append(each)
    return found


def _marked(program: Program, carrier: Rule | Duty) -> str:
    """The name, and what it lacks: the functions that would let it see, or the steps that its findings would lead to."""
    lacks = [*(["blind"] if carrier.name in program.blind else []), *([] if carrier.steps else ["no steps"])]
    return f"{carrier.name} ({', '.join(lacks)})" if lacks else carrier.name

"""`bylaws score`: findings held against the truth about generated events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.cli.console import out, print_json, show
from bylaws.cli.exits import Exit
from bylaws.cli.policies import number
from bylaws.study.markup import printable
from bylaws.study.score import SAYS, ClauseScore, Score, Share
from bylaws.study.score import score as compare


def score(
    findings: Path, /, *, truth: Path, format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text"
) -> Exit:
    """Compare findings with the truth about generated events, by clause and band.

    Parameters
    ----------
    findings
        the findings.jsonl of a run over the generated events; summary.json beside it names the policy's clauses
    truth
        the truth.jsonl beside these events
    """
    result = compare(findings, truth)
    if format == "json":
        print_json(result.as_json())
    else:
        for part in score_text(result):
            show(part)
            out.print()
    return Exit.NOTHING if result.flawless else Exit.FINDINGS


def score_text(result: Score) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    yield Text(SAYS, style="bold")
    yield _found(result)
    yield _right(result)
    yield Text(coverage(result))
    if result.unmatched:
        yield _unmatched(result)
    if result.elsewhere:
        each = ", ".join(f"{clause} ({many:,})" for clause, many in sorted(result.elsewhere.items()))
        yield Text(f"findings under clauses that are not scored: {each}")
    if result.beside:
        yield Text(f"not scored, for they are about acts declared under another clause: {number(result.beside, 'finding')}")
    if result.further:
        yield Text(f"not scored, for they were unsettled and only counted: {number(result.further, 'finding')}")


def coverage(result: Score) -> str:
    """How many of the policy's clauses the figures are about, and which they are not about."""
    if result.enforced is None:
        return f"{number(len(result.clauses), 'clause')} scored; of how many, summary.json tells, which is not beside the findings"
    of = len(result.enforced)
    told = f"{of - len(result.undeclared)} of the {number(of, 'clause')} with rules or duties are scored"
    if not result.undeclared:
        return told
    return f"{told}; not scored, for no act is declared under them: {', '.join(result.undeclared)}"


def _found(result: Score) -> Table:
    title = "Acts found, of those declared, with 95 % interval"
    bands = {"clear": "clear", "narrow-above": "narrowly above", "narrow-below": "narrowly below", "innocent": "innocent"}
    table = Table("clause", *bands.values(), "honest crowd", box=None, pad_edge=False, title=title)
    table.title_justify = "left"
    for each in result.clauses.values():
        table.add_row(each.clause, *(_share(each.recall(band)) for band in (*bands, "honest")))
    return table


def _right(result: Score) -> Table:
    title = "Findings that are right; those on acts narrowly below count in `all` only, as wrong"
    wrong = "on innocents", "on the crowd", "on nothing"
    table = Table("clause", "clear", "beside the crowd", "all", *wrong, box=None, pad_edge=False, title=title)
    table.title_justify = "left"
    for each in result.clauses.values():
        shares = each.clear_precision, each.crowd_precision, each.precision
        table.add_row(each.clause, *map(_share, shares), *_wrong(each))
    return table


def _wrong(each: ClauseScore) -> tuple[str, ...]:
    return tuple(f"{many:,}" for many in (each.findings["innocent"], each.findings["honest"], each.unmatched))


def _share(share: Share) -> str:
    if share.bounds is None or share.value is None:
        return "–"
    low, high = share.bounds
    return f"{share.hits:,}/{share.all:,} = {share.value:.3f} [{low:.3f}, {high:.3f}]"


def _unmatched(result: Score) -> Text:
    total = sum(each.unmatched for each in result.clauses.values())
    first = "".join(f"\n  {_line(each)}" for each in result.unmatched)
    return Text(f"{number(total, 'finding')} about nothing that was declared, the first:", style="yellow").append(
        first, style="default"
    )


def _line(finding: Mapping[str, object]) -> str:
    told = (finding["at"], finding["clause"], finding["rule"], finding["subject"] or "unknown")
    return printable(f"{' '.join(map(str, told))}: {finding['says']}")

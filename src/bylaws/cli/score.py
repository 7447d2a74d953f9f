"""`bylaws score`: findings held against the truth about generated events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

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

BANDS: Final = {
    "clear": "clear",
    "narrow-above": "narrowly above",
    "narrow-below": "narrowly below",
    "innocent": "innocent",
    "honest": "honest crowd",
}


def score(
    findings: Path, /, *, truth: Path, format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text"
) -> Exit:
    """Compare findings with the truth about generated events, by clause and band.

    Parameters
    ----------
    findings
        the findings.jsonl of a run over the generated events; summary.json beside it tells which events and clauses these were
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
    if result.sees_nothing:
        return Exit.REJECTS
    return Exit.NOTHING if result.flawless else Exit.FINDINGS


def score_text(result: Score) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    yield Text(SAYS, style="bold")
    if result.doubt:
        yield Text(result.doubt, style="yellow")
    if result.judged:
        yield _found(result)
        yield _right(result)
    if any(any(_wrong(each)) for each in result.judged):
        yield _wrongs(result)
    yield Text(coverage(result))
    yield from _not_judged(result)
    if result.outside:
        yield Text(f"not scored, for not all of their time was asked for: {number(result.outside, 'act')}")
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
    told = f"{len(result.judged)} of the {number(of, 'clause')} with rules or duties are scored"
    if not result.undeclared:
        return told
    return f"{told}; not scored, for no act is declared under them: {', '.join(result.undeclared)}"


def _not_judged(result: Score) -> Iterator[Text]:
    """The clauses of which the run says nothing, each with the reason."""
    acts: dict[str, list[str]] = {}
    for each in result.clauses.values():
        if each.not_judged:
            acts.setdefault(each.not_judged, []).append(f"{each.clause} ({number(each.declared.total(), 'act')})")
    if acts:
        told = "".join(f"\n  {printable(why)}: {', '.join(clauses)}" for why, clauses in acts.items())
        yield Text("not judged, so that nobody knows what would be found:", style="yellow").append(told, style="default")
    part = "".join(f"\n  {each.clause}: {printable(', '.join(each.blind))}" for each in result.judged if each.blind)
    if part:
        yield Text("judged in part, for these rules were blind:", style="yellow").append(part, style="default")


def _table(title: str, *columns: str) -> Table:
    """Narrow enough for 80 columns."""
    table = Table("clause", *columns, box=None, pad_edge=False, title=title, min_width=len(title))
    table.title_justify = "left"
    for each in table.columns[2:]:
        each.justify = "right"
    return table


def _found(result: Score) -> Table:
    table = _table("Acts found, of those declared, with 95 % interval", "band", "found", "share", "interval")
    for each in result.judged:
        rows = [(name, each.recall(band)) for band, name in BANDS.items()]
        _add(table, each.clause, rows, "no act")
    return table


def _right(result: Score) -> Table:
    title = "Findings that are right; on acts narrowly below, wrong, in `all` only"
    table = _table(title, "of findings", "right", "share", "interval")
    for each in result.judged:
        shares = ("clear", each.clear_precision), ("beside the crowd", each.crowd_precision), ("all", each.precision)
        _add(table, each.clause, shares, "no finding")
    return table


def _add(table: Table, clause: str, shares: Iterable[tuple[str, Share]], nothing: str) -> None:
    """The rows of one clause, which is named once; of what there is nothing, no row."""
    rows = [(name, *_share(share)) for name, share in shares if share.all] or [(nothing, "–", "", "")]
    for turn, row in enumerate(rows):
        table.add_row("" if turn else clause, *row)


def _wrongs(result: Score) -> Table:
    table = _table("Findings that are wrong", "on innocents", "on the crowd", "on nothing")
    table.columns[1].justify = "right"
    for each in result.judged:
        if any(wrong := _wrong(each)):
            table.add_row(each.clause, *(f"{many:,}" for many in wrong))
    return table


def _wrong(each: ClauseScore) -> tuple[int, int, int]:
    return each.findings["innocent"], each.findings["honest"], each.unmatched


def _share(share: Share) -> tuple[str, str, str]:
    low, high = share.bounds or (0.0, 1.0)
    return f"{share.hits:,}/{share.all:,}", f"{share.value:.3f}", f"{low:.3f}–{high:.3f}"


def _unmatched(result: Score) -> Text:
    total = sum(each.unmatched for each in result.clauses.values())
    first = "".join(f"\n  {_line(each)}" for each in result.unmatched)
    return Text(f"{number(total, 'finding')} about nothing that was declared, the first:", style="yellow").append(
        first, style="default"
    )


def _line(finding: Mapping[str, object]) -> str:
    told = (finding["at"], finding["clause"], finding["rule"], finding["subject"] or "unknown")
    return printable(f"{' '.join(map(str, told))}: {finding['says']}")

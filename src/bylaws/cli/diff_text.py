"""What two versions of a policy differ in, as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from bylaws.cli.inputs import inputs_text
from bylaws.policy.difference import SAME_MEANING, ClauseChange, Declared, Difference, Version
from bylaws.policy.program import SEVERITIES
from bylaws.study.diff_words import about, blind_words, counted, differs, impact_caveats, in_short, people, subject_row, unlike
from bylaws.study.impact import Impact
from bylaws.study.left_behind import left_behind
from bylaws.study.markup import flowing, printable
from bylaws.study.mask import Mask
from bylaws.study.shown import Shown
from bylaws.study.side_by_side import Piece, side_by_side

MOST_SUBJECTS: Final = 30
MOST_FINDINGS: Final = 10
MOST_REASONS: Final = 6
MARKS: Final = {"gone": ("[-", "-]", "red"), "new": ("{+", "+}", "green")}


def diff_text(old: Version, new: Version, found: Difference, impact: Impact | None, mask: Mask) -> Iterator[RenderableType]:
    """Everything to print, part by part: people last, so that they are what one sees."""
    versions = f"version {old.program.version} and version {new.program.version}"
    yield Text(f"{new.program.provider}: policy {new.program.policy}, {versions}", style="bold")
    yield Text(in_short(found))
    if found.settings:
        yield _settings(found)
    for clause in found.clauses:
        if not clause.means_the_same:
            yield from _clause(clause)
    same = [each.slug for each in found.clauses if each.means_the_same]
    if same:
        yield Text(f"\nwritten differently, with the same meaning: {', '.join(same)}", style="dim")
    for each in left_behind(old, new, found):
        yield Text(f"\n{each}", style="yellow")
    if impact is not None:
        yield from _impact(impact, mask)


def _settings(found: Difference) -> Table:
    table = Table("setting", "before", "after", box=None, pad_edge=False, title="\nSettings", title_justify="left")
    for each in found.settings:
        table.add_row(each.name, Text(each.old or "none"), Text(each.new or "none"))
    return table


def _clause(change: ClauseChange) -> Iterator[RenderableType]:
    note = about(change)
    yield Text(f"\nClause {change.slug}{', ' if note else ''}{note}", style="bold")
    old, new = (flowing(each.text) if each else "" for each in (change.old, change.new))
    if not old or not new:
        yield _indented(_marked(Piece("new" if new else "gone", new or old)))
    elif "reworded" in change.changes:
        yield _beside(old, new)
    for each in change.declared:
        yield from _declared(each)


def _declared(each: Declared) -> Iterator[RenderableType]:
    note = f"; {each.note}" if each.note else ""
    lead = Text(f"  {each.sort} {each.name} {each.change}{note}")
    if each.sort == "parameter" and each.old and each.new and each.change == "changed":
        yield lead.append(": ").append(_marked(Piece("gone", each.old))).append(" → ").append(_marked(Piece("new", each.new)))
        return
    yield lead
    if each.change in (SAME_MEANING, "moved") or each.old == each.new:
        return
    if each.old and each.new:
        yield _beside(each.old, each.new)
    else:
        yield _indented(_marked(Piece("new" if each.new else "gone", each.new or each.old)))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)


def _beside(old: str, new: str) -> Padding:
    """Two texts side by side; what is in one alone is marked by signs, not by colour only."""
    both = side_by_side(old, new)
    table = Table.grid(padding=(0, 3, 0, 0), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(*(Text().join(_marked(each) for each in side) for side in (both.old, both.new)))
    return Padding(table, (0, 0, 0, 4))


def _marked(piece: Piece) -> Text:
    words = piece.text.rstrip()
    if piece.kept == "same":
        return Text(printable(piece.text))
    before, behind, style = MARKS[piece.kept]
    return Text(f"{before}{words}{behind}", style=style).append(piece.text[len(words) :])


def _impact(impact: Impact, mask: Mask) -> Iterator[RenderableType]:
    shown = Shown.of(mask, impact.old.program), Shown.of(mask, impact.new.program)
    yield Text(f"\nOver {impact.new.events:,} events", style="bold")
    remarks = Text("\n").join(inputs_text(impact.new.inputs))
    if remarks:
        yield remarks
    if not impact.read_alike:
        yield Text(unlike(impact), style="bold red")
    for each in impact_caveats(impact, mask):
        yield Text(each, style="yellow")
    for each in people(impact):
        yield Text(each)
    if impact.blind:
        yield _blind(impact)
    if impact.clauses:
        yield _clauses(impact)
    if impact.subjects:
        yield _subjects(impact)
    if impact.pairs:
        yield _findings(impact, *shown)


def _blind(impact: Impact) -> Text:
    """Rules whose silence says nothing, by reason."""
    reasons: dict[str, list[str]] = {}
    for rule, (old, new) in impact.blind.items():
        reasons.setdefault(blind_words(old, new), []).append(rule)
    lines = [f"\n  {why}: {', '.join(rules)}" for why, rules in islice(reasons.items(), MOST_REASONS)]
    if len(reasons) > MOST_REASONS:
        lines.append(f"\n  and for {counted(len(reasons) - MOST_REASONS, 'more reason')}")
    told = f"{len(impact.blind):,} blind: they saw nothing here, so that nothing differs says nothing"
    return Text(told, style="italic").append("".join(lines))


def _clauses(impact: Impact) -> Table:
    table = _table("By clause", "clause", "change", *reversed(SEVERITIES), "unsettled", "excused")
    for column in table.columns[2:]:
        column.justify = "right"
    for each in impact.clauses:
        for change, tally in each.changes.items():
            numbers = (*(tally.severities[level] for level in reversed(SEVERITIES)), tally.unsettled, tally.excused)
            table.add_row(each.clause, change, *(f"{number:,}" if number else "·" for number in numbers))
    return table


def _subjects(impact: Impact) -> Table:
    few = len(impact.subjects) > MOST_SUBJECTS
    title = f"The {MOST_SUBJECTS} gravest of {len(impact.subjects):,} subjects" if few else "By subject"
    table = _table(title, "subject", "clause", "change", "before", "after")
    for each in islice(impact.subjects, MOST_SUBJECTS):
        table.add_row(*(Text(word) for word in subject_row(each)))
    return table


def _findings(impact: Impact, old: Shown, new: Shown) -> Table:
    few = len(impact.pairs) > MOST_FINDINGS
    title = f"The {MOST_FINDINGS} gravest of {len(impact.pairs):,} findings; `--format json` gives all" if few else "By finding"
    table = _table(title, "change", "severity", "subject", Column("time", no_wrap=True), "what")
    for each in islice(impact.pairs, MOST_FINDINGS):
        finding, shown = each.finding, new if each.after else old
        what = differs(each, old, new) or shown.says(finding) or finding.rule
        severity = finding.severity if finding.state == "settled" else f"{finding.severity}, {finding.state}"
        table.add_row(each.change, severity, Text(shown.subject(finding)), new.time(finding.at), Text(what))
    return table


def _table(title: str, *heads: str | Column) -> Table:
    return Table(*heads, box=None, pad_edge=False, title=f"\n{title}", title_justify="left")

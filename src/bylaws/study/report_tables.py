"""The tables of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bylaws.policy.program import SEVERITIES, Clause
from bylaws.study.inputs import Inputs, missing
from bylaws.study.markup import Child, Markup, join, tag
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import BlindRow, ClauseRow, SubjectRow, Summary, Tally
from bylaws.study.timeline import Timeline

MOST_SUBJECTS = 25
MOST_REASONS = 20
MOST_INPUTS = 200
MOST_DEBTS = 200
MOST_UNTOLD = 50
STATES = ("Settled", "Unsettled", "Excused")
COUNTED = ("Of them only counted", "Findings", "Events", "Subjects", "By the fact alone", "By the whole rule")
NUMBERS = frozenset((*(level.capitalize() for level in SEVERITIES), *STATES, *COUNTED))


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """A table whose first column names the row; numbers stand to the right."""
    body = (tag("tr", tag("th", row[0], scope="row"), (_cell(each) for each in row[1:])) for row in rows)
    head = tag("tr", (tag("th", each, scope="col", class_="number" if each in NUMBERS else None) for each in heads))
    narrow = "narrow" if len(heads) == 2 and heads[1] in NUMBERS else None
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body), class_=narrow)
    return tag("div", whole, class_="wide", tabindex=0, role="group", aria_label=caption)


def clause_table(summary: Summary) -> Markup:
    """Clauses that rules carry, and the sum. Where no rule could see anything it says blind, never zero."""
    heads = ("Clause", *(level.capitalize() for level in reversed(SEVERITIES)), "Settled", "Unsettled", "Excused")
    total = _numbers(summary.total) if summary.seen else _blind("no rule saw anything", summary.total)
    rows = [*map(_clause_row, summary.clauses), [tag("strong", "All clauses"), *total]]
    return table("Settled findings by severity, then all by state", heads, rows)


def subject_table(summary: Summary) -> Markup:
    """The gravest subjects, each with links to the clauses under which it is found."""
    rows, clauses = summary.subjects, {row.clause.slug: row.clause for row in summary.clauses}
    heads = ("Subject", *(level.capitalize() for level in reversed(SEVERITIES)), "Unsettled", "Excused", "Clauses")
    few = rows[:MOST_SUBJECTS]
    caption = f"The {len(few)} gravest of {len(rows):,} subjects" if len(few) < len(rows) else "All subjects"
    return table(caption, heads, (_subject_row(row, clauses) for row in few))


def timeline_table(timeline: Timeline, titles: Mapping[str, str]) -> Markup:
    """Numbers by stretch and clause; clauses by their titles."""
    rows: Iterable[list[Child]] = (
        [label, *(bucket[name] for name in timeline.series)]
        for label, bucket in zip(timeline.labels, timeline.buckets, strict=True)
        if bucket.total()
    )
    return table(
        "Findings by time and clause; stretches without any are left out",
        ("From", *(titles.get(each, each) for each in timeline.series)),
        rows,
    )


def untold_table(summary: Summary) -> Markup:
    few = summary.untold[:MOST_UNTOLD]
    rows = ((row.rule, ", ".join(row.missing), row.count, row.further) for row in few)
    cut = f" The first {len(few)} of {len(summary.untold):,}." if len(few) < len(summary.untold) else ""
    return table(
        f"What the input did not tell, and what that leaves unsettled.{cut}",
        ("Rule", "Not told", "Unsettled", "Of them only counted"),
        rows,
    )


def blind_table(summary: Summary) -> Markup:
    return _by_reason("Rules that saw nothing", summary.blind)


def idle_table(summary: Summary) -> Markup:
    return _by_reason("Rules that had nothing to judge, which may be right", summary.idle)


def unmatched_table(summary: Summary) -> Markup:
    """Rules that ask for what no event has, why, and which."""
    return _by_reason("Rules that ask for what no event has, which may be right", summary.unmatched)


def noughts_table(summary: Summary) -> Markup:
    """Rules that read numbers that are 0 on every event."""
    return _by_reason("Rules that read a number that is 0 on every event, which may be right", summary.noughts)


def in_part_table(summary: Summary) -> Markup:
    return _by_reason("Rules that see in part: what they found, or did not find, may be wrong", summary.in_part)


def _by_reason(caption: str, rows: Sequence[BlindRow]) -> Markup:
    return table(caption, ("Rule", "Why"), ((rule, row.why) for row in rows for rule in row.rules))


def rejects_table(result: Result, shown: Shown) -> Markup:
    rows = ((each.first.place, shown.reason(each.first.reason), each.count) for each in result.reasons[:MOST_REASONS])
    caption = f"Why {result.rejects:,} pieces were rejected, the commonest reason first; all are in rejects.jsonl"
    return table(caption, ("The first", "Why", "Pieces like it"), rows)


def inputs_table(inputs: Inputs, shown: Shown) -> Markup:
    """The inputs that were not read from beginning to end with an event for all that they hold, and why."""
    unread = [(each.file, f"{missing(each)}: {each.reason}") for each in inputs.unread]
    skipped = [(each.file, f"skipped: {each.reason}") for each in inputs.skipped]
    empty = [(each.file, each.reason) for each in inputs.empty]
    # A program may be called by a name that is somebody's.
    sifted = [(each.file, shown.reason(each.reason)) for each in inputs.sifted]
    doubted = [(each.file, f"not believed: {each.reason}") for each in inputs.doubted]
    rows = [*unread, *doubted, *skipped, *empty, *sifted]
    few = rows[:MOST_INPUTS]
    caption = f"The first {len(few)} of {len(rows):,} inputs" if len(few) < len(rows) else "Inputs"
    return table(f"{caption} that did not tell of events from beginning to end", ("Input", "What of it"), few)


def debts_table(result: Result, shown: Shown) -> Markup:
    few = result.debts[:MOST_DEBTS]
    rows = ((each.duty, shown.debtor(each), shown.key(each), shown.due(each.due)) for each in few)
    many = len(result.debts)
    owed = "One duty is" if many == 1 else f"{many:,} duties are"
    told = f"The first {len(few)} of {many:,} duties that are" if len(few) < many else owed
    return table(f"{told} owed and not yet due", ("Duty", "Subject", "Key", "Due"), rows)


def kinds_table(result: Result) -> Markup:
    rows = sorted(result.read.items(), key=lambda item: (-item[1], item[0]))
    return table("Events read", ("Kind", "Events"), rows)


def _clause_row(row: ClauseRow) -> list[Child]:
    tally = row.tally
    found = tally.settled + tally.unsettled + tally.excused
    name = _link(row.clause) if found else row.clause.title
    if not row.seen:
        return [name, *_blind("its rules saw nothing", tally)]
    partly = tag("span", " (partly blind)", class_="blind") if row.blind else None
    return [(name, partly), *_numbers(tally)]


def _blind(why: str, tally: Tally) -> list[Child]:
    """In place of the numbers of a row, save for what is left unsettled."""
    if not tally.unsettled:
        return [tag("td", f"blind: {why}", class_="blind", colspan=len(SEVERITIES) + 3)]
    return [tag("td", f"blind: {why}", class_="blind", colspan=len(SEVERITIES) + 1), tally.unsettled, None]


def _subject_row(row: SubjectRow, clauses: Mapping[str, Clause]) -> list[Child]:
    tally = row.tally
    links = join((_link(clauses[slug]) for slug in row.clauses), ", ")
    return [row.subject, *_levels(tally), tally.unsettled, tally.excused, links]


def _link(clause: Clause) -> Markup:
    """To the findings under a clause."""
    return tag("a", clause.title, href=f"#clause-{clause.slug}")


def _numbers(tally: Tally) -> list[Child]:
    return [*_levels(tally), tally.settled, tally.unsettled, tally.excused]


def _levels(tally: Tally) -> list[int]:
    return [tally.severities[level] for level in reversed(SEVERITIES)]


def _cell(child: Child) -> Markup:
    if isinstance(child, int | float):
        return tag("td", f"{child:,}", class_="number zero" if child == 0 else "number")
    if isinstance(child, Markup) and child.startswith("<td"):
        return child
    return tag("td", child)

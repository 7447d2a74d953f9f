"""The result of a run as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.cli.inputs import inputs_text
from bylaws.cli.policies import number
from bylaws.cli.strays import strays_text, unknown_kinds_text
from bylaws.engine.unsettled import MOST
from bylaws.events.rejects import Reason
from bylaws.policy.program import SEVERITIES
from bylaws.study.markup import in_one_line, in_sentence
from bylaws.study.result import Result, judging
from bylaws.study.shown import Shown
from bylaws.study.summary import BlindRow, ClauseRow, SubjectRow, Summary, Tally
from bylaws.study.unknown import unknown_members

COLOURS = {"info": "dim", "low": "cyan", "medium": "yellow", "high": "dark_orange", "critical": "bold red"}
MOST_SUBJECTS = 10
FIRST_REASONS = 3
FIRST_DEBTS = 5
FIRST_UNKNOWN = 8
FIRST_UNTOLD = 10
FIRST_BLIND = 10
NOBODY = "no rule could see anything, so nothing is known of findings"


def summary_text(result: Result, summary: Summary, shown: Shown) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    yield Text(f"{result.program.provider}: policy {result.program.policy}, version {result.program.version}", style="bold")
    yield Text(_headline(result, summary, shown))
    remarks = Text("\n").join(inputs_text(result.inputs))
    if remarks:
        yield remarks
    if result.timeless:
        yield Text(in_sentence(result.timeless), style="yellow")
    if result.repeated:
        yield Text(result.repeated)
    if result.rejects:
        yield _rejected(result, shown)
    if result.unknown_kinds:
        yield Text("\n".join(unknown_kinds_text(result.unknown_kinds, shown.mask)), style="yellow")
    if result.findings or (summary.blind and summary.seen):
        yield _clauses(summary)
    if result.findings and summary.seen:
        yield _subjects(summary)
    if summary.untold:
        yield _untold(summary)
    if summary.in_part and summary.seen:
        verbs = ("sees in part, so what it found", "see in part, so what they found")
        yield _by_reason("{}, or did not find, may be wrong (`bylaws doctor` tells more):", summary.in_part, *verbs)
    if summary.idle:
        verbs = ("had nothing to judge, which may be right", "had nothing to judge, which may be right")
        yield _by_reason("{} (`bylaws doctor` tells more):", summary.idle, *verbs)
    if summary.unmatched:
        verbs = ("asks for what no event has, which may be right", "ask for what no event has, which may be right")
        yield _by_reason("{}:", summary.unmatched, *verbs)
    if result.strays:
        yield strays_text(result.strays, shown.mask)
    if result.stopped:
        yield _stopped(result, shown)
    if summary.noughts:
        verbs = (
            "reads a number that is 0 on every event, which may be right",
            "read numbers that are 0 on every event, which may be right",
        )
        yield _by_reason("{}:", summary.noughts, *verbs)
    if summary.blind and not result.outside:
        yield _by_reason("{} nothing (`bylaws doctor` tells more):", summary.blind, "is blind, it saw", "are blind, they saw")
    yield from _unseen(result)
    if result.debts:
        yield _debts(result, shown)


def _headline(result: Result, summary: Summary, shown: Shown) -> str:
    total = summary.total
    span = (
        f", {shown.time(result.first)} to {shown.time(result.last)}" if result.first is not None and result.last is not None else ""
    )
    levels = ", ".join(f"{total.severities[level]:,} {level}" for level in reversed(SEVERITIES) if total.severities[level])
    asked = len(judging(result.program, result.clauses))
    blind = f", and {len(result.blind):,} of {number(asked, 'rule')} blind" if result.blind else ""
    settled = f"{number(total.settled, 'finding')} ({levels})" if levels else f"no findings{blind}"
    counts = f"{settled}, {total.unsettled:,} unsettled, {total.excused:,} excused"
    nobody = f"nothing is known of findings: {result.outside}" if result.outside else NOBODY
    open_ = f"; {total.unsettled:,} unsettled" if total.unsettled else ""
    found = counts if summary.seen else f"{nobody}{open_}"
    whole = ", excused ones included," if total.excused else ""
    early = f"\n{_of_them(total)}{whole} hypothetical: the clause was not yet in force" if total.hypothetical else ""
    rejected = f"; {result.rejects:,} rejected" if result.rejects else ""
    return f"{number(result.events, 'event')}{span}{rejected}\n{found}{early}{_begun(result)}"


def _of_them(total: Tally) -> str:
    """How many are hypothetical."""
    every = total.settled + total.unsettled + total.excused
    return "all of them" if total.hypothetical == every and every > 1 else f"{total.hypothetical:,} of them"


def _begun(result: Result) -> str:
    """What is to be said of findings that were made before the time asked for."""
    if not result.begun:
        return ""
    made, under = ("was", "it") if result.begun == 1 else ("were", "them")
    return f"\n{result.begun:,} of them {made} made before --since: `once` counts further ones since then under {under}"


def _clauses(summary: Summary) -> Table:
    table = Table(
        "clause", *reversed(SEVERITIES), "unsettled", "excused", box=None, pad_edge=False, title="By clause", title_justify="left"
    )
    _align_right(table, 1)
    for row in summary.clauses:
        if not row.seen:
            gap = [Text()] * (len(SEVERITIES) - 1)
            unsettled = [*gap, _number(row.tally.unsettled)] if row.tally.unsettled else []
            table.add_row(row.clause.slug, Text("blind", style="italic"), *unsettled)
        elif row.tally.settled or row.tally.unsettled or row.tally.excused:
            table.add_row(row.clause.slug, *_levels(row), _number(row.tally.unsettled), _number(row.tally.excused))
    return table


def _subjects(summary: Summary) -> Table:
    title = (
        "By subject"
        if len(summary.subjects) <= MOST_SUBJECTS
        else f"The {MOST_SUBJECTS} gravest of {len(summary.subjects):,} subjects"
    )
    table = Table("subject", *reversed(SEVERITIES), "clauses", box=None, pad_edge=False, title=title, title_justify="left")
    _align_right(table, 1, len(SEVERITIES))
    for row in islice(summary.subjects, MOST_SUBJECTS):
        table.add_row(Text(in_one_line(row.subject)), *_levels(row), ", ".join(row.clauses))
    return table


def _untold(summary: Summary) -> Text:
    """What the input did not tell, and how many findings of which rules that leaves unsettled."""
    rules: dict[tuple[str, ...], list[str]] = {}
    for row in summary.untold:
        rules.setdefault(row.missing, []).append(f"{row.rule} {row.count:,}")
    lines = (f"\n  {', '.join(missing)}: {', '.join(found)}" for missing, found in islice(rules.items(), FIRST_UNTOLD))
    more = f"\n  and {len(rules) - FIRST_UNTOLD:,} more" if len(rules) > FIRST_UNTOLD else ""
    further = sum(row.further for row in summary.untold)
    if further:
        more += f"\n  {further:,} of them are counted and not told one by one: the first {MOST} of a rule show what it lacks"
    told = f"{summary.total.unsettled:,} unsettled, for want of what the input does not tell:"
    return Text(told, style="italic").append("".join(lines) + more, style="not italic")


def _rejected(result: Result, shown: Shown) -> Text:
    """What was not understood stands above what was found: nothing was looked for there."""
    lines = "".join(f"\n  {_reason(each, shown)}" for each in islice(result.reasons, FIRST_REASONS))
    rest = len(result.reasons) - FIRST_REASONS
    more = f"\n  and {number(rest, 'other reason')}" if rest > 0 else ""
    return Text(f"{result.rejects:,} rejected, the commonest reason first:", style="yellow").append(lines + more, style="default")


def _reason(reason: Reason, shown: Shown) -> str:
    """Why pieces were rejected, of which the first is shown with its place."""
    like = f" (and {reason.count - 1:,} like it)" if reason.count > 1 else ""
    return f"{in_one_line(reason.first.place)}: {shown.reason(reason.first.reason)}{like}"


def _unseen(result: Result) -> Iterator[RenderableType]:
    if result.delayed:
        yield Text(result.delayed)
    if result.unjudged:
        yield Text(result.unjudged)
    if result.vague:
        yield Text(result.vague)
    if result.nobodies:
        yield _by_nobody(result)
    if result.unknown:
        named = islice(unknown_members(result.program, result.unknown), FIRST_UNKNOWN)
        more = f" and {len(result.unknown) - FIRST_UNKNOWN:,} more" if len(result.unknown) > FIRST_UNKNOWN else ""
        yield Text(f"fields that no kind knows, left aside: {in_one_line(', '.join(map(str, named)))}{more}")


def _stopped(result: Result, shown: Shown) -> Text:
    """Sources that may have broken off."""
    lines = "".join(f"\n  {in_one_line(each.words(shown.mask))}" for each in islice(result.stopped, FIRST_UNKNOWN))
    more = f"\n  and {len(result.stopped) - FIRST_UNKNOWN:,} more" if len(result.stopped) > FIRST_UNKNOWN else ""
    told = f"{number(len(result.stopped), 'source')} heard for a short time only; nobody can say whether more was due:"
    return Text(told, style="italic").append(lines + more, style="not italic")


def _by_nobody(result: Result) -> Text:
    """Where somebody should be named, and a placeholder stands."""
    more = f" and {len(result.nobodies) - FIRST_UNKNOWN:,} more" if len(result.nobodies) > FIRST_UNKNOWN else ""
    named = ", ".join(map(str, islice(result.nobodies, FIRST_UNKNOWN)))
    return Text(f"placeholders in place of a name, taken as not told: {named}{more}")


def _by_reason(told: str, rows: Sequence[BlindRow], *verbs: str) -> Text:
    """What rules lack: what was found there, or not found, means less, or nothing."""
    lines = (f"\n  {in_one_line(row.why)}: {', '.join(row.rules)}" for row in islice(rows, FIRST_BLIND))
    rest = sum(len(row.rules) for row in rows[FIRST_BLIND:])
    more = f"\n  and {rest:,} more for {number(len(rows) - FIRST_BLIND, 'other reason')}" if rest else ""
    count = len({rule for row in rows for rule in row.rules})
    who = f"{number(count, 'rule')} {verbs[count != 1]}"
    return Text(told.format(who), style="italic").append("".join(lines) + more, style="not italic")


def _debts(result: Result, shown: Shown) -> Table:
    cut = f"The first {FIRST_DEBTS} of " if len(result.debts) > FIRST_DEBTS else ""
    title = f"{cut}{len(result.debts):,} owed, not yet due"
    table = Table("duty", "subject", "key", "due", box=None, pad_edge=False, title=title, title_justify="left")
    for each in islice(result.debts, FIRST_DEBTS):
        table.add_row(each.duty, Text(shown.debtor(each)), Text(shown.key(each)), shown.due(each.due))
    return table


def _levels(row: ClauseRow | SubjectRow) -> list[Text]:
    return [_number(row.tally.severities[level], COLOURS[level]) for level in reversed(SEVERITIES)]


def _number(number: int, style: str = "") -> Text:
    return Text(f"{number:,}", style=style) if number else Text("·", style="dim")


def _align_right(table: Table, first: int, count: int | None = None) -> None:
    columns = table.columns[first:] if count is None else table.columns[first : first + count]
    for column in columns:
        column.justify = "right"

"""One self-contained HTML page about a run: readable without scripts, in light and dark, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaws.engine.finding import Finding
from bylaws.events.show import show_value
from bylaws.policy.expressions import Param
from bylaws.policy.program import SEVERITIES, Program
from bylaws.study import plots
from bylaws.study.markup import Child, Markup, in_sentence, join, tag
from bylaws.study.mask import Mask
from bylaws.study.page import figure, page
from bylaws.study.repeated import often
from bylaws.study.report_findings import findings_by_clause
from bylaws.study.report_tables import (
    MOST_INPUTS,
    blind_table,
    clause_table,
    debts_table,
    idle_table,
    in_part_table,
    inputs_table,
    kinds_table,
    noughts_table,
    rejects_table,
    subject_table,
    table,
    timeline_table,
    unmatched_table,
    untold_table,
)
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import Summary, summarise
from bylaws.study.thresholds import SIDES, Measured, Threshold, measure, thresholds
from bylaws.study.timeline import timeline

BARS = 12
STRIPS = 24


def report(result: Result, mask: Mask) -> str:
    """The page. Identifiers stand under the mask's pseudonyms; every text of the input is escaped."""
    summary = summarise(result, mask)
    shown = Shown.of(mask, *result.versions)
    sections = list(_sections(result, summary, shown))
    title = f"Findings under {result.program.provider}’s acceptable use policy"
    head = (
        tag("h1", title),
        tag("p", _lead(result, shown), class_="lead"),
        _figures(result, summary),
        *_warnings(result),
    )
    return page(title, head, sections, _foot(result, mask), ("To the findings", "clauses"))


def _lead(result: Result, shown: Shown) -> str:
    span = (
        "No events" if result.first is None or result.last is None else f"{shown.time(result.first)} to {shown.time(result.last)}"
    )
    return f"{span}. Policy {result.program.policy}, version {result.program.version}."


def _warnings(result: Result) -> Iterator[Markup]:
    """That something was not read, or nothing could be seen, where nobody can miss it."""
    where = tag("a", "What was seen, and what was not", href="#seen")
    count = len(result.inputs.unread)
    if count:
        told = "One input was" if count == 1 else f"{count:,} inputs were"
        read = f"{told} not read, or not to the end: nothing here speaks for the rest. See “"
        yield tag("p", read, where, "”.", class_="warning")
    if result.rejects:
        told = "One piece of the input was" if result.rejects == 1 else f"{result.rejects:,} pieces of the input were"
        yield tag("p", f"{told} rejected: nothing here speaks for what they tell. See “", where, "”.", class_="warning")
    if often(result.duplicates, result.events):
        yield tag("p", f"{result.repeated}.", class_="warning")
    if result.timeless:
        yield tag("p", f"{in_sentence(result.timeless)}.", class_="warning")
    for each in result.inputs.copies[:MOST_INPUTS]:
        yield tag("p", f"{each}.", class_="warning")
    for each in result.inputs.doubted[:MOST_INPUTS]:
        yield tag("p", f"Not believed: {each}.", class_="warning")
    if result.is_blind:
        why = f" ({result.outside})" if result.outside else ""
        told = f"No rule could see anything{why}: that nothing was found means nothing. See “"
        yield tag("p", told, where, "”.", class_="warning")


def _figures(result: Result, summary: Summary) -> Markup:
    total = summary.total
    pairs = (
        ("settled findings", total.settled if summary.seen else None),
        ("unsettled", total.unsettled if summary.seen or total.unsettled else None),
        ("excused", total.excused if summary.seen else None),
        ("subjects", len(summary.subjects) if summary.seen else None),
        ("events read", result.events),
        ("rejected", result.rejects),
        ("blind rules", sum(len(row.rules) for row in summary.blind)),
    )
    return tag(
        "dl",
        (tag("div", tag("dt", name), tag("dd", "blind" if number is None else f"{number:,}")) for name, number in pairs),
        class_="figures",
    )


def _sections(result: Result, summary: Summary, shown: Shown) -> Iterator[tuple[str, str, Child]]:
    """Id, heading and content of each section that has something to say."""
    yield "glance", "At a glance", (_over_time(result), _subject_plot(summary), _strip_plot(result))
    yield "by-clause", "By clause", (_states(), clause_table(summary))
    if summary.subjects:
        yield "by-subject", "By subject", subject_table(summary)
    yield "seen", "What was seen, and what was not", _seen(result, summary, shown)
    if result.debts:
        yield "debts", "Owed and not yet due", debts_table(result, shown)
    yield "clauses", "The findings", findings_by_clause(summary.clauses, result, shown) or tag("p", _nothing(summary))


def _nothing(summary: Summary) -> str:
    return "Nothing was found." if summary.seen else "No rule could see anything, so nothing is known of findings."


def _over_time(result: Result) -> Markup:
    counted = [finding for finding in result.findings if finding.state == "settled"]
    line = timeline(counted, result.program.timezone)
    if not line.buckets:
        return tag("p", "There are no settled findings.")
    titles = {clause.slug: clause.title for clause in result.program.clauses}
    caption = f"Settled findings in stretches of {line.stretch}, {result.program.timezone}, by clause."
    plot = (plots.over_time(line), plots.legend(line.series, titles))
    return figure("Findings over time", caption, plot, timeline_table(line, titles))


def _subject_plot(summary: Summary) -> Markup | None:
    settled = [row for row in summary.subjects if row.tally.settled]
    known = [row for row in settled if row.known]
    rows = known[:BARS]
    if not rows:
        return None
    levels = [f"s-{level}" for level in reversed(SEVERITIES)]
    names = {f"s-{level}": level for level in SEVERITIES}
    plot = (plots.subjects(rows), plots.legend(levels, names, prefix=""))
    caption = "Settled findings by severity; the table “By subject” gives the numbers."
    if len(rows) < len(known):
        caption += f" The {len(rows)} gravest of {len(known):,} who have any."
    nobodys = sum(row.tally.settled for row in settled if not row.known)
    if nobodys:
        caption += f" Left out: {nobodys:,} of which nobody knows whose {'it is' if nobodys == 1 else 'they are'}."
    return figure("Top subjects", caption, plot, None)


def _strip_plot(result: Result) -> Markup | None:
    measured = _measured(result)
    if not measured:
        return None
    program, few = result.program, measured[:STRIPS]
    labelled = [(_label(program, each), [one.ratio for one in found]) for each, found in few]
    caption = "Each dot is a settled finding (bigger: several): its fact as a multiple of the policy’s number, on a log scale."
    if len(few) < len(measured):
        caption += f" The first {len(few)} of {len(measured):,} numbers in the policy’s order."
    heads = ("Fact", "Findings", "Least", "Median", "Most")
    numbers = table("Multiples of the threshold", heads, (_spread(label, ratios) for label, ratios in labelled))
    rows = [plots.Strip(label, ratios) for label, ratios in labelled]
    return figure("Facts against thresholds", caption, plots.strips(rows), numbers)


def _measured(result: Result) -> list[tuple[Threshold, list[Measured]]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if finding.state == "settled":
            by_rule.setdefault(finding.rule, []).append(finding)
    pairs = []
    for each in thresholds(result.program):
        found = [one for finding in by_rule.get(each.rule, ()) if (one := measure(result.program, each, finding))]
        if found:
            pairs.append((each, found))
    return pairs


def _label(program: Program, threshold: Threshold) -> str:
    """`guessed: failures ≥ most_failures (10)`; without the value where it changes with time."""
    bound = threshold.bound
    value = ""
    if isinstance(bound, Param) and len(program.parameters[bound.name].values) == 1:
        value = f" ({show_value(bound.type, program.parameters[bound.name].values[0][0], program.currency)})"
    return f"{threshold.rule}: {threshold.fact} {SIDES[threshold.op]} {bound.span.words}{value}"


def _spread(label: str, given: Sequence[float]) -> tuple[str, int, str, str, str]:
    ratios = sorted(given)
    return (label, len(ratios), f"{ratios[0]:.3g} ×", f"{ratios[len(ratios) // 2]:.3g} ×", f"{ratios[-1]:.3g} ×")


def _states() -> Markup:
    return tag(
        "p",
        "Settled: every fact is known. Unsettled: something the event should have said is missing, and no machine acts on it. "
        "Excused: an exception or a permit lifts it. Blind: the rule could not see, which is not the same as finding nothing.",
        class_="note",
    )


def _seen(result: Result, summary: Summary, shown: Shown) -> Markup:
    parts: list[Child] = [kinds_table(result)]
    if result.delayed:
        parts.append(tag("p", f"{result.delayed}."))
    if result.repeated:
        parts.append(tag("p", f"{result.repeated}."))
    if result.unjudged:
        parts.append(tag("p", f"{result.unjudged}."))
    if result.vague:
        parts.append(tag("p", f"{result.vague}."))
    if summary.untold:
        parts.append(untold_table(summary))
    if summary.in_part:
        parts.append(in_part_table(summary))
    parts += [tag("p", f"{each}.") for each in result.strays]
    if result.stopped:
        told = "Sources that were heard for a short time only; nobody can say whether more was due"
        sources = ((shown.mask.text(each.source), each.kind, each.events) for each in result.stopped)
        parts.append(table(told, ("Source", "Event", "Events"), sources))
    if summary.idle:
        parts.append(idle_table(summary))
    if summary.unmatched:
        parts.append(unmatched_table(summary))
    if summary.noughts:
        parts.append(noughts_table(summary))
    if summary.blind:
        parts.append(blind_table(summary))
    inputs = result.inputs
    if any((inputs.unread, inputs.skipped, inputs.empty, inputs.sifted, inputs.doubted)):
        parts.append(inputs_table(inputs, shown))
    if result.rejects:
        parts.append(rejects_table(result, shown))
    if result.nobodies:
        rows = ((each.kind, each.field, each.placeholder or "empty", each.events) for each in result.nobodies)
        parts.append(table("Placeholders in place of a name; taken as not told", ("Event", "Field", "Says", "Events"), rows))
    if result.unknown:
        parts.append(table("Fields that no kind knows; they were left aside", ("Field", "Events"), result.unknown.items()))
    return join(parts)


def _foot(result: Result, mask: Mask) -> str:
    names = "Identifiers are shown as they are." if mask.off else "Identifiers are replaced by pseudonyms, the same one throughout."
    return f"{names} Questions: {result.program.contact}. Policy digest {result.program.digest[:16]}."

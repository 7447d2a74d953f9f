"""How a rule's facts lie about its thresholds, as one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaws.study import plots
from bylaws.study.markup import Child, Markup, prose, tag
from bylaws.study.page import Section, figure, page
from bylaws.study.report_tables import table
from bylaws.study.spread import bars, candidates, quantiles
from bylaws.study.tune_words import bar_label, limit_of, looked_at, quantile_name, remarks, shown, threshold
from bylaws.study.tuning import Measure, Tuning


def tune_page(tuning: Tuning, caveats: Sequence[str] = ()) -> str:
    """The page. It names nobody."""
    program, rule = tuning.program, tuning.rule
    clause = program.clause(rule.clause)
    title = f"The thresholds of {rule.name}"
    head = (
        tag("h1", title),
        tag("p", f"Clause {clause.slug}. Policy {program.policy}, version {program.version}.", class_="lead"),
        (tag("p", each.replace("`", ""), class_="warning" if tuning.blind else None) for each in looked_at(tuning)),
        (tag("p", each, class_="warning") for each in caveats),
    )
    sections = [*_thresholds(tuning), _rule(tuning)]
    foot = f"Questions: {program.contact}. Policy digest {program.digest[:16]}."
    return page(title, head, sections, foot, ("To the thresholds", sections[0][0]))


def _rule(tuning: Tuning) -> Section:
    words = prose(tuning.program.clause(tuning.rule.clause).text)
    return "rule", "The clause and its rule", (tag("blockquote", words), tag("pre", tag("code", tuning.rule.span.text.strip())))


def _thresholds(tuning: Tuning) -> Iterator[Section]:
    for number, measure in enumerate(tuning.measures, 1):
        comparison = measure.comparison
        yield f"threshold-{number}", f"{comparison.name} {comparison.sign}", _measure(measure, tuning)


def _measure(measure: Measure, tuning: Tuning) -> Child:
    notes = [
        tag("p", tag("code", threshold(measure, tuning))),
        *(tag("p", each, class_="note") for each in remarks(measure, tuning)),
    ]
    found = bars(measure)
    if not found:
        return (notes, tag("p", "There is no subject whose fact is known."))
    return (notes, _plot(measure, tuning), _quantiles(measure, tuning), _candidates(measure, tuning))


def _plot(measure: Measure, tuning: Tuning) -> Markup:
    currency, found = tuning.program.currency, bars(measure)
    end = "highest" if measure.comparison.is_upward else "lowest"
    title = f"Subjects by the {end} {measure.comparison.name}"
    rows = [(bar_label(measure, each, currency), each.count, each.found) for each in found]
    assert measure.present is not None
    name = f"{measure.comparison.sign} {shown(measure, measure.present, currency)}"
    plot = plots.histogram(title, rows, limit_of(measure, found), name)
    caption = "One fact for each subject, of events that pass where. Beyond the dashed line, the threshold, the colour differs."
    numbers = table(title, (measure.comparison.name, "Subjects", "Beyond"), ((a, b, "yes" if c else "no") for a, b, c in rows))
    return figure(title, caption, plot, numbers)


def _quantiles(measure: Measure, tuning: Tuning) -> Markup:
    rows = (
        (quantile_name(percent), shown(measure, value, tuning.program.currency)) for percent, value in quantiles(measure.values)
    )
    return table("So many of the subjects have at most", ("Share", measure.comparison.name), rows)


def _candidates(measure: Measure, tuning: Tuning) -> Markup:
    currency, sign = tuning.program.currency, measure.comparison.sign
    rows = (
        (
            tag("strong", f"{sign} {shown(measure, each.threshold, currency)} (now)")
            if each.is_present
            else f"{sign} {shown(measure, each.threshold, currency)}",
            each.alone,
            each.whole,
        )
        for each in candidates(measure)
    )
    heads = ("Threshold", "By the fact alone", "By the whole rule")
    return table("How many subjects each threshold would touch; excused ones are not counted for the whole rule", heads, rows)

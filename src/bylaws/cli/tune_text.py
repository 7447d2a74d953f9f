"""How a rule's facts lie about its thresholds, as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.cli.inputs import inputs_text
from bylaws.cli.policies import number
from bylaws.study.spread import bars, candidates, quantiles
from bylaws.study.tune_words import bar_label, limit_of, looked_at, quantile_name, remarks, shown, threshold
from bylaws.study.tuning import Measure, Tuning

LONGEST: Final = 50  # characters of a bar


def tune_text(tuning: Tuning, caveats: Sequence[str] = ()) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    program, rule = tuning.program, tuning.rule
    yield Text(f"{rule.name}, clause {rule.clause} of {program.policy}, version {program.version}", style="bold")
    remarked = Text("\n").join(inputs_text(tuning.inputs))
    if remarked:
        yield remarked
    for each in caveats:
        yield Text(each, style="yellow")
    for each in looked_at(tuning):
        yield Text(each, style="bold red" if tuning.blind else "")
    for measure in tuning.measures:
        yield from _measure(measure, tuning)


def _measure(measure: Measure, tuning: Tuning) -> Iterator[RenderableType]:
    currency = tuning.program.currency
    yield Text(f"\n{threshold(measure, tuning)}", style="bold")
    for each in remarks(measure, tuning):
        yield Text(each)
    if tuning.blind:
        return
    values = measure.values
    if not values:
        yield Text("There is no subject whose fact is known.")
        return
    end = "highest" if measure.comparison.is_upward else "lowest"
    told = [(quantile_name(percent), shown(measure, value, currency)) for percent, value in quantiles(values)]
    least, *between, most = told
    yield Text(f"{number(len(values), 'subject')} by the {end} {measure.comparison.name}, from {least[1]} to {most[1]}")
    if len(values) > 1:
        yield Text("So many have at most: " + " · ".join(f"{name} {value}" for name, value in between))
    yield _histogram(measure, currency)
    yield _candidates(measure, currency)


def _histogram(measure: Measure, currency: str) -> Table:
    found = bars(measure)
    limit, most = limit_of(measure, found), max(each.count for each in found) or 1
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    assert measure.present is not None
    for place, each in enumerate(found):
        if place == limit:
            name = f"┄┄ {measure.comparison.sign} {shown(measure, measure.present, currency)}, the threshold ┄┄"
            table.add_row("", Text(name, style="bold"))
        full = "█" * -(-each.count * LONGEST // most)
        style = "dark_orange" if each.found else "cyan"
        table.add_row(bar_label(measure, each, currency), Text(full, style=style).append(f" {each.count:,}", style="default"))
    return table


def _candidates(measure: Measure, currency: str) -> Table:
    table = Table("threshold", "by the fact alone", "by the whole rule", "", box=None, pad_edge=False)
    table.title, table.title_justify = "\nSubjects that each threshold would touch", "left"
    for column in table.columns[:3]:
        column.justify = "right"
    for each in candidates(measure):
        words = f"{measure.comparison.sign} {shown(measure, each.threshold, currency)}"
        mark = "← now" if each.is_present else ""
        table.add_row(words, f"{each.alone:,}", f"{each.whole:,}", mark, style="bold" if each.is_present else "")
    return table

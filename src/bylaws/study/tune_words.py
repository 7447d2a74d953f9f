"""What is said of a rule's thresholds, in words that the page and the terminal share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaws.events.values import show_value
from bylaws.study.spread import Bar
from bylaws.study.tuning import Measure, Number, Tuning


def shown(measure: Measure, number: Number, currency: str) -> str:
    """A fact in its unit, or as a multiple of its threshold."""
    comparison = measure.comparison
    if not comparison.steady:
        return f"{float(number):.4g} ×"
    type = comparison.type
    if type.name == "share":
        return f"{float(number) * 100 / type.scale:.4g}%"
    if type.name == "decimal":
        return f"{float(number) / type.scale:.4g}"
    if number != int(number):
        return f"about {show_value(type, round(number), currency)}"
    return show_value(type, int(number), currency)


def threshold(measure: Measure, tuning: Tuning) -> str:
    """`failures >= guesses, which is 10`"""
    comparison = measure.comparison
    told = comparison.text
    if comparison.negated:
        told = f"not {told}"
    if not comparison.steady:
        return f"{told}; the threshold is not the same on every event, so facts are measured as multiples of it"
    if not comparison.parameters or measure.present is None:
        return told
    return f"{told}; the threshold is {shown(measure, measure.present, tuning.program.currency)}"


def quantile_name(percent: int) -> str:
    """`least`, `25 %`, `most`"""
    return {0: "least", 100: "most"}.get(percent, f"{percent} %")


def bar_label(measure: Measure, bar: Bar, currency: str) -> str:
    """What lies in a bar; a fact that is equal to a border lies above it, or below it if the comparison is strict."""
    strict = measure.comparison.op in (">", "<=")
    low, high = (None if each is None else shown(measure, each, currency) for each in (bar.low, bar.high))
    if low is None and high is None:
        return "all"
    if low is None:
        return f"up to {high}" if strict else f"below {high}"
    if high is None:
        return f"above {low}" if strict else f"{low} and more"
    return f"{low} – {high}"


def limit_of(measure: Measure, bars: Sequence[Bar]) -> int:
    """The number of the bar that begins at the threshold."""
    return next((number for number, bar in enumerate(bars) if bar.low is not None and bar.low == measure.present), 0)


def looked_at(tuning: Tuning) -> Iterator[str]:
    """What was seen, and what could not be."""
    if tuning.blind:
        yield f"Blind: {tuning.blind}. Nothing can be said of these thresholds."
        return
    passed = "passes" if tuning.judged == 1 else "pass"
    where = f"{passed} `where`" if tuning.rule.stream.where else f"{'is' if tuning.judged == 1 else 'are'} judged"
    yield (
        f"{tuning.judged:,} of {tuning.events:,} events {where}."
        if not tuning.rule.stream.each
        else (f"{tuning.judged:,} elements of events {where}.")
    )
    if not tuning.judged:
        yield "So nothing can be said of these thresholds; `bylaws doctor` tells what events say instead."
    if tuning.undecided:
        yield f"On {tuning.undecided:,} it cannot be told, for something is missing that `where` reads."
    yield from _nobody(tuning)
    if tuning.left_out:
        yield f"{tuning.left_out:,} are of subjects beyond the first million, and in no number here."
    if tuning.reads_itself:
        yield "The rule counts its own findings: with another threshold these would be others, so the whole rule is only estimated."


def _nobody(tuning: Tuning) -> Iterator[str]:
    """Whom events stand under that accuse nobody."""
    rest = tuning.nobody - tuning.grouped
    if tuning.grouped:
        told = f"{tuning.grouped:,} {'accuses' if tuning.grouped == 1 else 'accuse'} nobody that is known"
        yield f"{told}; each {' with '.join(tuning.groups)} counts as a subject instead, as for the rule's `once`."
    if rest:
        told = f"{rest:,} {'accuses' if rest == 1 else 'accuse'} nobody that is known"
        yield f"{told}, and {'is' if rest == 1 else 'are'} in no number here."


def remarks(measure: Measure, tuning: Tuning) -> Iterator[str]:
    """What is to be known of one comparison."""
    if measure.unknown:
        yield f"On {measure.unknown:,} the fact or its threshold is not known."
    if measure.unmeasured:
        yield f"On {measure.unmeasured:,} the threshold is not above 0, and nothing is a multiple of it."
    for name, readers in tuning.read_by(measure).items():
        yield f"The parameter {name} is also read by {', '.join(readers)}; these numbers are of this comparison alone."

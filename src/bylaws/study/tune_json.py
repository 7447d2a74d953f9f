"""How a rule's facts lie about its thresholds, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from bylaws.events.show import plain_value
from bylaws.study.spread import bars, candidates, quantiles
from bylaws.study.tune_words import limit_of
from bylaws.study.tuning import Measure, Number, Tuning


def tune_json(tuning: Tuning, caveats: Sequence[str] = ()) -> dict[str, object]:
    """The object that `tune --format json` prints; docs/reference/output.md describes it."""
    program, rule = tuning.program, tuning.rule
    return {
        "policy": {"name": program.policy, "version": program.version, "digest": program.digest},
        "rule": rule.name,
        "clause": rule.clause,
        "blind": tuning.blind or None,
        "events": {
            "read": tuning.events,
            "rejected": tuning.rejects,
            "judged": None if tuning.blind else tuning.judged,
            "undecided": tuning.undecided,
            "nobody": tuning.nobody,
            "grouped": tuning.grouped,
            "left_out": tuning.left_out,
        },
        "inputs": tuning.inputs.as_json(),
        "caveats": list(caveats),
        "estimated": tuning.reads_itself,
        "thresholds": [_measure(each, tuning) for each in tuning.measures],
    }


def _measure(measure: Measure, tuning: Tuning) -> dict[str, object]:
    comparison, values, found = measure.comparison, measure.values, bars(measure)

    def plain(number: Number | None) -> object:
        if number is None:
            return None
        if not comparison.steady:
            return float(number)
        return plain_value(comparison.type, round(number), tuning.program.currency)

    blind = bool(tuning.blind)
    return {
        "comparison": comparison.text,
        "fact": comparison.name,
        "op": comparison.op,
        "type": str(comparison.type),
        "multiples": not comparison.steady,
        "parameters": list(comparison.parameters),
        "also_read_by": {name: list(readers) for name, readers in tuning.read_by(measure).items()},
        "present": plain(measure.present),
        "subjects": None if blind else len(values),
        "unknown": measure.unknown,
        "unmeasured": measure.unmeasured,
        "quantiles": {str(percent): plain(value) for percent, value in quantiles(values)},
        "bars": [{"from": plain(each.low), "to": plain(each.high), "subjects": each.count, "found": each.found} for each in found],
        "limit": limit_of(measure, found),
        "candidates": [
            {"threshold": plain(each.threshold), "fact_alone": each.alone, "whole_rule": each.whole, "present": each.is_present}
            for each in candidates(measure)
        ],
    }

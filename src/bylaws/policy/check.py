"""The checks that look at a whole policy."""

from __future__ import annotations

from itertools import chain

from bylaws.policy import surface
from bylaws.policy.checks import (
    clauses_must_be_carried_one_way,
    clauses_must_be_covered,
    conditions_must_be_able_to_change,
    counted_must_be_accused,
    examples_must_be_small,
    exceptions_must_not_circle,
    expectations_must_agree,
    expectations_must_come_last,
    ladder_rungs_must_be_in_order,
    ladders_must_be_declared,
    lets_must_not_lean_too_deep,
    measures_must_be_known,
    names_must_be_used,
    placeholders_are_no_names,
    reasons_must_be_given,
    rules_must_have_examples,
    severities_must_be_reachable,
    sums_must_not_be_of_samples,
    verdicts_must_be_known,
    windows_must_be_shorter_than_a_century,
)
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.resolve.policy import Resolved
from bylaws.source import Diagnostic


def run_checks(document: surface.Document, gathered: Gathered, resolved: Resolved) -> list[Diagnostic]:
    """All of them. A text without front matter is a piece of a policy, and is not asked to be complete."""
    path = document.span.file.path
    whole = bool(document.meta)
    found = chain(
        clauses_must_be_carried_one_way.check(gathered),
        conditions_must_be_able_to_change.check(resolved),
        counted_must_be_accused.check(gathered, resolved),
        examples_must_be_small.check(gathered),
        exceptions_must_not_circle.check(gathered),
        expectations_must_agree.check(gathered),
        expectations_must_come_last.check(gathered),
        ladder_rungs_must_be_in_order.check(gathered),
        ladders_must_be_declared.check(gathered, whole),
        measures_must_be_known.check(gathered),
        lets_must_not_lean_too_deep.check(resolved),
        placeholders_are_no_names.check(resolved),
        reasons_must_be_given.check(gathered),
        severities_must_be_reachable.check(gathered),
        sums_must_not_be_of_samples.check(resolved),
        verdicts_must_be_known.check(gathered),
        windows_must_be_shorter_than_a_century.check(resolved),
    )
    complete = chain(
        clauses_must_be_covered.check(gathered),
        names_must_be_used.check(gathered, resolved, path),
        rules_must_have_examples.check(gathered, resolved, path),
    )
    return [*found, *complete] if whole else list(found)

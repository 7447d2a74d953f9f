"""Every clause is carried out by a rule or duty, by people, or binds nobody."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy.coverage import UNCOVERED, clauses
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity

CODE = "uncovered-clause"
LEFT = "clause-left-without-rule"

_HELP = 'say `manual "…"` or `informative`'


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """A clause whose last rule was dropped is an error; one that never had any is a warning."""
    uncovered = {clause.slug: clause for clause in clauses(gathered) if clause.coverage == UNCOVERED}
    dropped = {placed.clause: (placed, drop) for placed, drop in gathered.dropped.values()}
    for slug, clause in uncovered.items():
        if slug in dropped:
            placed, drop = dropped[slug]
            message = f"clause `{slug}` is left without a rule since `{placed.name}` was dropped"
            yield Diagnostic(LEFT, message, (Label(drop.name.span), Label(clause.span, "the clause")), _HELP)
        else:
            message = f"nothing carries out clause `{slug}`"
            yield Diagnostic(CODE, message, (Label(clause.span),), f"add a rule or duty, or {_HELP}", Severity.WARNING)

"""How each clause is carried out: the proof that nothing normative is left to chance."""

from __future__ import annotations

from bylaws.policy import surface
from bylaws.policy.program import Clause
from bylaws.policy.resolve.gather import Gathered

ENFORCED, DUTY, MANUAL, INFORMATIVE, UNCOVERED = "enforced", "duty", "manual", "informative", "uncovered"


def clauses(gathered: Gathered) -> tuple[Clause, ...]:
    """Every clause, in order, with its coverage."""
    ruled = {each.clause for each in gathered.of(surface.Rule)}
    bound = {each.clause for each in gathered.of(surface.Duty)}
    return tuple(_clause(gathered, clause, _coverage(gathered, clause, ruled, bound)) for clause in gathered.clauses.values())


def _coverage(gathered: Gathered, clause: surface.Clause, ruled: set[str], bound: set[str]) -> str:
    if clause.slug in ruled:
        return ENFORCED
    if clause.slug in bound:
        return DUTY
    if clause.slug in gathered.manual:
        return MANUAL
    if clause.slug in gathered.informative or is_heading_only(clause):
        return INFORMATIVE
    return UNCOVERED


def is_heading_only(clause: surface.Clause) -> bool:
    """A heading that only groups the clauses below it binds nobody; an example says that somebody is bound."""
    return not clause.examples and clause.text.strip() in ("", clause.title.strip())


def _clause(gathered: Gathered, clause: surface.Clause, coverage: str) -> Clause:
    manual = gathered.manual.get(clause.slug)
    return Clause(
        slug=clause.slug,
        title=clause.title,
        level=clause.level,
        text=clause.text,
        hash=clause.hash,
        attributes=clause.attributes,
        coverage=coverage,
        manual=manual.reason if manual else "",
        span=clause.span,
    )

"""Ladders: what answers the incidents of a clause, with each length and condition in them resolved."""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import Field, Kind
from bylaws.events.types import INTEGER, TRUTH
from bylaws.policy import surface
from bylaws.policy.expressions import Expr
from bylaws.policy.program import Ladder, Measure, NoticeRule, Rung
from bylaws.policy.resolve.duties import length
from bylaws.policy.resolve.gather import Placed
from bylaws.policy.resolve.kinds import Made, Observed
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope

_DEGREES: Final = (
    Field("deliberate", TRUTH, "whether a finding of the incident was deliberate"),
    Field("risk", TRUTH, "whether a finding of the incident told of a risk"),
    Field("repeats", INTEGER, "how many findings it holds beyond the first"),
)
_INCIDENT: Final = Observed(Kind("an incident", "what a rung is climbed for", (*Made().freeze().fields, *_DEGREES)))
_ORDINALS: Final = {"": 0, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


def ladder(resolver: Resolver, placed: Placed) -> Ladder:
    """The ladder, as it is climbed."""
    declared = placed.declaration
    assert isinstance(declared, surface.Ladder)
    rungs: list[Rung] = []
    for each in declared.rungs:
        # `later` is the incident after those that the rungs below speak of.
        least = _ORDINALS.get(each.ordinal, max((rung.least for rung in rungs), default=0) + 1)
        rungs.append(_rung(resolver, each, least))
    notice = declared.notice
    told = None
    if notice is not None:
        told = NoticeRule(notice.when, _length(resolver, notice.length), notice.by.text if notice.by else "")
    return Ladder(declared.name.text, placed.clause, tuple(rungs), told, declared.span)


def _rung(resolver: Resolver, rung: surface.Rung, least: int) -> Rung:
    condition = None if rung.condition is None else resolver.truth(rung.condition, Scope(_INCIDENT, closed="rung"))
    measures = tuple(_measure(resolver, each) for each in rung.steps)
    return Rung(rung.ordinal, least, _length(resolver, rung.lookback), condition, measures, rung.span)


def _measure(resolver: Resolver, step: surface.StepDecl) -> Measure:
    return Measure(
        step.measure.text,
        step.target.text if step.target else "",
        _length(resolver, step.lasts),
        _length(resolver, step.within),
        tuple(each.text for each in step.approved_by),
        step.confirmed_by.text if step.confirmed_by else "",
        _length(resolver, step.confirmed_within),
    )


def _length(resolver: Resolver, node: surface.Literal | surface.Name | None) -> Expr | None:
    return None if node is None else length(resolver, node)

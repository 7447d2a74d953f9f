"""Ladders: their lengths and conditions are looked at here, and carried out later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.catalogue import Field, Kind
from bylaws.events.types import INTEGER, TRUTH
from bylaws.policy import surface
from bylaws.policy.program import Ladder
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


def ladder(resolver: Resolver, placed: Placed) -> Ladder:
    """The ladder as declared, after a look at every length and condition in it."""
    declared = placed.declaration
    assert isinstance(declared, surface.Ladder)
    for each in _lengths(declared):
        length(resolver, each)
    for rung in declared.rungs:
        if rung.condition is not None:
            resolver.truth(rung.condition, Scope(_INCIDENT, closed="rung"))
    return Ladder(declared.name.text, placed.clause, declared, declared.span)


def _lengths(declared: surface.Ladder) -> Iterator[surface.Literal | surface.Name]:
    steps = [step for rung in declared.rungs for step in rung.steps]
    found = [rung.lookback for rung in declared.rungs]
    found += [each for step in steps for each in (step.lasts, step.within, step.confirmed_within)]
    found += [declared.notice.length] if declared.notice else []
    return (each for each in found if each is not None)

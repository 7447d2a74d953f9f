"""The steps of a ladder are measures that somebody can carry out."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.measures import MEASURES
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity
from bylaws.source.suggest import did_you_mean, listed

CODE = "unknown-measure"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """A warning, not an error: a provider may have a measure of its own."""
    for placed in gathered.of(surface.Ladder):
        if isinstance(placed.declaration, surface.Ladder):
            yield from (_unknown(step.measure) for step in _steps(placed.declaration) if step.measure.text not in MEASURES)


def _steps(ladder: surface.Ladder) -> Iterator[surface.StepDecl]:
    return (step for rung in ladder.rungs for step in rung.steps)


def _unknown(measure: surface.Name) -> Diagnostic:
    help = did_you_mean(measure.text, MEASURES, f"measures are {listed(MEASURES, len(MEASURES))}")
    return Diagnostic(CODE, f"there is no measure `{measure}`", (Label(measure.span),), help, Severity.WARNING)

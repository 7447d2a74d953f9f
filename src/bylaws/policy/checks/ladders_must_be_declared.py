"""The ladder that a rule or duty names is declared."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.measures import MEASURES
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity
from bylaws.source.suggest import did_you_mean

CODE = "unknown-ladder"


def check(gathered: Gathered, whole: bool) -> Iterator[Diagnostic]:
    """`whole`: the policy has front matter. A text without cannot run by itself, and its ladders may stand elsewhere."""
    ladders = {each.name.text for each in gathered.of(surface.Ladder)}
    for placed in gathered.of(surface.Rule, surface.Duty):
        steps = placed.declaration.steps if isinstance(placed.declaration, surface.Rule | surface.Duty) else None
        if steps is not None and steps.text not in ladders:
            help = did_you_mean(steps.text, ladders, _declaring(steps.text))
            severity = Severity.ERROR if whole else Severity.WARNING
            yield Diagnostic(CODE, f"there is no ladder `{steps}`", (Label(steps.span),), help, severity)


def _declaring(name: str) -> str:
    if name in MEASURES:
        return (
            f"`{name}` is a step, and `steps` names a ladder of them: `ladder gentle first incident: {name}`, then `steps gentle`"
        )
    return f"declare it: `ladder {name} first incident: warn`"

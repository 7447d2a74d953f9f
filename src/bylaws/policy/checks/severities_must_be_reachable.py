"""No line of severity hides another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity

CODE = "hidden-severity"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """The last line that is true wins; so what stands before one that is always true never counts."""
    for placed in gathered.of(surface.Rule, surface.Duty):
        if isinstance(placed.declaration, surface.Rule | surface.Duty):
            for earlier, later in pairwise(placed.declaration.severity):
                if later.condition is None:
                    message = f"severity `{earlier.level}` never counts: the line below always holds, and the last that holds wins"
                    labels = (Label(earlier.level.span), Label(later.level.span, "always"))
                    yield Diagnostic(CODE, message, labels, "write the line without `if` first", Severity.WARNING)

"""An example is run whenever the policy is tested; it gives no more events than that allows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label

CODE = "example-size"

MOST_EVENTS: Final = 100_000
"""In all `given` lines of one example."""


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """Of each example, at the line that is one too many."""
    for _, example in gathered.examples:
        lines = [line for line in example.lines if isinstance(line, surface.Given) and line.kind is not None]
        totals = list(accumulate(line.count for line in lines))
        over = next((line for line, total in zip(lines, totals, strict=True) if total > MOST_EVENTS), None)
        if over is not None:
            yield _error(over, totals[-1])


def _error(line: surface.Given, total: int) -> Diagnostic:
    message = f"the example gives {total:,} events, more than {MOST_EVENTS:,}"
    help = "give fewer, and `set` the parameter that they should exceed to less; logs are judged by `bylaws run`"
    return Diagnostic(CODE, message, (Label(line.span),), help)

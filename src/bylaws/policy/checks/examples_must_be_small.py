"""Examples are run whenever the policy is tested; they give no more events than that allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label

CODE = "example-size"

MOST_EVENTS: Final = 100_000
"""In all `given` lines of one example."""
MOST_IN_ALL: Final = 500_000
"""In all examples of a policy, those of the policies that it includes among them."""


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """At the line that is one too many: of each example, and of those together that are small enough by themselves."""
    small: list[surface.Given] = []
    for _, example in gathered.examples:
        lines = [line for line in example.lines if isinstance(line, surface.Given) and line.kind is not None]
        over = _over(lines, MOST_EVENTS)
        if over is None:
            small += lines
        else:
            yield _error(over, f"the example gives {_total(lines):,} events, more than {MOST_EVENTS:,}")
    over = _over(small, MOST_IN_ALL)
    if over is not None:
        yield _error(over, f"the examples of the policy together give {_total(small):,} events, more than {MOST_IN_ALL:,}")


def _total(lines: list[surface.Given]) -> int:
    return sum(line.count for line in lines)


def _over(lines: list[surface.Given], most: int) -> surface.Given | None:
    """The line with which there are more than `most` events."""
    total = 0
    for line in lines:
        total += line.count
        if total > most:
            return line
    return None


def _error(line: surface.Given, message: str) -> Diagnostic:
    help = "give fewer, and `set` the parameter that they should exceed to less; logs are judged by `bylaws run`"
    return Diagnostic(CODE, message, (Label(line.span),), help)

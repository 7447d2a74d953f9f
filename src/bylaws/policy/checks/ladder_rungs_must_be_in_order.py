"""A ladder goes up: each rung once, in order, its lengths and conditions known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label

CODE = "ladder-rung"

_ORDER: Final = ("first", "second", "third", "fourth", "fifth", "later")


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    for placed in gathered.of(surface.Ladder):
        if isinstance(placed.declaration, surface.Ladder):
            yield from _rungs(placed.declaration)


def _rungs(ladder: surface.Ladder) -> Iterator[Diagnostic]:
    earlier: surface.Rung | None = None
    for rung in (each for each in ladder.rungs if each.ordinal):
        if earlier is not None and _order(rung) < _order(earlier):
            message = f"the rung for the {rung.ordinal} incident stands above that for the {earlier.ordinal}"
            yield Diagnostic(CODE, message, (Label(rung.span), Label(earlier.span)), "write the rungs from the first up")
        elif earlier is not None and rung.ordinal == earlier.ordinal and earlier.condition is None:
            message = f"`{ladder.name}` has two rungs for the {rung.ordinal} incident"
            yield Diagnostic(
                CODE, message, (Label(rung.span, "never reached"), Label(earlier.span)), "join them, or say `if` in the first"
            )
        earlier = rung


def _order(rung: surface.Rung) -> int:
    return _ORDER.index(rung.ordinal)

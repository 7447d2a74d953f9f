"""Rules that count over longer than the log goes back: they count less than there was."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from bylaws.engine.plan import reach_of
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import children, windows

LEAST: Final = 86_400_000_000
"""A window of less than a day is soon filled (microseconds)."""


class Longer(Struct, frozen=True):
    """Rules and duties whose longest window has a `length` (microseconds)."""

    length: int
    rules: tuple[str, ...]


def longer_than(program: Program, span: int) -> list[Longer]:
    """Those that look back a day or more, and further than a span of time (microseconds); the longest first."""
    found: dict[int, list[str]] = {}
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for each in makers:
        reach = max((reach_of(window, program) for part in children(each) for window in windows(part)), default=0)
        if reach > span and reach >= LEAST:
            found.setdefault(reach, []).append(each.name)
    return [Longer(length, tuple(names)) for length, names in sorted(found.items(), reverse=True)]

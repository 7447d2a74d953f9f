"""Whether a number that a call shows can be anybody's.

Reasons are told apart, and ordered by how seldom an honest call gives them; the scores are not fitted to data. What has no
country's code is held against nobody: exchanges spell numbers as they are dialled at home.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from phonenumbers import can_be_internationally_dialled

from bylaws.content.numbers.emergency import is_emergency_somewhere
from bylaws.content.numbers.plan import ASSIGNED, LONG, NOWHERE, SHORT, UNASSIGNED, Numbered, numbered
from bylaws.content.port import scored

EMERGENCY: Final = "emergency number"
CALLED: Final = "called number"
PREMIUM: Final = "premium"
NATIONAL: Final = "not dialable"
CODE: Final = "no number"
MONOTONOUS: Final = "one figure"
SCORES: Final = {
    EMERGENCY: 0.99,
    NOWHERE: 0.98,
    CODE: 0.98,
    LONG: 0.97,
    SHORT: 0.96,
    CALLED: 0.95,
    PREMIUM: 0.9,
    UNASSIGNED: 0.7,
    MONOTONOUS: 0.6,
    NATIONAL: 0.5,
}
"""`no number`: signs that switch services, as in *31#. `called number`: the call shows the number that it rings. `premium`: whoever

calls back pays for it. Ranges may have been given out since the plan was, somebody has the number that is all threes, and what
rings abroad may come from where it can be called: these last three alone prove nothing.
"""
_FIGURES: Final = 6
"""From so many alike on it is no chance."""


def caller_id(number: str, called: str = "") -> Mapping[str, object]:
    """How surely a number that a call shows is nobody's, or may not be shown, and why (`class`, "" if nothing speaks against it).

    `called`: the number that the call rings. `spans`: all that speaks against it, the surest first.
    """
    reasons = sorted(set(_reasons(number, called)), key=lambda each: -SCORES[each])
    return scored(SCORES[reasons[0]] if reasons else 0.0, reasons, **{"class": reasons[0] if reasons else ""})


def _reasons(number: str, called: str) -> Iterator[str]:
    if is_emergency_somewhere(number):
        yield EMERGENCY
        return
    if "*" in number or "#" in number:
        yield CODE
    found = numbered(number)
    if found is None:
        return
    if number == called:
        yield CALLED
    if found.status != ASSIGNED:
        yield found.status
    if found.sort == "premium":
        yield PREMIUM
    if _is_monotonous(found):
        yield MONOTONOUS
    if found.number is not None and found.status == ASSIGNED and not can_be_internationally_dialled(found.number):
        there = numbered(called)
        if there is not None and there.country not in (None, found.country):
            yield NATIONAL


def _is_monotonous(found: Numbered) -> bool:
    """Whether one figure alone makes up the number behind its country's code."""
    if found.number is None:
        return False
    figures = str(found.number.national_number)
    return len(figures) >= _FIGURES and len(set(figures)) == 1

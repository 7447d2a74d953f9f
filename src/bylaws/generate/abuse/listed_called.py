"""Machines that call people who asked on a public list to be left alone."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import LEFT_ALONE
from bylaws.generate.scene import DAY, HOUR, MINUTE, Event, Scene, event

NOON = 12 * HOUR


def _commit(scene: Scene, amount: float) -> Act:
    return _call(scene, _listed(scene, amount))


def _resemble(scene: Scene) -> Act:
    """They asked for these calls."""
    numbers = _listed(scene, 6)
    asked = {"account": scene.account(), "channel": "voice", "purpose": "promotional", "state": "given", "method": "form"}
    consents = [event("consent.changed", scene.start - HOUR, {**asked, "subject": each}) for each in sorted(set(numbers))]
    return _call(scene, numbers, consents)


def others(scene: Scene, amount: float) -> Act:
    """So many people who are on no list."""
    return _call(scene, [f"+442078{scene.random.randrange(10**6):06}" for _ in range(int(amount))])


def _listed(scene: Scene, amount: float) -> list[str]:
    return [scene.random.choice(LEFT_ALONE) for _ in range(int(amount))]


def _call(scene: Scene, numbers: list[str], before: list[Event] | None = None) -> Act:
    """In the hours after the next noon."""
    account, own = scene.account(), scene.number()
    times = scene.spread(len(numbers), 2 * HOUR, after=(NOON - scene.start) % DAY)
    calls = [call(at, account, (own, number), 25, automated=True) for at, number in zip(times, numbers, strict=True)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own), *(before or ())])


ABUSE = Abuse(
    "listed-called", "marketing-law", "people on the list who asked for these calls", _commit, _resemble, 8, DAY + 2 * HOUR
)

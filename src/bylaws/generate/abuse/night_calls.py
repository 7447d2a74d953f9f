"""Machines that call people at night."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, MINUTE, Event, Scene

NIGHT = HOUR
"""An hour after midnight, UTC: night in London and Berlin, and the forenoon in Tokyo."""
NOON = 12 * HOUR
LONDON = "+442079"
TOKYO = "+8135"


def _commit(scene: Scene, amount: float) -> Act:
    return _call(scene, int(amount), NIGHT, LONDON)


def _resemble(scene: Scene) -> Act:
    """Calls to where it is day, and a warning that could not wait."""
    if scene.random.random() < 0.5:
        return _call(scene, 40, NIGHT, TOKYO)
    return _call(scene, 40, NIGHT, LONDON, [permit(scene, "emergency-message")])


def by_day(scene: Scene, amount: float) -> Act:
    """So many calls of a machine at noon."""
    return _call(scene, int(amount), NOON, LONDON)


def _call(scene: Scene, people: int, hour: int, place: str, leave: list[Event] | None = None) -> Act:
    """Within two hours from the next time that it is so late."""
    account, own = scene.account(), scene.number()
    wait = (hour - scene.start) % DAY
    calls = [
        call(at, account, (own, f"{place}{scene.random.randrange(10**6):06}"), 25, automated=True)
        for at in scene.spread(people, 2 * HOUR, after=wait)
    ]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own), *(leave or ())])


ABUSE = Abuse(
    "night-calls",
    "marketing-law",
    "calls to where it is day, and a warning that could not wait",
    _commit,
    _resemble,
    30,
    DAY + 2 * HOUR,
)

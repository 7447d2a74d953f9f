"""A breach of which the regulator hears late."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import breach, case, notice
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene

PLACE = "NL"


def _suspected(scene: Scene, at: int) -> Event:
    return breach(scene, at, 400, [PLACE])


def _told(scene: Scene, at: int) -> Event:
    return notice(scene, at, "regulator", about=f"breach-{scene.name}", jurisdiction=PLACE)


def _people_told(scene: Scene, since: int, until: int) -> list[Event]:
    """They hear of it in the same hour, or on the same day."""
    return [notice(scene, min(until, since + 20 * HOUR), "affected", about=f"breach-{scene.name}")]


def _halted(scene: Scene, at: int) -> Event:
    return case(scene, at, "opened", "police-delay")


def _released(scene: Scene, at: int) -> Event:
    return case(scene, at, "police-delay", "opened")


def _resemble(scene: Scene) -> Act:
    """An hour before the police asked for silence, and an hour after it let go."""
    return DEBT.settled(scene, 12 * DAY, {HOUR: _halted, 12 * DAY - HOUR: _released})


DEBT = Debt(_suspected, _told, HOUR, besides=_people_told)
ABUSE = DEBT.abuse("regulator-untold", "breach-notice", "a breach on which the police asked for silence", _resemble)

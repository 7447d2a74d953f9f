"""A breach of which the people concerned hear late."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import breach, notice
from bylaws.generate.abuse.protocol import PROVIDER, Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene

PLACE = "DE"


def _suspected(scene: Scene, at: int) -> Event:
    return breach(scene, at, 3000, [PLACE])


def _told(scene: Scene, at: int) -> Event:
    return notice(scene, at, "affected", about=f"breach-{scene.name}")


def _regulator_told(scene: Scene, since: int, until: int) -> list[Event]:
    """It hears of it on the same day."""
    return [notice(scene, min(until, since + 20 * HOUR), "regulator", about=f"breach-{scene.name}", jurisdiction=PLACE)]


def _resemble(scene: Scene) -> Act:
    """A drill, of which the regulator hears."""
    since = scene.start - 20 * HOUR
    return Act(PROVIDER, [breach(scene, since, 0, [PLACE]), *_regulator_told(scene, since, scene.start)])


ABUSE = Debt(_suspected, _told, DAY, besides=_regulator_told).abuse(
    "people-untold", "breach-notice", "a drill, in which nobody's data got out", _resemble
)

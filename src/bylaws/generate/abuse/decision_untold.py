"""A decision of which the customer does not hear."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import case, notice
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, MINUTE, Event, Scene


def _decided(scene: Scene, at: int) -> Event:
    return case(scene, at, "opened", "decided", severity="medium")


def _told(scene: Scene, at: int) -> Event:
    return notice(scene, at, "holder", account=scene.account(), case=f"case-{scene.name}")


def _silenced(scene: Scene, at: int) -> Event:
    return case(scene, at, "decided", "secrecy")


def _free(scene: Scene, at: int) -> Event:
    return case(scene, at, "secrecy", "decided")


def _resemble(scene: Scene) -> Act:
    """Two minutes before the order of the court, and three after its end."""
    return DEBT.settled(scene, 10 * DAY, {2 * MINUTE: _silenced, 10 * DAY - 3 * MINUTE: _free})


DEBT = Debt(_decided, _told, HOUR)
ABUSE = DEBT.abuse("decision-untold", "violation-notice", "a decision of which a court forbade to speak", _resemble)

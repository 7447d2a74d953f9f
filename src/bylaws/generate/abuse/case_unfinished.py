"""A case that is neither decided nor closed."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import case
from bylaws.generate.abuse.protocol import PROVIDER, Act
from bylaws.generate.scene import DAY, Event, Scene


def _opened(scene: Scene, at: int) -> Event:
    return case(scene, at, "reported", "opened")


def _closed(scene: Scene, at: int) -> Event:
    return case(scene, at, "opened", "closed")


def _resemble(scene: Scene) -> Act:
    """Closed within a week of being opened, after the report had lain for a quarter of a year."""
    reported = case(scene, scene.start - 90 * DAY, "new", "reported")
    return Act(PROVIDER, [reported, *DEBT.settled(scene, 7 * DAY).events])


DEBT = Debt(_opened, _closed, DAY)
ABUSE = DEBT.abuse("case-unfinished", "investigation", "an old report whose case was closed in a week", _resemble)

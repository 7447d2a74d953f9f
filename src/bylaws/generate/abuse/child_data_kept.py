"""What is known of a child, and not deleted."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import case
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene, event


def _learnt(scene: Scene, at: int) -> Event:
    known = {"subject": scene.mail(), "case": f"case-{scene.name}", "age_years": scene.random.randint(6, 15)}
    return event("age.signal", at, {**known, "basis": "birth_date", "confidence": 0.98})


def _deleted(scene: Scene, at: int) -> Event:
    return event("deletion.done", at, {"deletion": f"del-{scene.name}", "subject": scene.mail(), "items": 12})


def _held(scene: Scene, at: int) -> Event:
    return case(scene, at, "reported", "counsel")


def _released(scene: Scene, at: int) -> Event:
    return case(scene, at, "counsel", "reported")


def _resemble(scene: Scene) -> Act:
    """Three hours before counsel was asked, and three after it had answered."""
    return DEBT.settled(scene, 12 * DAY, {3 * HOUR: _held, 12 * DAY - 3 * HOUR: _released})


DEBT = Debt(_learnt, _deleted, DAY)
ABUSE = DEBT.abuse("child-data-kept", "minors-data", "data that counsel had to look at first", _resemble)

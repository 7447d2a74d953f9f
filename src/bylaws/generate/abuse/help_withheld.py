"""Help that does not come by its day."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import notice
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, Event, Scene, event, stamp

GIVEN = 5 * DAY
"""The time that the request gives."""


def _requested(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"asked_for": "close the relay", "due_at": stamp(at + GIVEN)})


def _helped(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"satisfied_at": stamp(at)})


def _told(scene: Scene, at: int, more: dict[str, object]) -> Event:
    known = {"account": scene.account(), "request": f"h-{scene.name}", "case": _case(scene)}
    return event("assistance.requested", at, {**known, **more})


def _returned(scene: Scene, at: int) -> Event:
    return notice(scene, at, "holder", account=scene.account(), case=_case(scene), delivered=False)


def _arrived(scene: Scene, at: int) -> Event:
    return notice(scene, at, "holder", account=scene.account(), case=_case(scene))


def _case(scene: Scene) -> str:
    return f"case-{scene.name}"


def _resemble(scene: Scene) -> Act:
    """It helps a day after the letter came, which took nine days."""
    return DEBT.settled(scene, 10 * DAY, {1000: _returned, 9 * DAY: _arrived})


DEBT = Debt(_requested, _helped, GIVEN, by_customer=True)
ABUSE = DEBT.abuse("help-withheld", "assist-remedy", "a customer whom the letter did not reach", _resemble)

"""A claim of infringement, and whoever it names is heard late."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import notice
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene, event


def _claimed(scene: Scene, at: int) -> Event:
    return _notice(scene, at, "copyright", verified=True)


def _heard(scene: Scene, at: int) -> Event:
    return notice(scene, at, "holder", about=f"claim-{scene.name}", account=scene.account())


def _notice(scene: Scene, at: int, kind: str, *, verified: bool) -> Event:
    told = {"notice": f"claim-{scene.name}", "kind": kind, "sender": "rights@studio.example", "sender_verified": verified}
    return event("external.notice", at, {"fields": {**told, "subject_ids": [scene.account()]}})


def _anonymous(scene: Scene, at: int) -> Event:
    return _notice(scene, at, "copyright", verified=False)


def _resemble(scene: Scene) -> Act:
    """A claim of who knows whom lies for a month; proven, it is passed on in half a day."""
    return DEBT.settled(scene, 12 * HOUR, {-30 * DAY: _anonymous})


DEBT = Debt(_claimed, _heard, DAY)
ABUSE = DEBT.abuse("claim-unheard", "ip-infringement", "a claim that nobody had proven for a month", _resemble)

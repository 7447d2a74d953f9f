"""An account that does without a second factor."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, Event, Scene, event


def _opened(scene: Scene, at: int) -> Event:
    return _open(scene, at, "password")


def _enrolled(scene: Scene, at: int) -> Event:
    sound = {"strength_bits": 80.0, "in_breach_list": False, "shared_secret": False, "second_factor_enrolled": True}
    return event("credential.state", at, {"account": scene.account(), "user": scene.mail(), **sound})


def _open(scene: Scene, at: int, sign_in: str) -> Event:
    return event("account.created", at, {"account": scene.account(), "email": scene.mail(), "channel": "web", "sign_in": sign_in})


def _resemble(scene: Scene) -> Act:
    """Its firm signs its people in, and somebody chooses a password half a year later."""
    return Act(scene.account(), [_open(scene, scene.start - 180 * DAY, "sso"), _enrolled(scene, scene.start)])


ABUSE = Debt(_opened, _enrolled, DAY, by_customer=True).abuse(
    "second-factor-late", "credential-care", "an account whose firm signs its people in", _resemble
)

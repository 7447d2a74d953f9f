"""A safeguard that is not checked on its day."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, Event, Scene, event, stamp

PERIOD = 7 * DAY
"""From one check to the next."""


def _checked(scene: Scene, at: int) -> Event:
    return _check(scene, at, {"next_due": stamp(at + PERIOD)})


def _checked_again(scene: Scene, at: int) -> Event:
    return _check(scene, at, {})


def _check(scene: Scene, at: int, more: dict[str, object]) -> Event:
    control = {"control": f"restore-test-{scene.name}", "control_kind": "electronic", "outcome": "pass"}
    return event("control.checked", at, {**control, **more})


def _resemble(scene: Scene) -> Act:
    """A second before it would be late."""
    return DEBT.settled(scene, PERIOD - 1000)


DEBT = Debt(_checked, _checked_again, PERIOD)
ABUSE = DEBT.abuse("safeguard-unchecked", "information-security", "a check in the last second of its time", _resemble)

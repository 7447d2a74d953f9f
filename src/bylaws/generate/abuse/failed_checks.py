"""A safeguard that fails check after check."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import PROVIDER, Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _check(scene, int(amount), "fail")


def _resemble(scene: Scene) -> Act:
    return _check(scene, 5, "not tested")


def passed(scene: Scene, amount: float) -> Act:
    """So many checks that end well."""
    return _check(scene, int(amount), "pass")


def _check(scene: Scene, times: int, outcome: str) -> Act:
    control = {"control": f"alarm-{scene.name}", "control_kind": "physical", "outcome": outcome}
    return Act(PROVIDER, [event("control.checked", at, control) for at in scene.spread(times, 8 * HOUR)])


ABUSE = Abuse("failed-checks", "information-security", "checks that were put off, and say nothing", _commit, _resemble, 4, 8 * HOUR)

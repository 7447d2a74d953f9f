"""What is known of an incident, told to people without anybody's approval."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import disclosure
from bylaws.generate.abuse.protocol import PROVIDER, Abuse, Act
from bylaws.generate.scene import HOUR, Scene

ROLES = ("affected_party", "other")


def _commit(scene: Scene, amount: float) -> Act:
    return _tell(scene, int(amount), None)


def _resemble(scene: Scene) -> Act:
    return _tell(scene, 4, "counsel")


def approved(scene: Scene, amount: float) -> Act:
    """So many are told, and somebody has approved of each."""
    return _tell(scene, int(amount), "counsel")


def _tell(scene: Scene, times: int, approver: str | None) -> Act:
    told = scene.spread(times, 8 * HOUR)
    return Act(PROVIDER, [disclosure(scene, at, scene.random.choice(ROLES), None, approver) for at in told])


ABUSE = Abuse(
    "told-unapproved", "third-party-disclosure", "as many disclosures, each of them approved", _commit, _resemble, 4, 8 * HOUR
)

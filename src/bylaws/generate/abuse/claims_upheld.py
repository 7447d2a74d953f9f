"""Claims of infringement against one customer, found right again and again."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import case, notice
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _claims(scene, int(amount), "decided")


def _resemble(scene: Scene) -> Act:
    return _claims(scene, 8, "closed")


def _claims(scene: Scene, many: int, end: str) -> Act:
    """So many cases come to an `end`, of which the customer hears."""
    told = []
    for turn, at in enumerate(scene.spread(many, 30 * HOUR)):
        name = f"claim-{scene.name}-{turn}"
        told.append(case(scene, at, "opened", end, case=name, clauses=["ip-infringement"]))
        told.append(notice(scene, at + 4 * MINUTE, "holder", account=scene.account(), case=name))
    return Act(scene.account(), told)


ABUSE = Abuse("claims-upheld", "ip-infringement", "claims that were dismissed", _commit, _resemble, 12, 31 * HOUR)

"""What is known of a customer, told to authorities on no ground that was written down."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import disclosure
from bylaws.generate.abuse.protocol import PROVIDER, Abuse, Act
from bylaws.generate.scene import HOUR, Scene

ROLES = ("law_enforcement", "regulator")


def _commit(scene: Scene, amount: float) -> Act:
    """Half of them on no ground, half with no approval."""
    papers = ((None, "counsel"), ("order of a court", None))
    return _refer(scene, [papers[turn % 2] for turn in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return in_order(scene, 4)


def in_order(scene: Scene, amount: float) -> Act:
    """So many referrals, each with its ground and its approval."""
    return _refer(scene, [("order of a court", "counsel")] * int(amount))


def _refer(scene: Scene, papers: list[tuple[str | None, str | None]]) -> Act:
    times = scene.spread(len(papers), 8 * HOUR)
    told = [disclosure(scene, at, scene.random.choice(ROLES), *each) for at, each in zip(times, papers, strict=True)]
    return Act(PROVIDER, told)


ABUSE = Abuse(
    "referred-groundless", "authority-referral", "as many referrals, on orders and approved", _commit, _resemble, 4, 8 * HOUR
)

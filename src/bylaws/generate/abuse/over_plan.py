"""More than the plan allows."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import ALLOWANCE, LARGE, SMALL
from bylaws.generate.scene import HOUR, MINUTE, Scene, event

PARTS = 6


def _commit(scene: Scene, amount: float) -> Act:
    return _use(scene, amount, SMALL)


def _resemble(scene: Scene) -> Act:
    """Four times the small allowance, which is less than half of the large one."""
    return _use(scene, 4.0, LARGE)


def _use(scene: Scene, allowances: float, plan: str) -> Act:
    """So many times the allowance of the small plan, by an account that has this plan."""
    account = scene.account()
    assigned = event("plan.assigned", scene.start - MINUTE, {"account": account, "plan": plan})
    each = round(allowances * ALLOWANCE / PARTS, 3)
    used = [
        event("usage.metered", at, {"account": account, "meter": "call_minutes", "unit": "min", "quantity": each})
        for at in scene.spread(PARTS, 20 * HOUR)
    ]
    return Act(account, used, before=[assigned])


ABUSE = Abuse("over-plan", "usage-limits", "as much in a larger plan", _commit, _resemble, PARTS + 1, 20 * HOUR)

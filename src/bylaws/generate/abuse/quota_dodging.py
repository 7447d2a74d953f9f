"""One payer, several small plans."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import ALLOWANCE, SMALL
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene, event

METER = {"meter": "call_minutes", "unit": "min"}


def _commit(scene: Scene, amount: float) -> Act:
    """As many accounts as it takes for each to stay within its own allowance, three at least."""
    together = amount * ALLOWANCE
    return _use(scene, max(3, int(together / 900) + 1), together, "one payer")


def _resemble(scene: Scene) -> Act:
    return _use(scene, 4, 3200, "")


def _use(scene: Scene, accounts: int, together: float, payer: str) -> Act:
    """`accounts` use so much `together`; without `payer` each pays for itself."""
    before: list[Event] = []
    for turn in range(accounts):
        account, opened = scene.account(turn), scene.start + turn * MINUTE
        purse = f"{scene.name}{'aa' if payer else f'{turn:02x}'}"
        created = {"account": account, "payment_fingerprint": purse, "sign_in": "sso"}
        before.append(event("account.created", opened - turn * 8 * 24 * HOUR, created))
        before.append(
            event("plan.assigned", opened, {"account": account, "plan": SMALL, "meter_limits": {"call_minutes": ALLOWANCE}})
        )
    days = scene.spread(12 * accounts, 30 * HOUR, after=HOUR)
    used = [
        event("usage.metered", at, {"account": scene.account(turn % accounts), "quantity": round(together / len(days), 3), **METER})
        for turn, at in enumerate(days)
    ]
    names = [scene.account(turn) for turn in range(accounts)]
    return Act(names[0], used, also=[*names[1:], f"{scene.name}aa"], before=before)


ABUSE = Abuse("quota-dodging", "usage-limits", "clients of one adviser, who pay for themselves", _commit, _resemble, 65, 32 * HOUR)

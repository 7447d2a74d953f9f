"""Buyers who call their money back."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

SALES = 250
"""With those called back."""


def _commit(scene: Scene, amount: float) -> Act:
    return _shop(scene, int(amount), {"chargeback": True})


def _resemble(scene: Scene) -> Act:
    return _shop(scene, 25, {"chargeback": False, "refund": True})


def _shop(scene: Scene, back: int, how: dict[str, object]) -> Act:
    """Sales, of which so many come `back`, each as an event of its own."""
    shop = scene.account()
    sales = [
        event(
            "payment.made",
            at,
            {"payee": shop, "payer": f"b{turn}-{scene.name}", "amount": 30.0, "purpose": "goods", "chargeback": False},
        )
        for turn, at in enumerate(scene.spread(SALES - back, 20 * HOUR))
    ]
    returns = [
        event("payment.made", at, {"payee": shop, "payer": f"b{turn}-{scene.name}", "amount": 30.0, "purpose": "goods", **how})
        for turn, at in enumerate(scene.spread(back, 10 * HOUR, after=20 * HOUR))
    ]
    return Act(shop, [*sales, *returns])


ABUSE = Abuse("chargebacks", "fraud", "a shop that takes goods back", _commit, _resemble, SALES, 30 * HOUR)

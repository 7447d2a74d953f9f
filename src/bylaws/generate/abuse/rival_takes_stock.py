"""A competitor that takes out all there is."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import RIVALS
from bylaws.generate.scene import HOUR, Event, Scene, event

SORTS = ("calls", "numbers", "menus", "queues", "tariffs", "invoices", "recordings", "reports")


def _commit(scene: Scene, amount: float) -> Act:
    return _export(scene, int(amount), scene.random.choice(RIVALS))


def _resemble(scene: Scene) -> Act:
    """A customer that moves out, and a competitor whose trade was agreed."""
    if scene.random.random() < 0.5:
        return _export(scene, 60_000, f"{scene.account()}.example")
    return _export(scene, 60_000, scene.random.choice(RIVALS), [permit(scene, "trade-use")])


def _export(scene: Scene, rows: int, domain: str, leave: list[Event] | None = None) -> Act:
    """So many rows of all sorts, by an account that was opened from this mail domain."""
    account = scene.account()
    opened = event("account.created", scene.start - HOUR, {"account": account, "email": f"ann@{domain}", "sign_in": "sso"})
    each = -(-rows // len(SORTS))
    taken = [
        event("data.exported", at, {"account": account, "object_type": sort, "rows": each, "destination": "file"})
        for at, sort in zip(scene.spread(len(SORTS), 6 * HOUR), SORTS, strict=True)
    ]
    return Act(account, taken, before=[opened, *(leave or ())])


ABUSE = Abuse(
    "rival-takes-stock",
    "competitive-use",
    "a customer that moves out, and a competitor whose trade was agreed",
    _commit,
    _resemble,
    len(SORTS) + 1,
    6 * HOUR,
)

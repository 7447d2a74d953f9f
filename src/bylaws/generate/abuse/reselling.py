"""Seats sold on."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event
from bylaws.generate.terms import accepted


def _commit(scene: Scene, amount: float) -> Act:
    return _work(scene, [f"ann@firm{turn}-{scene.name[:6]}.example" for turn in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return _work(scene, [f"ann@office{turn}.group-{scene.name[:6]}.example" for turn in range(30)])


def _work(scene: Scene, users: list[str]) -> Act:
    account = scene.account()
    paid = event("payment.made", scene.start, {"payee": account, "payer": f"{account}-client", "amount": 25.0, "purpose": "seat"})
    times = scene.spread(len(users), 30 * HOUR, after=HOUR)
    seen = [
        event("session.seen", at, {"account": account, "session": f"s-{scene.name}-{turn}", "user": user, "method": "sso"})
        for turn, (at, user) in enumerate(zip(times, users, strict=True))
    ]
    return Act(account, seen, before=[accepted(scene.start, account), paid])


ABUSE = Abuse("reselling", "resale", "the thirty offices of one firm", _commit, _resemble, 32, 32 * HOUR)

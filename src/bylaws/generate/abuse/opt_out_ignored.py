"""Promotion to those who said no."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import message
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the days since the wish."""
    return _write(scene, int(amount * DAY), "promotional")


def _resemble(scene: Scene) -> Act:
    return _write(scene, 40 * DAY, "transactional")


def _write(scene: Scene, since: int, purpose: str) -> Act:
    account = scene.account()
    said = {"account": account, "channel": "email", "purpose": "promotional", "state": "withdrawn"}
    wishes = [event("consent.changed", scene.start - since, {**said, "subject": scene.mail(turn)}) for turn in range(5)]
    mails = [
        message(at, account, [scene.mail(turn)], purpose=purpose, consent_ref="list-2023")
        for turn, at in enumerate(scene.spread(5, HOUR))
    ]
    return Act(account, mails, before=wishes)


ABUSE = Abuse("opt-out-ignored", "marketing-law", "receipts to customers who want no promotion", _commit, _resemble, 10)

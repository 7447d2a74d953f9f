"""Promotion that nobody asked for."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import message
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

EACH = 10
"""Recipients of one message."""


def _commit(scene: Scene, amount: float) -> Act:
    return Act(scene.account(), [message(at, scene.account(), people) for at, people in _mailing(scene, int(amount))])


def _resemble(scene: Scene) -> Act:
    """Half of the campaigns name the proof of consent; of the rest the consents themselves are on file."""
    account, mailing = scene.account(), _mailing(scene, 400)
    if scene.random.random() < 0.5:
        return Act(account, [message(at, account, people, consent_ref=f"form-{scene.name}") for at, people in mailing])
    asked = {"account": account, "channel": "email", "purpose": "promotional", "state": "given", "method": "form"}
    consents = [event("consent.changed", scene.start - HOUR + turn, {**asked, "subject": scene.mail(turn)}) for turn in range(400)]
    return Act(account, [message(at, account, people) for at, people in mailing], before=consents)


def _mailing(scene: Scene, people: int) -> list[tuple[int, list[str]]]:
    parts = [[scene.mail(turn) for turn in range(first, min(first + EACH, people))] for first in range(0, people, EACH)]
    return list(zip(scene.spread(len(parts), 8 * HOUR), parts, strict=True))


ABUSE = Abuse("unasked-bulk", "spam", "a campaign with consent", _commit, _resemble, 130, 8 * HOUR)

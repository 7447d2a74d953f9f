"""A mailing of which its readers complain."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

REACHED = 1600


def _commit(scene: Scene, amount: float) -> Act:
    return _mailing(scene, "complaint", int(amount))


def _resemble(scene: Scene) -> Act:
    return _mailing(scene, "unsubscribe", 50)


def _mailing(scene: Scene, outcome: str, answers: int) -> Act:
    """All are reached within two hours, and the answers come in the four hours after."""
    account = scene.account()
    known = {"account": account, "campaign": f"k-{scene.name}"}
    sent = [
        event("message.result", at, {**known, "recipient": scene.mail(turn), "outcome": "delivered"})
        for turn, at in enumerate(scene.spread(REACHED, 2 * HOUR))
    ]
    answered = [
        event("message.result", at, {**known, "recipient": scene.mail(turn), "outcome": outcome})
        for turn, at in enumerate(scene.spread(answers, 4 * HOUR, after=2 * HOUR))
    ]
    return Act(account, [*sent, *answered])


ABUSE = Abuse("complaints", "spam", "a mailing that many leave, and none complains of", _commit, _resemble, REACHED, 6 * HOUR)

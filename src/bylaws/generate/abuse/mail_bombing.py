"""One person, buried in mail."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import message
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    account = scene.account()
    times = scene.spread(int(amount), 55 * MINUTE)
    return Act(account, [message(at, account, [scene.mail()], purpose="transactional") for at in times])


def _resemble(scene: Scene) -> Act:
    account = scene.account()
    times = scene.spread(250, 55 * MINUTE)
    return Act(account, [message(at, account, [scene.mail(turn // 5)], purpose="service") for turn, at in enumerate(times)])


ABUSE = Abuse("mail-bombing", "denial-of-service", "a monitor that tells fifty people of five alarms each", _commit, _resemble, 180)

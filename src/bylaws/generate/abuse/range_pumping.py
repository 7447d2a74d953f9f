"""Calls made for what they pay."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import PREMIUM, assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    account, own = scene.account(), scene.number()
    times = scene.spread(int(amount), 55 * MINUTE)
    calls = [call(at, account, (own, f"{PREMIUM}{turn:05}"), 61, rate=0.8) for turn, at in enumerate(times)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own)])


def _resemble(scene: Scene) -> Act:
    """Nine lines of one firm ring the vote of an evening, each as long as its caller likes."""
    account, lines = scene.account(), [scene.number(turn) for turn in range(9)]
    vote = f"{PREMIUM}{scene.random.randrange(10**5):05}"
    times = scene.spread(150, 55 * MINUTE)
    calls = [call(at, account, (lines[turn % 9], vote), scene.random.randint(12, 90), rate=0.8) for turn, at in enumerate(times)]
    return Act(account, calls, also=lines, before=[assigned(scene.start - MINUTE, account, line) for line in lines])


ABUSE = Abuse("range-pumping", "traffic-inflation", "the vote of a television show", _commit, _resemble, 150)

"""A day's talk to where it costs most."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Scene

MINUTES = 15
"""Of each call."""
ELSEWHERE = ("+4420", "+3120", "+4930", "+1212", "+9122", "+8135")


def _commit(scene: Scene, amount: float) -> Act:
    return _talk(scene, amount, ("+88216",), 1.2)


def _resemble(scene: Scene) -> Act:
    return _talk(scene, 2400, ELSEWHERE, 0.018)


def _talk(scene: Scene, minutes: float, ranges: tuple[str, ...], rate: float) -> Act:
    account, own = scene.account(), scene.number()
    times = scene.spread(-(-int(minutes) // MINUTES), 20 * HOUR, after=HOUR)
    called = (f"{scene.random.choice(ranges)}{scene.random.randrange(10**6):06}" for _ in times)
    calls = [call(at, account, (own, to), MINUTES * 60, rate=rate) for at, to in zip(times, called, strict=True)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own)])


ABUSE = Abuse(
    "lopsided-talk", "unbalanced-traffic", "a shipping office that talks to the whole world", _commit, _resemble, 145, 22 * HOUR
)

"""Calls to what pays, many of which go on at the same time."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import PREMIUM, assigned, open_call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene

SHARED = "+4484500"
"""Numbers of a helpline that cost little."""


def _commit(scene: Scene, amount: float) -> Act:
    """All have begun before the first ends."""
    own = scene.number()
    calls = [
        open_call(at, scene.account(), (own, f"{PREMIUM}{turn:05}"), scene.random.randint(45, 110), rate=0.9)
        for turn, at in enumerate(scene.spread(int(amount), 40 * MINUTE))
    ]
    return _act(scene, own, calls)


def _resemble(scene: Scene) -> Act:
    """A hundred and more calls in an hour, of which a few go on at a time."""
    own, helpline = scene.number(), f"{SHARED}{scene.random.randrange(10**4):04}"
    calls = [
        open_call(at, scene.account(), (own, helpline), scene.random.randint(1, 4), rate=0.07)
        for at in scene.spread(120, 55 * MINUTE)
    ]
    return _act(scene, own, calls)


def _act(scene: Scene, own: str, calls: list[list[Event]]) -> Act:
    before = [assigned(scene.start - MINUTE, scene.account(), own)]
    return Act(scene.account(), [each for call in calls for each in call], also=[own], before=before)


ABUSE = Abuse(
    "lines-at-once",
    "traffic-inflation",
    "an agency that rings one helpline all day, call after call",
    _commit,
    _resemble,
    500,
    3 * HOUR,
)

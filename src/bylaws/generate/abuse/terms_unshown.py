"""Service under terms that nobody showed."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import session
from bylaws.generate.abuse.protocol import PROVIDER, Abuse, Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene, event
from bylaws.generate.terms import CHANGED, POLICY, VERSION, accepted


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the days for which they had been in force."""
    old = event("policy.accepted", CHANGED - 90 * DAY, {"account": scene.account(), "policy": POLICY, "version": "2024-01-01"})
    return Act(PROVIDER, [session(CHANGED + int(amount * DAY), scene.account(), scene.name, "password")], before=[old])


def _resemble(scene: Scene) -> Act:
    """A program that signs in with a key, somebody to whom they were shown, and somebody who had agreed."""
    ways = {"token": [], "sso": [_shown(scene)], "password": [accepted(CHANGED + DAY, scene.account())]}
    method = scene.random.choice(list(ways))
    return Act(PROVIDER, [session(CHANGED + 40 * DAY, scene.account(), scene.name, method)], before=ways[method])


def _shown(scene: Scene) -> Event:
    at = CHANGED + HOUR
    return event("policy.presented", at, {"account": scene.account(), "policy": POLICY, "version": VERSION, "place": "portal"})


ABUSE = Abuse(
    "terms-unshown",
    "policy-acceptance",
    "a program, and people who saw the new terms or agreed to them",
    _commit,
    _resemble,
    2,
    reaches_back=True,
)

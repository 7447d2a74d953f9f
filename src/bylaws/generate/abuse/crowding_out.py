"""A part of the service that falters while one customer takes most of it."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, MINUTE, SECOND, Event, Scene, event

OTHERS = 12
"""Customers who share the part."""
MODEST = 0.3
"""What each of the others takes in ten minutes, where the one has taken 1 as a rule."""
USUAL_DAYS = 7


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is what is taken in ten minutes, 1 being usual."""
    return _take(scene, amount, 0.12)


def _resemble(scene: Scene) -> Act:
    """A part that stands firm, one that falters by itself, and a load test that was agreed."""
    which = scene.random.randrange(3)
    if which == 0:
        return _take(scene, 25.0, 0.001)
    if which == 1:
        return _take(scene, 1.0, 0.3)
    return _take(scene, 25.0, 0.12, [permit(scene, "load-test", target=_part(scene))])


def _take(scene: Scene, amount: float, failing: float, leave: list[Event] | None = None) -> Act:
    """The others take theirs in the first three minutes, then so large a share of requests fails, then the one takes its own."""
    usual = [_used(scene.start - (turn + 1) * DAY + MINUTE, scene, 0, 144.0) for turn in reversed(range(USUAL_DAYS))]
    modest = [_used(at, scene, turn + 1, MODEST) for turn, at in enumerate(scene.spread(OTHERS, 3 * MINUTE))]
    health = event("service.health", scene.start + 3 * MINUTE + SECOND, {"component": _part(scene), "error_ratio": failing})
    times = scene.spread(4, 5 * MINUTE, after=4 * MINUTE)
    taken = [_used(at, scene, 0, round(amount / len(times), 6)) for at in times]
    return Act(scene.account(), [*modest, health, *taken], before=[*usual, *(leave or ())])


def _used(at: int, scene: Scene, who: int, quantity: float) -> Event:
    what = {"meter": "requests", "unit": "thousand", "device_or_resource": _part(scene)}
    return event("usage.metered", at, {"account": scene.account(who), "quantity": quantity, **what})


def _part(scene: Scene) -> str:
    return f"part-{scene.name}"


ABUSE = Abuse(
    "crowding-out",
    "network-interference",
    "a part that stands firm, one that falters by itself, and an agreed load test",
    _commit,
    _resemble,
    OTHERS + USUAL_DAYS + 6,
)

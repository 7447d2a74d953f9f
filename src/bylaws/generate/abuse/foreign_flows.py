"""Conversations that begin at the addresses of others."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow, given
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, SECOND, Scene


def _commit(scene: Scene, amount: float) -> Act:
    """Nobody answers to whoever did not ask."""
    others = [f"198.18.{scene.random.randrange(256)}.{scene.random.randrange(256)}" for _ in range(int(amount))]
    return _begin(scene, others, (1, 0), 1)


def _resemble(scene: Scene) -> Act:
    """As many, from the four addresses of its own network, and answered."""
    own = [scene.machine(scene.random.randrange(4)) for _ in range(140)]
    return _begin(scene, own, (6, 5), 4)


def _begin(scene: Scene, sources: list[str], packets: tuple[int, int], machines: int) -> Act:
    """A conversation from each of the sources with one server, all within a minute; the customer has so many machines."""
    account, target = scene.account(), scene.outsider()
    told: dict[str, object] = {"tenant": account, "direction": "outbound", "lasting": 0}
    times = scene.spread(len(sources), 50 * SECOND)
    flows = [flow(at, (source, target), 443, packets, **told) for at, source in zip(times, sources, strict=True)]
    return Act(account, flows, before=[given(scene.start - MINUTE, account, scene.machine(turn)) for turn in range(machines)])


ABUSE = Abuse("foreign-flows", "origin-falsification", "many visits from addresses of one's own", _commit, _resemble, 150)

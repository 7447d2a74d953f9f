"""One port of many machines."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    source = scene.outsider()
    times = scene.spread(int(amount), 9 * MINUTE)
    return Act(source, [flow(at, (source, scene.outsider(turn)), 445, (1, 0), tcp_flags="S") for turn, at in enumerate(times, 1)])


def _resemble(scene: Scene) -> Act:
    """A busy client, every other time seen by a sampling router, which catches few packets of each conversation."""
    source = scene.outsider()
    sampled = scene.random.random() < 0.5
    seen = ((2, 1), {"sampling_rate": 100}) if sampled else ((90, 110), {"sampling_rate": 1})
    times = scene.spread(150, 9 * MINUTE)
    talks = [
        flow(at, (source, scene.outsider(turn)), 443, seen[0], lasting=5000, tcp_flags="SPAF", **seen[1])
        for turn, at in enumerate(times, 1)
    ]
    return Act(source, talks)


ABUSE = Abuse(
    "host-sweep", "security-testing", "a busy client of many web sites, half of them seen through sampling", _commit, _resemble, 140
)

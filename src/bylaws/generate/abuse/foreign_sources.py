"""Packets that leave with the addresses of others."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import given, packet
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, SECOND, Scene


def _commit(scene: Scene, amount: float) -> Act:
    account, target = scene.account(), scene.outsider()
    packets = [
        packet(at, account, f"198.18.{scene.random.randrange(256)}.{scene.random.randrange(256)}", dst_ip=target)
        for at in scene.spread(int(amount), 50 * SECOND)
    ]
    return Act(account, packets, before=[given(scene.start - MINUTE, account, scene.machine())])


def _resemble(scene: Scene) -> Act:
    """As many, from the four addresses of its own network, the last of which it got a minute ago."""
    account, target = scene.account(), scene.outsider()
    networks = [scene.machine(turn) for turn in range(4)]
    packets = [packet(at, account, networks[scene.random.randrange(4)], dst_ip=target) for at in scene.spread(700, 50 * SECOND)]
    return Act(account, packets, before=[given(scene.start - MINUTE, account, each) for each in networks])


ABUSE = Abuse(
    "foreign-sources", "origin-falsification", "a load test from a handful of addresses of one's own", _commit, _resemble, 700
)

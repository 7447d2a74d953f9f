"""Many ports of one machine."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    source, target = scene.outsider(), scene.outsider(1)
    ports = scene.random.sample(range(1, 20_000), int(amount))
    times = scene.spread(len(ports), 9 * MINUTE)
    return Act(source, [flow(at, (source, target), port, (2, 1), tcp_flags="S") for at, port in zip(times, ports, strict=True)])


def _resemble(scene: Scene) -> Act:
    source, target = scene.outsider(), scene.outsider(1)
    ports = scene.random.sample(range(20_000, 40_000, 2), 130)
    times = scene.spread(len(ports), 9 * MINUTE)
    talks = [flow(at, (source, target), port, (1500, 1400), protocol="udp") for at, port in zip(times, ports, strict=True)]
    return Act(source, talks)


ABUSE = Abuse(
    "port-scan", "security-testing", "a telephone exchange: a port of the same machine for each talk", _commit, _resemble, 140
)

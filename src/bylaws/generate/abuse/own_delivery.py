"""A machine that delivers mail by itself, all over the world."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow, given, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Event, Scene

SMTP = 25


def _commit(scene: Scene, amount: float) -> Act:
    return _deliver(scene, [scene.outsider(turn) for turn in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    """A machine that hands everything to one relay, and a mail server that was announced."""
    if scene.random.random() < 0.5:
        return _deliver(scene, [scene.outsider()] * 120)
    return _deliver(scene, [scene.outsider(turn) for turn in range(120)], [permit(scene, "mail-server")])


def _deliver(scene: Scene, servers: list[str], leave: list[Event] | None = None) -> Act:
    account, machine = scene.account(), scene.machine()
    times = scene.spread(len(servers), 57 * MINUTE)
    flows = [flow(at, (machine, server), SMTP, (30, 24)) for at, server in zip(times, servers, strict=True)]
    return Act(account, flows, also=[machine], before=[given(scene.start - MINUTE, account, machine), *(leave or ())])


ABUSE = Abuse("own-delivery", "mail-relay", "mail to one relay, and a mail server that was announced", _commit, _resemble, 95)

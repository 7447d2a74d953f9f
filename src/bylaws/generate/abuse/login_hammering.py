"""Hasty connections to a sign-in port."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    ends = scene.outsider(), scene.outsider(1)
    times = scene.spread(int(amount), 9 * MINUTE)
    return Act(ends[0], [flow(at, ends, 22, (14, 12), lasting=2500, tcp_flags="SPAF") for at in times])


def _resemble(scene: Scene) -> Act:
    ends = scene.outsider(), scene.outsider(1)
    times = scene.spread(60, 9 * MINUTE)
    return Act(ends[0], [flow(at, ends, 22, (9000, 4000), lasting=40_000, tcp_flags="SPAF") for at in times])


ABUSE = Abuse("login-hammering", "unauthorized-access", "a backup that copies folder by folder over SSH", _commit, _resemble, 60)

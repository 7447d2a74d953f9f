"""More requests than one address can mean."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import SECOND, Scene


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 9 * SECOND)
    return Act(ip, [request(at, ip, "/search", method="POST", status=503) for at in times])


def _resemble(scene: Scene) -> Act:
    ip = scene.outsider()
    times = scene.spread(scene.random.randint(150, 350), 9 * SECOND)
    return Act(ip, [request(at, ip, f"/static/part-{turn % 40}.js") for turn, at in enumerate(times)])


ABUSE = Abuse("request-flood", "denial-of-service", "an office that opens a new release at once", _commit, _resemble, 600)

"""A form for signing in, sent again and again."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 50 * MINUTE)
    return Act(ip, [request(at, ip, "/login", method="POST", status=200) for at in times])


def _resemble(scene: Scene) -> Act:
    return office(scene, 50)


def office(scene: Scene, amount: float) -> Act:
    """So many people behind one address, each of whom signs in and then looks at three pages."""
    ip = scene.outsider()
    asked = [("POST", "/login") if turn % 4 == 3 else ("GET", f"/account/calls?page={turn}") for turn in range(4 * int(amount))]
    times = scene.spread(len(asked), 50 * MINUTE)
    return Act(ip, [request(at, ip, path, method=how, status=200) for at, (how, path) in zip(times, asked, strict=True)])


ABUSE = Abuse("forms-sent", "security-testing", "an office that comes to work", _commit, _resemble, 110)

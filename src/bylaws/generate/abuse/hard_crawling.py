"""Pages faster than anybody reads."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import SECOND, Scene


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 57 * SECOND)
    return Act(ip, [request(at, ip, f"/numbers/{turn}") for turn, at in enumerate(times)])


def _resemble(scene: Scene) -> Act:
    ip = scene.outsider()
    times = scene.spread(300, 57 * SECOND)
    return Act(ip, [request(at, ip, f"/album/{turn}.jpg" if turn % 60 else "/album") for turn, at in enumerate(times)])


ABUSE = Abuse("hard-crawling", "scraping", "an album with sixty pictures a page", _commit, _resemble, 290)

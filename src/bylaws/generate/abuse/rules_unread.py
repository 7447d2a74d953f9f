"""A crawler that never asked."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _crawl(scene, [f"/numbers/{turn}" for turn in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return _crawl(scene, ["/robots.txt", *(f"/numbers/{turn}" for turn in range(180))])


def _crawl(scene: Scene, paths: list[str]) -> Act:
    ip, agent = scene.outsider(), f"Collector{scene.name[:6]}-bot/1.0"
    times = scene.spread(len(paths), 6 * HOUR)
    return Act(ip, [request(at, ip, path, user_agent=agent) for at, path in zip(times, paths, strict=True)])


ABUSE = Abuse("rules-unread", "scraping", "a crawler that reads robots.txt first", _commit, _resemble, 155, 6 * HOUR)

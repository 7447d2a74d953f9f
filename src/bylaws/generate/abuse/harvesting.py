"""Page after page, for an hour."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene

SEARCH = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 57 * MINUTE)
    return Act(ip, [request(at, ip, f"/directory/{scene.random.randrange(10**9)}") for at in times])


def _resemble(scene: Scene) -> Act:
    return _search_engine(scene) if scene.random.random() < 0.5 else _school(scene)


def _search_engine(scene: Scene) -> Act:
    """It comes from a network that its operator publishes, and reads the rules first."""
    ip = f"66.249.{scene.random.randrange(64, 96)}.{scene.random.randrange(256)}"
    first, *rest = scene.spread(260, 57 * MINUTE)
    pages = (f"/directory/{scene.random.randrange(10**9)}" for _ in rest)
    reading = [request(at, ip, page, user_agent=SEARCH) for at, page in zip(rest, pages, strict=True)]
    return Act(ip, [request(first, ip, "/robots.txt", user_agent=SEARCH), *reading])


def _school(scene: Scene) -> Act:
    ip = scene.outsider()
    times = scene.spread(400, 57 * MINUTE)
    return Act(ip, [request(at, ip, f"/help/lesson-{scene.random.randrange(50)}") for at in times])


ABUSE = Abuse("harvesting", "scraping", "a search engine that is known, or a school at its lesson", _commit, _resemble, 430)

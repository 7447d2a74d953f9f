"""A web site searched for what is not there."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene

DOORS = ("/wp-login.php", "/phpmyadmin/", "/.env", "/admin.php", "/cgi-bin/test-cgi")
FOLDERS = ("backup", "old", "test", "private", "data", "export", "intern", "tmp")


def _commit(scene: Scene, amount: float) -> Act:
    """So many addresses that lead nowhere, the usual doors among them, and a page now and then that is there."""
    ip, found = scene.outsider(), max(1, int(amount) // 12)
    guesses = [f"/{scene.random.choice(FOLDERS)}/{turn}.zip" for turn in range(int(amount))]
    guesses[: len(DOORS)] = DOORS[: len(guesses)]
    asked = [(path, 404) for path in guesses] + [(f"/help/{turn}", 200) for turn in range(found)]
    scene.random.shuffle(asked)
    times = scene.spread(len(asked), 50 * MINUTE)
    return Act(ip, [request(at, ip, path, status=status) for at, (path, status) in zip(times, asked, strict=True)])


def _resemble(scene: Scene) -> Act:
    """An index of which one link in five is dead, followed to its end."""
    return follow(scene, 30)


def follow(scene: Scene, amount: float) -> Act:
    """So many dead links, and four times as many that lead somewhere."""
    ip = scene.outsider()
    asked = [(f"/archive/{turn}", 200 if turn % 5 else 404) for turn in range(5 * int(amount))]
    times = scene.spread(len(asked), 50 * MINUTE)
    return Act(ip, [request(at, ip, path, status=status) for at, (path, status) in zip(times, asked, strict=True)])


ABUSE = Abuse("missing-pages", "security-testing", "an index of which one link in five is dead", _commit, _resemble, 90)

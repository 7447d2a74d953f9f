"""Many logins, one password."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import attempt
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, SECOND, Scene


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 55 * MINUTE)
    return Act(ip, [attempt(at, ip, f"user{turn}-{scene.name}") for turn, at in enumerate(times)])


def _resemble(scene: Scene) -> Act:
    ip = scene.outsider()
    events = []
    for pupil, at in enumerate(scene.spread(scene.random.randint(60, 200), 55 * MINUTE)):
        login = f"pupil{pupil}-{scene.name}"
        if scene.random.random() < 0.06:
            events.append(attempt(at, ip, login))
        events.append(attempt(at + 9 * SECOND, ip, login, right=True))
    return Act(ip, events)


ABUSE = Abuse(
    "password-spraying", "unauthorized-access", "a school behind one address, where one in 16 mistypes", _commit, _resemble, 75
)

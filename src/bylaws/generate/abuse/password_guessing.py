"""One login, many passwords."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import attempt
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    """In one act of two a last guess is right."""
    ip, login = scene.outsider(), f"user-{scene.name}"
    guesses = [attempt(at, ip, login) for at in scene.spread(int(amount), 9 * MINUTE)]
    if scene.random.random() < 0.5:
        guesses.append(attempt(scene.start + 10 * MINUTE, ip, login, right=True))
    return Act(ip, guesses)


def _resemble(scene: Scene) -> Act:
    ip, login = scene.outsider(), f"user-{scene.name}"
    *wrong, last = scene.spread(scene.random.randint(4, 8), 6 * MINUTE)
    return Act(ip, [*(attempt(at, ip, login) for at in wrong), attempt(last, ip, login, right=True)])


ABUSE = Abuse("password-guessing", "unauthorized-access", "somebody whose password comes back to mind", _commit, _resemble, 25)

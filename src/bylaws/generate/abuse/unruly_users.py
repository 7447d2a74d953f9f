"""A firm many of whose people break the rules, though it was told."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import notice
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, Scene, event

PEOPLE = 40
BESIDE = ("credential-care",)
"""What the people themselves break, by passwords that do not hold."""


def _commit(scene: Scene, amount: float) -> Act:
    return _audit(scene, int(amount), PEOPLE, told=True)


def _resemble(scene: Scene) -> Act:
    return _audit(scene, 20, PEOPLE, told=False)


def large(scene: Scene, amount: float) -> Act:
    """As many bad apples among four times as many people."""
    return _audit(scene, int(amount), 4 * PEOPLE, told=True)


def _audit(scene: Scene, weak: int, people: int, *, told: bool) -> Act:
    """The passwords of all are looked at, and so many do not hold."""
    account = scene.account()
    letter = [notice(scene, scene.start - DAY, "holder", account=account)] if told else []
    states = [
        event("credential.state", at, {"account": account, "user": f"u{turn}@{account}.example", "strength_bits": bits, **SOUND})
        for turn, at in enumerate(scene.spread(people, 12 * HOUR))
        for bits in (20.0 if turn < weak else 80.0,)
    ]
    return Act(account, states, before=letter, beside=BESIDE)


SOUND: dict[str, object] = {"in_breach_list": False, "shared_secret": False, "second_factor_enrolled": True}
ABUSE = Abuse(
    "unruly-users", "account-responsibility", "a firm that nobody has told yet", _commit, _resemble, PEOPLE + 1, 12 * HOUR
)

"""Accounts of the young."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, Scene, event, stamp

YEAR = 365.2425 * DAY


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is eighteen over the age in years."""
    return _sign_up(scene, 18 / amount)


def _resemble(scene: Scene) -> Act:
    return _sign_up(scene, 18 + scene.random.uniform(0.1, 0.3))


def _sign_up(scene: Scene, years: float) -> Act:
    account = scene.account()
    born = stamp(scene.start - int(years * YEAR))[:10]
    person = {"account": account, "email": scene.mail(), "country": "DE", "declared_birth_date": born, "sign_in": "sso"}
    return Act(account, [event("account.created", scene.start, person)])


ABUSE = Abuse("under-age", "minors-data", "somebody who turned eighteen last month", _commit, _resemble, 1)

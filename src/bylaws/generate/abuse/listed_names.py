"""Accounts under names on a list of designated persons, and of namesakes."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import DESIGNATED, born
from bylaws.generate.scene import DAY, Event, Scene, event, stamp

YEAR = 365.2425 * DAY
OTHERS = ("Jamila Specimen", "Jean Muster", "Zoé Mustermann", "Ole Example-Svensson")


def _commit(scene: Scene, amount: float) -> Act:
    """The birth date that was given lies 1 / `amount` years before the listed one."""
    name, since = _listed(scene)
    return _sign_up(scene, name, since - int(YEAR / amount))


def _resemble(scene: Scene) -> Act:
    """Somebody who was compared before, and people whose names only resemble listed ones."""
    name, since = _listed(scene)
    if scene.random.random() < 0.5:
        return _sign_up(scene, name, since, [permit(scene, "namesake")])
    return _sign_up(scene, scene.random.choice(OTHERS), since)


def _listed(scene: Scene) -> tuple[str, int]:
    name = scene.random.choice(list(DESIGNATED))
    return scene.random.choice((name, name.upper(), name.replace("é", "e"))), born(name)


def _sign_up(scene: Scene, name: str, since: int, leave: list[Event] | None = None) -> Act:
    account = scene.account()
    person = {"account": account, "email": scene.mail(), "country": "DE", "person_name": name}
    person |= {"declared_birth_date": stamp(since)[:10], "sign_in": "sso"}
    return Act(account, [event("account.created", scene.start, person)], before=leave or [])


ABUSE = Abuse(
    "listed-names", "terrorism", "somebody who was compared before, and names that only resemble listed ones", _commit, _resemble, 1
)

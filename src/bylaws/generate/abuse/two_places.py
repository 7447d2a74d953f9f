"""One seat in use in two cities at once."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit, session
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene, stamp
from bylaws.generate.terms import accepted

LONDON = (51.5, -0.1)
BERLIN = (52.5, 13.4)
SUBURB = (51.6, -0.3)
"""Fifteen kilometres from the middle of London."""
WORKED = 4 * HOUR


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the minutes for which both were in use."""
    return _work(scene, amount, BERLIN)


def _resemble(scene: Scene) -> Act:
    return _work(scene, 120.0, BERLIN, [permit(scene, "shared-seat", seat=_seat(scene))])


def at_home(scene: Scene, amount: float) -> Act:
    """So many minutes while the screen at the office is still on."""
    return _work(scene, amount, SUBURB)


def _work(scene: Scene, minutes: float, place: tuple[float, float], leave: list[Event] | None = None) -> Act:
    """The second session begins so many minutes before the first ends."""
    first_ends = scene.start + WORKED
    begins = first_ends - int(minutes * MINUTE)
    seen = [_session(scene, scene.start, LONDON, "d1"), _session(scene, begins, place, "d2")]
    before = [accepted(scene.start - HOUR, scene.account()), *(leave or ())]
    return Act(scene.account(), sorted(seen, key=lambda each: each.at), also=[_seat(scene)], before=before)


def _session(scene: Scene, began: int, place: tuple[float, float], device: str) -> Event:
    where = {"lat": place[0], "lon": place[1], "device": f"{device}-{scene.name}", "seat_id": _seat(scene), "started": stamp(began)}
    return session(began + WORKED, scene.account(), scene.name, "sso", **where)


def _seat(scene: Scene) -> str:
    return f"seat-{scene.name}"


ABUSE = Abuse("two-places", "account-sharing", "a seat that two may share", _commit, _resemble, 4, 2 * WORKED)

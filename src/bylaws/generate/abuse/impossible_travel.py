"""One seat in two places."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene, event, stamp
from bylaws.generate.terms import accepted

LONDON = (51.5, -0.1, "GB")
NEW_YORK = (40.7, -74.0, "US")
APART = 5570
"""Kilometres between the two."""
KM_PER_DEGREE = 111.2
"""Along a meridian."""


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the speed in km/h from the end of one session to the beginning of the next."""
    pause = int(APART / amount * HOUR)
    sessions = [_session(scene, scene.start, LONDON, "d1"), _session(scene, scene.start + 20 * MINUTE + pause, NEW_YORK, "d2")]
    return _use(scene, sessions)


def _resemble(scene: Scene) -> Act:
    """The machine stays what it is; its way into the network moves at once."""
    sessions = [_session(scene, scene.start + turn * HOUR, place, "d1") for turn, place in enumerate((LONDON, NEW_YORK))]
    return _use(scene, sessions)


def fly(scene: Scene, amount: float) -> Act:
    """Six hours southward at so many km/h, from one machine to another."""
    lat, lon, country = LONDON
    south = (lat - amount * 6 / KM_PER_DEGREE, lon, country)
    landed = scene.start + 6 * HOUR + 20 * MINUTE
    return _use(scene, [_session(scene, scene.start, LONDON, "d1"), _session(scene, landed, south, "d2")])


def _use(scene: Scene, sessions: list[Event]) -> Act:
    agreed = accepted(scene.start - HOUR, scene.account())
    return Act(scene.account(), sessions, also=[f"seat-{scene.name}"], before=[agreed])


def _session(scene: Scene, started: int, place: tuple[float, float, str], device: str) -> Event:
    ended = started + 20 * MINUTE
    fields: dict[str, object] = {
        "account": scene.account(),
        "session": f"s-{scene.name}-{started}",
        "user": f"ann@{scene.account()}.example",
        "seat_id": f"seat-{scene.name}",
        "method": "sso",
        "lat": place[0],
        "lon": place[1],
        "country": place[2],
        "device": f"{device}-{scene.name}",
        "started": stamp(started),
        "ended": stamp(ended),
    }
    return event("session.seen", ended, fields)


ABUSE = Abuse("impossible-travel", "account-sharing", "one machine that switches its tunnel on", _commit, _resemble, 3, 13 * HOUR)

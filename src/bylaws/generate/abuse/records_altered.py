"""Records overwritten in their time."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import changed
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, SECOND, Event, Scene, stamp

KEPT = 7 * 365 * DAY


def _commit(scene: Scene, amount: float) -> Act:
    return _alter(scene, int(amount), corrected=False)


def _resemble(scene: Scene) -> Act:
    return correct(scene, 5)


def correct(scene: Scene, amount: float) -> Act:
    """So many corrections, each of which leaves the old entry standing."""
    return _alter(scene, int(amount), corrected=True)


def _alter(scene: Scene, records: int, *, corrected: bool) -> Act:
    """What was written a day before is overwritten."""
    account = scene.account()
    before: list[Event] = []
    events: list[Event] = []
    for turn, at in enumerate(scene.spread(records, 8 * HOUR)):
        record = {"account": account, "record": f"r{turn}-{scene.name}", "retain_until": stamp(at + KEPT), "legal_hold": False}
        before.append(changed(scene.start - DAY + turn, record, "create", (None, "a1")))
        if corrected:
            events.append(changed(at, record, "create", ("a1", "b2")))
        events.append(changed(at + SECOND, record, "alter", ("b2" if corrected else "a1", "c3")))
    return Act(account, events, before=before)


ABUSE = Abuse("records-altered", "record-tampering", "corrections beside the old entries", _commit, _resemble, 10, 8 * HOUR)

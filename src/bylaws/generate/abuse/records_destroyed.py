"""Records destroyed before their time."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, Scene, event, stamp

KEPT = 7 * 365 * DAY


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is how many times as long the records should have been kept."""
    return _destroy(scene, int(KEPT / amount), {})


def _resemble(scene: Scene) -> Act:
    return _destroy(scene, KEPT // 2, {"approval_ref": f"erasure-{scene.name}"})


def _destroy(scene: Scene, age: int, more: dict[str, object]) -> Act:
    """Four records of that `age`."""
    account = scene.account()
    events = []
    for turn, at in enumerate(scene.spread(4, HOUR)):
        record = {"account": account, "record": f"r{turn}-{scene.name}", "action": "delete", "before_hash": scene.name}
        events.append(event("record.changed", at, {**record, "retain_until": stamp(at - age + KEPT), "legal_hold": False, **more}))
    return Act(account, events)


ABUSE = Abuse("records-destroyed", "record-tampering", "an erasure that was asked for and approved", _commit, _resemble, 4)

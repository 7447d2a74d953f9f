"""Personal data by the truckload."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

PARTS = 8


def _commit(scene: Scene, amount: float) -> Act:
    return _export(scene, -(-int(amount) // PARTS), {"object_type": "contacts", "personal_data_classes": ["contact"]})


def _resemble(scene: Scene) -> Act:
    return _export(scene, 12_000, {"object_type": "measurements"})


def _export(scene: Scene, rows: int, what: dict[str, object]) -> Act:
    """`rows` are those of each part."""
    account = scene.account()
    times = scene.spread(PARTS, 6 * HOUR)
    taken = [event("data.exported", at, {"account": account, "rows": rows, "destination": "file", **what}) for at in times]
    return Act(account, taken)


ABUSE = Abuse("people-exported", "personal-data", "as many rows of measurements", _commit, _resemble, PARTS, 6 * HOUR)

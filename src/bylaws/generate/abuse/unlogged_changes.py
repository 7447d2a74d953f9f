"""Records that were changed beside their log."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import changed
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _write(scene, int(amount), "b2")


def _resemble(scene: Scene) -> Act:
    return logged(scene, 5)


def logged(scene: Scene, amount: float) -> Act:
    """So many changes, each of which begins where the one before it ended."""
    return _write(scene, int(amount), "a1")


def _write(scene: Scene, records: int, found: str) -> Act:
    """What was written a day before, with the hash `a1`, is `found` otherwise or as it was, and written again."""
    account = scene.account()
    written = [{"account": account, "record": f"r{turn}-{scene.name}", "legal_hold": False} for turn in range(records)]
    before = [changed(scene.start - DAY + turn, record, "create", (None, "a1")) for turn, record in enumerate(written)]
    times = scene.spread(records, 8 * HOUR)
    events = [changed(at, record, "create", (found, "c3")) for at, record in zip(times, written, strict=True)]
    return Act(account, events, before=before)


ABUSE = Abuse("unlogged-changes", "record-tampering", "changes that stand in the log", _commit, _resemble, 12, 8 * HOUR)

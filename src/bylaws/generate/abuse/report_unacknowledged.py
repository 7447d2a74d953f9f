"""A report to which nobody says a word."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import notice
from bylaws.generate.abuse.protocol import PROVIDER, Act
from bylaws.generate.scene import DAY, Event, Scene, event


def _reported(scene: Scene, at: int) -> Event:
    return _report(scene, at, {"reporter": scene.mail(), "anonymous": False})


def _acknowledged(scene: Scene, at: int) -> Event:
    return notice(scene, at, "reporter", about=f"rp-{scene.name}", recipient=scene.mail())


def _report(scene: Scene, at: int, who: dict[str, object]) -> Event:
    what = {"report": f"rp-{scene.name}", "category": "spam", "reporter_role": "outsider", "channel": "form"}
    return event("report.received", at, {**what, **who})


def _resemble(scene: Scene) -> Act:
    """Who reported stays unnamed; who was reported hears of it three weeks later."""
    heard = notice(scene, scene.start, "holder", account=scene.account(), about=f"rp-{scene.name}")
    return Act(PROVIDER, [_report(scene, scene.start - 21 * DAY, {"anonymous": True}), heard])


ABUSE = Debt(_reported, _acknowledged, DAY).abuse(
    "report-unacknowledged", "violation-reports", "a report by somebody who stays unnamed", _resemble
)

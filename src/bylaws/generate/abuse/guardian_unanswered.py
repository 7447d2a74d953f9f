"""Parents who wait for a word."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import notice
from bylaws.generate.abuse.protocol import PROVIDER, Act
from bylaws.generate.scene import DAY, Event, Scene, event

BESIDE = ("violation-reports",)
"""Whoever reports is to hear that the report came in, parents too."""


def _written(scene: Scene, at: int) -> Event:
    return _report(scene, at, {"reporter": scene.mail(), "anonymous": False})


def _answered(scene: Scene, at: int) -> Event:
    return notice(scene, at, "guardian", about=f"rp-{scene.name}", recipient=scene.mail())


def _report(scene: Scene, at: int, who: dict[str, object]) -> Event:
    what = {"report": f"rp-{scene.name}", "category": "child", "reporter_role": "guardian", "channel": "mail"}
    return event("report.received", at, {**what, **who})


def _resemble(scene: Scene) -> Act:
    """A parent who leaves no address; the firm concerned hears of it three weeks later."""
    heard = notice(scene, scene.start, "holder", account=scene.account(), about=f"rp-{scene.name}")
    return Act(PROVIDER, [_report(scene, scene.start - 21 * DAY, {"anonymous": True}), heard])


ABUSE = Debt(_written, _answered, DAY, beside=BESIDE).abuse(
    "guardian-unanswered", "minors-data", "a parent who leaves no address", _resemble
)

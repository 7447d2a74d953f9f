"""A question whose answer takes its time."""

from __future__ import annotations

from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene, event, stamp


def _asked(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"asker": scene.mail(), "text": "May we ring our members on a holiday?"})


def _answered(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"answered_at": stamp(at), "answer": "yes", "answered_by": "the desk", "binding": True})


def _asked_back(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"answer": "need more facts"})


def _explained(scene: Scene, at: int) -> Event:
    return _told(scene, at, {"asker": scene.mail(), "proposed_action": "ring two hundred members once"})


def _told(scene: Scene, at: int, more: dict[str, object]) -> Event:
    return event("question.asked", at, {"account": scene.account(), "question": f"q-{scene.name}", **more})


def _resemble(scene: Scene) -> Act:
    """The facts take three weeks, the provider half a day before and after."""
    return DEBT.settled(scene, 22 * DAY, {12 * HOUR: _asked_back, 22 * DAY - 12 * HOUR: _explained})


DEBT = Debt(_asked, _answered, DAY)
ABUSE = DEBT.abuse("question-unanswered", "guidance", "a question without the facts that an answer takes", _resemble)

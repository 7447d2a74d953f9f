"""Announcements that promise help in an emergency."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

PROMISES = (
    "For an ambulance press 3.",
    "If you have an emergency, say HELP for the police.",
    "We connect you to the fire brigade, day and night.",
    "Press one and we put you through to the emergency services.",
    "With our line you reach the police wherever you are.",
)
WARNINGS = (
    "This number does not reach the police. Hang up and call your local emergency number.",
    "We cannot connect you to an ambulance.",
    "If you need an ambulance, hang up and dial 112 on another telephone.",
    "For the office press 1. In an emergency call the fire brigade yourself.",
)


def _commit(scene: Scene, amount: float) -> Act:
    return _post(scene, [scene.random.choice(PROMISES) for _ in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return _post(scene, list(WARNINGS))


def warn(scene: Scene, amount: float) -> Act:
    """So many announcements that send people elsewhere."""
    return _post(scene, [scene.random.choice(WARNINGS) for _ in range(int(amount))])


def _post(scene: Scene, texts: list[str]) -> Act:
    account = scene.account()
    posted = []
    for turn, (at, text) in enumerate(zip(scene.spread(len(texts), 6 * HOUR), texts, strict=True)):
        what = {
            "item": f"i{turn}-{scene.name}",
            "surface": scene.random.choice(("greeting", "page")),
            "text": text,
            "language": "en",
        }
        posted.append(event("content.posted", at, {"account": account, "audience": "public", **what}))
    return Act(account, posted)


ABUSE = Abuse(
    "emergency-promised", "emergency-services", "announcements that say where help is to be had", _commit, _resemble, 4, 6 * HOUR
)

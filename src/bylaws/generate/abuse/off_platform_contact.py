"""Contacts taken along and written to."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event

CONTACTS: dict[str, object] = {"object_type": "contacts", "rows": 120, "personal_data_classes": ["contact"]}


def _commit(scene: Scene, amount: float) -> Act:
    return _letters(scene, int(amount), CONTACTS)


def _resemble(scene: Scene) -> Act:
    return _letters(scene, 1, None)


def keep_in_touch(scene: Scene, amount: float) -> Act:
    """Contacts are taken along, and so many letters go to people, none to a decoy."""
    act = _letters(scene, int(amount), CONTACTS)
    letters = [
        event("message.received", each.at, {**each.fields, "mailbox_or_number": f"friend.{turn}.{scene.name}@post.example"})
        for turn, each in enumerate(act.events)
    ]
    return Act(act.subject, letters, before=act.before)


def _letters(scene: Scene, count: int, export: dict[str, object] | None) -> Act:
    """`count` decoys are written to, after the `export` if there was one."""
    account = scene.account()
    before: list[Event] = [
        event("canary.planted", scene.start + turn, {"address": scene.mail(turn), "shown_to": account}) for turn in range(count)
    ]
    if export:
        before.append(event("data.exported", scene.start + HOUR, {"account": account, **export}))
    letters = [
        event("message.received", at, {"mailbox_or_number": scene.mail(turn), "sender": f"sales@{account}.example"})
        for turn, at in enumerate(scene.spread(count, 20 * HOUR, after=2 * HOUR))
    ]
    return Act(account, letters, before=before)


ABUSE = Abuse(
    "off-platform-contact",
    "off-platform-contact",
    "a stray letter to a decoy; nothing was exported",
    _commit,
    _resemble,
    7,
    22 * HOUR,
)

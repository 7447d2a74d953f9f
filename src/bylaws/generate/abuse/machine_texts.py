"""A machine on a number made for talk."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, message
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, SECOND, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _texts(scene, int(amount), 0.03)


def _resemble(scene: Scene) -> Act:
    return _texts(scene, 90, 0.8)


def _texts(scene: Scene, count: int, answered: float) -> Act:
    account, number = scene.account(), scene.number()
    events: list[Event] = []
    for turn, at in enumerate(scene.spread(count, 55 * MINUTE)):
        to = f"+1917{scene.random.randrange(10**7):07}"
        events.append(
            message(at, account, [to], channel="sms", sender=number, purpose="service", message_id=f"{scene.name}-{turn}")
        )
        if scene.random.random() < answered:
            answer = {"account": account, "mailbox_or_number": number, "sender": to, "body": "Thanks, that helps."}
            events.append(event("message.received", at + 20 * SECOND, answer))
    return Act(account, events, also=[number], before=[assigned(scene.start - MINUTE, account, number)])


ABUSE = Abuse("machine-texts", "number-misuse", "a help desk in conversation", _commit, _resemble, 135)

"""Answers to a mailing that somebody else carried, and complains of."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import message, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _answers(scene, int(amount), [_complaint(scene)])


def _resemble(scene: Scene) -> Act:
    """Answers to what left here, and a firm that said beforehand that it mails elsewhere too."""
    if scene.random.random() < 0.5:
        return _answers(scene, 180, [_complaint(scene), permit(scene, "other-carrier")])
    sent = message(scene.start - HOUR, scene.account(), [scene.mail()], purpose="transactional", message_id=_letter(scene))
    return _answers(scene, 180, [_complaint(scene), sent])


def read(scene: Scene, amount: float) -> Act:
    """A letter that left elsewhere, that people like to answer, and of which nobody complains."""
    return _answers(scene, int(amount), [])


def _answers(scene: Scene, people: int, before: list[Event]) -> Act:
    """The letter's carrier may complain, and prove who it is, before the first answer comes."""
    mailbox = _mailbox(scene)
    known = {"account": scene.account(), "mailbox_or_number": mailbox, "in_reply_to": _letter(scene)}
    answers = [
        event("message.received", at, {**known, "sender": scene.mail(turn), "message_id": f"{turn}.{scene.name}@post.example"})
        for turn, at in enumerate(scene.spread(people, 20 * HOUR))
    ]
    return Act(mailbox, answers, also=[scene.account()], before=before)


def _complaint(scene: Scene) -> Event:
    told = {"notice": f"n-{scene.name}", "kind": "peer_provider", "sender": "abuse@carrier.example", "sender_verified": True}
    return event("external.notice", scene.start - HOUR, {"fields": {**told, "subject_ids": [_mailbox(scene)]}})


def _mailbox(scene: Scene) -> str:
    return f"answers@{scene.account()}.example"


def _letter(scene: Scene) -> str:
    return f"letter.{scene.name}@elsewhere.example"


ABUSE = Abuse(
    "replies-elsewhere",
    "spam-support",
    "answers to a letter that left here, and a firm that told of its other carrier",
    _commit,
    _resemble,
    150,
    20 * HOUR,
)

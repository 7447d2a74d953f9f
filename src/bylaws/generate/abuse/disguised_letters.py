"""Advertising that goes out as if it were about an order."""

from __future__ import annotations

from collections.abc import Callable

from bylaws.generate.abuse.pieces import message
from bylaws.generate.abuse.posting import slotted
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene

PITCHES = (
    "Amazing offer! Order our {goods} now and save $50. Click here {link}. This is a limited time offer, absolutely FREE shipping. "
    "To be removed from our mailing list, click here.",
    "You have been selected! Earn $5000 a week from home with {goods}. 100% guaranteed, no risk. Visit {link} today and get a FREE "
    "bonus. To unsubscribe reply with remove.",
    "Lose weight FAST with {goods}!!! Money back guarantee. Act now, this offer expires soon: {link}. Click here to be removed.",
)
NOTES = (
    "Hello, the {goods} that you ordered on Monday left our warehouse this morning. You can follow the parcel in your account. "
    "Regards, Ben",
    "Dear customer, your appointment about the {goods} is confirmed for Tuesday at ten. If you cannot come, please ring us. Anna",
    "Thank you for your payment of 24.90 for {goods}. The invoice is attached. With kind regards, the accounts office",
)
GOODS = ("herbal pills", "printer cartridges", "golf clubs", "garden chairs", "books")
LINKS = ("http://best-deals.example/buy", "http://offers.example/now?id=7")


def _commit(scene: Scene, amount: float) -> Act:
    return _letters(scene, int(amount), "Lowest prices GUARANTEED!!! Act now", slotted(scene, PITCHES, goods=GOODS, link=LINKS))


def _resemble(scene: Scene) -> Act:
    """Receipts of a large shop, and such advertising with a proof of consent."""
    if scene.random.random() < 0.5:
        return receipts(scene, 450)
    pitch = slotted(scene, PITCHES, goods=GOODS, link=LINKS)
    return _letters(scene, 450, "Our offers of the week", pitch, consent_ref=f"form-{scene.name}")


def receipts(scene: Scene, amount: float) -> Act:
    """So many letters about what somebody ordered."""
    return _letters(scene, int(amount), "Your order", slotted(scene, NOTES, goods=GOODS))


def _letters(scene: Scene, many: int, subject: str, body: Callable[[], str], **more: object) -> Act:
    account = scene.account()
    letters = [
        message(at, account, [scene.mail(turn)], purpose="transactional", subject=subject, body=body(), **more)
        for turn, at in enumerate(scene.spread(many, 8 * HOUR))
    ]
    return Act(account, letters)


ABUSE = Abuse(
    "disguised-letters", "spam", "receipts of a large shop, and advertising that was asked for", _commit, _resemble, 450, 8 * HOUR
)

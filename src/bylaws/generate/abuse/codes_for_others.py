"""A number that collects the sign-in codes of services."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _codes(scene, [f"SVC{turn}" for turn in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return _codes(scene, ["MYBANK"] * 10 + ["MYMAIL"] * 8)


def _codes(scene: Scene, services: list[str]) -> Act:
    account, number = scene.account(), scene.number()
    known = {"account": account, "mailbox_or_number": number}
    codes = [
        event("message.received", at, {**known, "sender": service, "body": f"Your code is {scene.random.randrange(10**5, 10**6)}."})
        for at, service in zip(scene.spread(len(services), 20 * HOUR), services, strict=True)
    ]
    return Act(account, codes, also=[number], before=[assigned(scene.start - MINUTE, account, number)])


ABUSE = Abuse(
    "codes-for-others", "number-misuse", "somebody who signs in to bank and mail all day", _commit, _resemble, 16, 20 * HOUR
)

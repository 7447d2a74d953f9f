"""Accounts by the dozen."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    device = f"d-{scene.name}"
    times = scene.spread(int(amount), 5 * HOUR)
    mails = (f"{scene.random.randrange(10**9)}@letters.example" for _ in times)
    made = [
        _sign_up(scene, at, turn, {"device": device, "email": mail})
        for turn, (at, mail) in enumerate(zip(times, mails, strict=True))
    ]
    return Act(device, made, also=[scene.account(turn) for turn in range(len(made))])


def _resemble(scene: Scene) -> Act:
    ip, count = scene.outsider(), 25
    proof = f"register-{scene.name}"
    made = [
        _sign_up(scene, at, turn, {"signup_ip": ip, "email": f"pupil{turn}@school-{scene.name}.example", "org_evidence": proof})
        for turn, at in enumerate(scene.spread(count, HOUR // 2))
    ]
    return Act(ip, made, also=[scene.account(turn) for turn in range(count)])


def _sign_up(scene: Scene, at: int, turn: int, fields: dict[str, object]) -> Event:
    return event("account.created", at, {"account": scene.account(turn), "channel": "web", "sign_in": "sso", **fields})


ABUSE = Abuse(
    "bulk-sign-ups",
    "inauthentic-accounts",
    "a class that signs up behind one address, its school proven",
    _commit,
    _resemble,
    16,
    5 * HOUR,
)

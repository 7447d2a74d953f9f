"""Passwords that do not hold."""

from __future__ import annotations

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is 40 bits over the strength."""
    return _audit(scene, 40 / amount, "password")


def _resemble(scene: Scene) -> Act:
    return _audit(scene, 14, "sso")


def _audit(scene: Scene, bits: float, sign_in: str) -> Act:
    """Where an account signs in elsewhere, what is kept here is a short number for its telephones."""
    account, user = scene.account(), scene.mail()
    created = event("account.created", scene.start - MINUTE, {"account": account, "sign_in": sign_in, "channel": "sales"})
    strength = {"strength_bits": round(bits, 1), "in_breach_list": False, "shared_secret": False, "second_factor_enrolled": True}
    return Act(user, [event("credential.state", scene.start, {"account": account, "user": user, **strength})], [account], [created])


ABUSE = Abuse("weak-passwords", "credential-care", "a short number behind the sign-in of a firm", _commit, _resemble, 2)

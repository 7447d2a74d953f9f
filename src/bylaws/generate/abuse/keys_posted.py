"""Passwords and keys where others read them."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_letters, digits

from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene, event

SAMPLES = (
    "Set API_KEY=your_api_key_goes_here before you begin.",
    "The token is read from the environment: token: ${SERVICE_TOKEN_OF_THE_DAY}",
    'password = "example-password-please-change"',
    "How long should a password be? Twenty characters, says the guide.",
    "In production it is password: vault:secret/data/shop/database#password",
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
)


def _commit(scene: Scene, amount: float) -> Act:
    return _post(scene, int(amount), lambda: _leak(scene))


def _resemble(scene: Scene) -> Act:
    return explain(scene, 6)


def explain(scene: Scene, amount: float) -> Act:
    """So many pages of a manual."""
    return _post(scene, int(amount), lambda: scene.random.choice(SAMPLES))


def _leak(scene: Scene) -> str:
    secret = "".join(scene.random.choices(ascii_letters + digits, k=32))
    body = "".join(scene.random.choices(ascii_letters + digits, k=64))
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n"
    forms = f"password: {secret}", f'"api_key": "{secret}"', f"export ACCESS_TOKEN={secret}", f"Authorization: Bearer {secret}", key
    return scene.random.choice(forms)


def _post(scene: Scene, times: int, text: Callable[[], str]) -> Act:
    account = scene.account()
    posted = []
    for turn, at in enumerate(scene.spread(times, 8 * HOUR)):
        what = {"item": f"i{turn}-{scene.name}", "surface": "comment", "audience": "public", "text": text()}
        posted.append(event("content.posted", at, {"account": account, "user": scene.mail(), **what}))
    return Act(account, posted, also=[scene.mail()])


ABUSE = Abuse("keys-posted", "credential-care", "pages of a manual, with samples", _commit, _resemble, 6, 8 * HOUR)

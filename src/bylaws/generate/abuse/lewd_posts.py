"""Public posts that sell sex."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.posting import slotted, written
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene

OFFERS = (
    "Hot horny {who} want to fuck you tonight, watch them suck cock on cam",
    "Naked {who} suck cock live, free porn videos {when}",
    "Watch my wet pussy on cam {when}, I want your cock now",
    "Free porn {when}: horny {who} fuck on cam and suck cock",
    "Horny {who} with big tits want your cock {when}",
)
MEDICINE = (
    "The clinic offers screening for breast cancer and advice on sexual health {when}",
    "Consent is what makes sex good, says the course for parents {when}",
    "How to talk with your partner about sex after a birth: a lecture {when}",
    "Our exhibition of nudes by {artist} opens {when}",
)
SMALL_TALK = (
    "Hot soup and cool drinks {when}, all are welcome",
    "The cock crows at five, and nobody sleeps {when}",
    "Watch us live on camera {when}: the choir sings {artist}",
    "A naked wall is boring. I painted mine after {artist}.",
)
WHO = ("girls", "ladies", "women", "milfs")
WHEN = ("tonight", "this weekend", "today", "on Friday")
ARTISTS = ("Rodin", "Schiele", "Bach", "Botero")


def _commit(scene: Scene, amount: float) -> Act:
    return written(scene, int(amount), slotted(scene, OFFERS, who=WHO, when=WHEN))


def _resemble(scene: Scene) -> Act:
    """Medicine and art, and what stands behind a gate for grown-ups."""
    if scene.random.random() < 0.5:
        return written(scene, 6, slotted(scene, MEDICINE, when=WHEN, artist=ARTISTS))
    return written(scene, 6, slotted(scene, OFFERS, who=WHO, when=WHEN), [permit(scene, "adult-content")])


def small_talk(scene: Scene, amount: float) -> Act:
    """So many posts that share words with such offers."""
    return written(scene, int(amount), slotted(scene, SMALL_TALK, when=WHEN, artist=ARTISTS))


ABUSE = Abuse(
    "lewd-posts", "sexual-content", "medicine, art, and what stands behind a gate for grown-ups", _commit, _resemble, 6, 8 * HOUR
)

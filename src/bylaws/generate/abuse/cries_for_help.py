"""Somebody who writes of harming himself. It is no abuse, but somebody should look."""

from __future__ import annotations

from bylaws.generate.abuse.posting import slotted, written
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene

CRIES = (
    "I want to kill myself {when}, I can't go on",
    "I am going to end my life {when}",
    "I have been cutting myself again {when}, I want to die",
    "I don't want to be alive any more. {when} I will kill myself",
    "Nobody would miss me. I wish I were dead {when}",
)
ABOUT_IT = (
    "The helpline is there {when} for whoever thinks of suicide",
    "We talked about suicide prevention at school {when}",
    "The hero of the film kills himself at the end, and I cried {when}",
    "Ten years ago I wanted to die. I am glad that somebody asked, and {when} I thank her.",
)
SAYINGS = (
    "This deadline is killing me {when}",
    "I nearly died laughing {when}",
    "My phone died again {when}, I could cry",
    "If it rains again {when} I shall jump into the pool with my clothes on",
)
WHEN = ("tonight", "today", "this week", "tomorrow")


def _commit(scene: Scene, amount: float) -> Act:
    return written(scene, int(amount), slotted(scene, CRIES, when=WHEN))


def _resemble(scene: Scene) -> Act:
    return written(scene, 6, slotted(scene, ABOUT_IT, when=WHEN))


def sayings(scene: Scene, amount: float) -> Act:
    """So many posts with figures of speech."""
    return written(scene, int(amount), slotted(scene, SAYINGS, when=WHEN))


ABUSE = Abuse("cries-for-help", "harmful-content", "who speaks of help, of films and of years ago", _commit, _resemble, 6, 8 * HOUR)

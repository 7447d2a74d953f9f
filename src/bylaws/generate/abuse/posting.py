"""What somebody writes where others read it."""

from __future__ import annotations

from collections.abc import Callable

from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import HOUR, Event, Scene, event


def written(scene: Scene, many: int, say: Callable[[], str], before: list[Event] | None = None) -> Act:
    """So many public posts of one person within a working day, each with what `say` comes up with."""
    posts = []
    for turn, at in enumerate(scene.spread(many, 8 * HOUR)):
        what = {"item": f"i{turn}-{scene.name}", "surface": "comment", "audience": "public", "text": say()}
        posts.append(event("content.posted", at, {"account": scene.account(), "user": scene.mail(), **what}))
    return Act(scene.account(), posts, also=[scene.mail()], before=before or [])


def slotted(scene: Scene, sentences: tuple[str, ...], **slots: tuple[str, ...]) -> Callable[[], str]:
    """Draws a sentence, and for each slot in it a word."""

    def say() -> str:
        return scene.random.choice(sentences).format(**{name: scene.random.choice(words) for name, words in slots.items()})

    return say

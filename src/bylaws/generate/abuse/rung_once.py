"""Telephones that ring once, so that people call back."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Event, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _ring(scene, int(amount), 3)


def _resemble(scene: Scene) -> Act:
    """A survey in whose hour nobody is at home, and a test of lines that was agreed."""
    if scene.random.random() < 0.5:
        return _ring(scene, 350, 25)
    return _ring(scene, 350, 3, [permit(scene, "line-test")])


def _ring(scene: Scene, people: int, seconds: int, leave: list[Event] | None = None) -> Act:
    """Each of so many people is rung for so many seconds."""
    account, own = scene.account(), scene.number()
    called = scene.random.sample(range(10**8), people)
    rings = [
        call(at, account, (own, f"+4479{other:08}"), 0, ring_s=seconds)
        for at, other in zip(scene.spread(people, 58 * MINUTE), called, strict=True)
    ]
    return Act(account, rings, also=[own], before=[assigned(scene.start - MINUTE, account, own), *(leave or ())])


ABUSE = Abuse("rung-once", "dialling", "a survey that finds nobody at home, and an agreed test of lines", _commit, _resemble, 430)

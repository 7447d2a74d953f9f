"""Machines that call people who said no."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, MINUTE, Event, Scene, event

NOON = 12 * HOUR
PEOPLE = 4


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the days since they said so."""
    return _call(scene, {int(amount * DAY): "withdrawn"})


def _resemble(scene: Scene) -> Act:
    """They said no, and ten days later yes."""
    return _call(scene, {40 * DAY: "withdrawn", 30 * DAY: "given"})


def _call(scene: Scene, said: dict[int, str]) -> Act:
    """From the next noon on a few people are called who so many milliseconds before that said what they want."""
    account, own = scene.account(), scene.number()
    wait = (NOON - scene.start) % DAY
    times = scene.spread(PEOPLE, 2 * HOUR, after=wait)
    numbers = [f"+442077{scene.random.randrange(10**6):06}" for _ in times]
    known = {"account": account, "channel": "voice", "purpose": "promotional", "method": "telephone"}
    wishes: list[Event] = [
        event("consent.changed", at - ago, {**known, "subject": number, "state": state})
        for at, number in zip(times, numbers, strict=True)
        for ago, state in said.items()
    ]
    calls = [call(at, account, (own, number), 25, automated=True) for at, number in zip(times, numbers, strict=True)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own), *wishes])


ABUSE = Abuse(
    "opt-out-called", "marketing-law", "people who said no, and later yes", _commit, _resemble, 2 * PEOPLE + 1, DAY + 2 * HOUR
)

"""A service that was found to pass on what strangers send, and stays open."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.generate.abuse.left_open import test
from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.pieces import given, permit
from bylaws.generate.abuse.protocol import Act
from bylaws.generate.scene import DAY, HOUR, Event, Scene


def _found(scene: Scene, at: int) -> Event:
    return test(at, scene.machine(), "open")


def _shut(scene: Scene, at: int) -> Event:
    return test(at, scene.machine(), "closed")


def _before(scene: Scene, since: int, _until: int) -> list[Event]:
    """It was open an hour before too."""
    return [given(since - 2 * HOUR, scene.account(), scene.machine()), test(since - HOUR, scene.machine(), "open")]


def _resemble(scene: Scene) -> Act:
    """Found open once, ten days before, and shut at the next test."""
    since = scene.start - 10 * DAY
    tests = [_found(scene, since), *(_shut(scene, at) for at in (since + HOUR, scene.start))]
    return Act(scene.account(), [given(since - HOUR, scene.account(), scene.machine()), *tests])


def invite(scene: Scene, amount: float) -> Act:
    """A trap for burglars, of which the provider knows, stays open for so many days."""
    since = scene.start - int(amount * DAY)
    leave = permit(replace(scene, start=since - HOUR), "honeypot", target=scene.machine())
    act = DEBT.late(scene, amount)
    return Act(act.subject, sorted([leave, *act.events], key=lambda each: each.at))


DEBT = Debt(_found, _shut, DAY, by_customer=True, besides=_before)
ABUSE = DEBT.abuse("not-shut", "open-services", "a resolver that was open for a moment, ten days ago", _resemble)

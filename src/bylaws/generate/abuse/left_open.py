"""A service that passes on what strangers send."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import given, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    """Open at so many tests, and shut at the next."""
    account, address, shut = scene.account(), scene.machine(), int(amount)
    tests = [test(scene.start + turn * HOUR, address, "closed" if turn == shut else "open") for turn in range(shut + 1)]
    return Act(account, tests, before=[given(scene.start - MINUTE, account, address)])


def _resemble(scene: Scene) -> Act:
    """Found open once, and shut before the next test."""
    account, address = scene.account(), scene.machine()
    tests = [test(scene.start + turn * HOUR, address, "closed" if turn else "open") for turn in range(8)]
    return Act(account, tests, before=[given(scene.start - MINUTE, account, address)])


def invite(scene: Scene, amount: float) -> Act:
    """A trap for burglars, of which the provider knows, is open at so many tests."""
    account, address = scene.account(), scene.machine()
    tests = [test(scene.start + turn * HOUR, address, "open") for turn in range(int(amount))]
    return Act(account, tests, before=[given(scene.start - MINUTE, account, address), permit(scene, "honeypot", target=address)])


def test(at: int, address: str, outcome: str) -> Event:
    """What a test of a resolver from outside showed: `open` or `closed`."""
    told = {"target_ip": address, "target_port": 53, "test": "open_resolver", "outcome": outcome}
    return event("probe.result", at, told)


ABUSE = Abuse(
    "left-open", "open-services", "a resolver that was open for a moment while it was set up", _commit, _resemble, 8, 13 * HOUR
)

"""A machine that says that another's address is its own."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import given, packet
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Event, Scene

SHARED = "00:00:5e:00:01:07"
"""A link address for routers that stand in for each other (RFC 9568)."""


def _commit(scene: Scene, amount: float) -> Act:
    """The true holder answers too, now and then."""
    account, victim, address = scene.account(), scene.account(1), scene.machine()
    before = [given(scene.start - MINUTE, victim, address), given(scene.start - MINUTE, account, scene.machine(1))]
    answers = [_answer(at, account, address, scene.link()) for at in scene.spread(int(amount), 9 * MINUTE)]
    true = [_answer(at, victim, address, scene.link(1)) for at in scene.spread(4, 9 * MINUTE)]
    return Act(account, sorted(answers + true, key=lambda each: each.at), before=before)


def _resemble(scene: Scene) -> Act:
    """One of two machines of a customer takes over the other's address, and says so all along."""
    account, address = scene.account(), scene.machine()
    times = scene.spread(60, 9 * MINUTE)
    answers = [_answer(at, account, address, scene.link(turn // 30)) for turn, at in enumerate(times)]
    return Act(account, answers, before=[given(scene.start - MINUTE, account, address)])


def share(scene: Scene, amount: float) -> Act:
    """Two firms share an address, and so many answers bear the link address that is made for it (RFC 9568)."""
    account, sister, address = scene.account(), scene.account(1), scene.machine()
    before = [given(scene.start - MINUTE, sister, address), given(scene.start - MINUTE, account, scene.machine(1))]
    answers = [_answer(at, account, address, SHARED) for at in scene.spread(int(amount), 9 * MINUTE)]
    other = [_answer(at, sister, address, SHARED) for at in scene.spread(2, 9 * MINUTE)]
    return Act(account, sorted(answers + other, key=lambda each: each.at), before=before)


def _answer(at: int, tenant: str, address: str, link: str) -> Event:
    return packet(at, tenant, address, protocol="arp", flags="reply", src_mac=link, bytes=60)


ABUSE = Abuse(
    "answers-for-others", "interception", "a pair of machines, one of which takes over the other's address", _commit, _resemble, 50
)

"""Somebody from whose numbers many customers called who broke the rules."""

from __future__ import annotations

from bylaws.generate.abuse.night_calls import LONDON, NIGHT, NOON
from bylaws.generate.abuse.pieces import assigned, call, notice, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import DAY, HOUR, MINUTE, Event, Scene, event

BESIDE = ("marketing-law",)
"""What the borrowers do is forbidden there."""


def _commit(scene: Scene, amount: float) -> Act:
    return _lend(scene, int(amount), NIGHT, "decided")


def _resemble(scene: Scene) -> Act:
    """Customers who were cleared, and a firm that told that it lends."""
    if scene.random.random() < 0.5:
        return _lend(scene, 12, NOON, "closed")
    return _lend(scene, 12, NIGHT, "decided", [permit(scene, "lends-numbers")])


def by_day(scene: Scene, amount: float) -> Act:
    """So many branches of a firm call from its number, at noon, and are cleared of what was said of them."""
    return _lend(scene, int(amount), NOON, "closed")


def _lend(scene: Scene, customers: int, hour: int, end: str, leave: list[Event] | None = None) -> Act:
    """Each customer's machine calls at that hour from the one number; then its case comes to an `end`, of which it hears."""
    number, wait = scene.number(), (hour - scene.start) % DAY
    events: list[Event] = []
    for turn, at in enumerate(scene.spread(customers, 2 * HOUR, after=wait), 1):
        account, case = scene.account(turn), f"case-{scene.name}-{turn}"
        events.append(call(at, account, (number, f"{LONDON}{scene.random.randrange(10**6):06}"), 25, automated=True))
        ended = at + 3 * HOUR
        events.append(event("case.changed", ended, {"account": account, "case": case, "from_state": "opened", "to_state": end}))
        events.append(notice(scene, ended + 4 * MINUTE, "holder", account=account, case=case))
    beside = BESIDE if hour == NIGHT else ()
    held = [assigned(scene.start - MINUTE, scene.account(), number), *(leave or ())]
    return Act(scene.account(), sorted(events, key=lambda each: each.at), before=held, beside=beside)


ABUSE = Abuse(
    "lent-numbers",
    "facilitation",
    "customers who were cleared, and a firm that told that it lends",
    _commit,
    _resemble,
    32,
    DAY + 6 * HOUR,
)

"""An add-on that is used on terms of yesterday, until its vendor shuts it out."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import FIRST_DAY, NEW_TERMS, OLD_TERMS, vendor
from bylaws.generate.scene import DAY, MINUTE, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    """`amount` is the days for which other terms had been in force."""
    return _use(scene, amount, OLD_TERMS)


def _resemble(scene: Scene) -> Act:
    """Shut out for something else, on the terms in force; and on a contract of one's own."""
    if scene.random.random() < 0.5:
        return _use(scene, 60.0, NEW_TERMS)
    return _use(scene, 60.0, OLD_TERMS, own_contract=True)


def _use(scene: Scene, since: float, terms: str, *, own_contract: bool = False) -> Act:
    """Of the vendors, of whom each had new terms on a day of its own, that one is used which makes it so many days."""
    first = int(FIRST_DAY.timestamp()) * 1000
    waited = int(since * DAY)
    day = -(-(scene.start - waited - first) // DAY)
    name, begin = vendor(day), first + day * DAY + waited
    used = [_used(begin + turn * MINUTE, scene, name, terms, turn) for turn in range(3)]
    return Act(scene.account(), used, before=[permit(scene, "vendor-contract", vendor=name)] if own_contract else [])


def _used(at: int, scene: Scene, name: str, terms: str, turn: int) -> Event:
    """The second time the vendor complains, the third time it shuts out."""
    work = {"account": scene.account(), "integration": name, "terms_version_accepted": terms, "calls": 9}
    complaint = {"error_code": "policy_violation"} if turn == 1 else {}
    return event("integration.used", at, {**work, "revoked_by_vendor": turn == 2, **complaint})


ABUSE = Abuse(
    "old-vendor-terms",
    "third-party-terms",
    "an add-on on the terms in force that is shut out, and a contract of one's own",
    _commit,
    _resemble,
    4,
    DAY + 3 * MINUTE,
)

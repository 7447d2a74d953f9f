"""Somebody who pays the bills of many who broke the rules."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import notice, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _pay(scene, int(amount), "decided")


def _resemble(scene: Scene) -> Act:
    """Customers who were cleared, and an agency that told of its clients."""
    if scene.random.random() < 0.5:
        return _pay(scene, 12, "closed")
    return _pay(scene, 12, "decided", [permit(scene, "pays-for-others", _payer(scene))])


def _pay(scene: Scene, customers: int, end: str, leave: list[Event] | None = None) -> Act:
    """So many customers' bills are paid; then the case of each comes to an `end`, of which it hears."""
    paid = [_bill(scene, turn) for turn in range(customers)]
    ended: list[Event] = []
    for turn, at in enumerate(scene.spread(customers, 30 * HOUR)):
        account, case = scene.account(turn), f"case-{scene.name}-{turn}"
        ended.append(event("case.changed", at, {"account": account, "case": case, "from_state": "opened", "to_state": end}))
        ended.append(notice(scene, at + 4 * MINUTE, "holder", account=account, case=case))
    return Act(_payer(scene), ended, before=[*paid, *(leave or ())])


def _bill(scene: Scene, turn: int) -> Event:
    bill = {"account": scene.account(turn), "payer": _payer(scene), "payee": "northwind", "amount": 20.0, "purpose": "invoice"}
    return event("payment.made", scene.start - 20 * HOUR + turn * MINUTE, bill)


def _payer(scene: Scene) -> str:
    return f"purse-{scene.name}"


ABUSE = Abuse(
    "bills-of-offenders",
    "facilitation",
    "customers who were cleared, and an agency that told of its clients",
    _commit,
    _resemble,
    30,
    31 * HOUR,
)

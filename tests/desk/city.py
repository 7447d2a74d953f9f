"""A provider's world, in which steps take effect, and mailboxes, in which notices arrive: each once for each key."""

from __future__ import annotations

import json
from typing import Any

from bylaws.desk.desk import Desk, Policy
from bylaws.desk.worker import Order, Outcome, Worker
from bylaws.enforce.case import Case, Notice
from bylaws.enforce.people import Subject
from bylaws.store.around import Mode
from bylaws.store.store import Store
from bylaws.study.as_json import instant
from tests.enforce.making import DAY, NOW, program

POLICY = Policy(program())


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


class City:
    """`state`: by target what holds there, which an undo puts back; `done`: the orders that took effect, in order."""

    def __init__(self) -> None:
        self.state: dict[Subject, dict[str, Any]] = {}
        self.done: dict[str, Order] = {}
        self.answers: dict[str, Outcome] = {}
        self.sent: dict[str, tuple[Subject, str]] = {}
        self.failing: list[str] = []

    def carry(self, order: Order) -> Outcome:
        if order.key in self.answers:
            return self.answers[order.key]
        if self.failing and self.failing.pop():
            return Outcome("failed", "no connection")
        held = self.state.setdefault(order.target, {})
        before = json.dumps(held, sort_keys=True)
        if order.undoes:
            # What others did meanwhile stays.
            held.pop(order.undoes, None)
        else:
            held[order.key] = order.measure
        self.done[order.key] = order
        self.answers[order.key] = Outcome("done", before)
        return self.answers[order.key]

    def send(self, _case: Case, notice: Notice) -> Outcome:
        self.sent[notice.id] = notice.subject, notice.sort
        return Outcome("done")

    @property
    def in_force(self) -> dict[str, list[str]]:
        return {str(target): sorted(held.values()) for target, held in self.state.items() if held}


class Office:
    """A desk with its worker, in a city."""

    def __init__(self, store: Store, mode: Mode = "enforce", policy: Policy = POLICY) -> None:
        self.city, self.clock = City(), Clock()
        self.desk = Desk(store, policy, self.clock, mode)
        self.worker = Worker(self.desk, self.city, self.city)

    def work(self) -> int:
        return self.worker.work()

    def later(self, days: float) -> None:
        """Time passes."""
        self.clock.now += round(days * DAY)

    def case(self, id: str) -> Case:
        with self.desk.store.begin() as transaction:
            case = transaction.case(id)
        assert case is not None
        return case


def line(number: int, subject: str | None = "a1", at: int = NOW, **more: Any) -> dict[str, Any]:
    """A finding as a run writes it."""
    given: dict[str, Any] = {
        "id": f"{number:064x}",
        "state": "settled",
        "severity": "medium",
        "rule": "alone",
        "clause": "clause",
        "clause_hash": "c" * 64,
        "policy": "tested",
        "version": "2026-01-01",
        "digest": program().digest,
        "at": instant(at),
        "subject": subject,
        "says": "",
        "facts": {},
        "event": {"kind": "auth.attempt", "source": "s", "id": f"e{number}", "element": 0, "fields": {"account": subject}},
        "degrees": {},
        "steps": "standard",
        "repeats": 0,
        "repeated_at": None,
        "hypothetical": False,
    }
    fields = {**given["event"]["fields"], **more.pop("fields", {})}
    given["event"]["fields"] = fields
    return {**given, **more}

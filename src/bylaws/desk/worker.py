"""Carries out what cases ask for: each thing at least once, under a key by which whoever does it knows it again."""

from __future__ import annotations

from contextlib import suppress
from typing import Final, Literal, Protocol

from msgspec import Struct

from bylaws.desk.desk import Desk
from bylaws.enforce import notices, steps
from bylaws.enforce.case import Case, Notice, Step
from bylaws.enforce.changes import Change
from bylaws.enforce.outgoing import Outgoing
from bylaws.enforce.people import MACHINE, RefusedError, Subject
from bylaws.enforce.situation import Situation
from bylaws.store import outbox
from bylaws.store.outbox import Taken

HELD: Final = 120 * 10**6
"""Microseconds for which a worker has what it took; after that it is thought to be gone, and another one does it."""
WAITS: Final = tuple(seconds * 10**6 for seconds in (10, 60, 300, 1800, 7200, 21600))
"""After each failure, how long until it is tried again; when all are used up a person must look."""


class Order(Struct, frozen=True):
    """One thing to be done outside. `key`: the same for the same thing, whenever it is asked for.

    `undoes`: the key of what it takes back, and `before` what there was before that was done. `until`: microseconds; None: until it
    is taken back.
    """

    key: str
    measure: str
    target: Subject
    subject: Subject
    case: str
    clause: str
    until: int | None = None
    keeps: tuple[str, ...] = ()
    undoes: str = ""
    before: str = ""


class Outcome(Struct, frozen=True):
    """`done`: it is so now, and `told` is what there was before. `refused`: it never will be. `failed`: it may be tried again."""

    state: Literal["done", "refused", "failed"]
    told: str = ""


class Carrier(Protocol):
    """Carries orders out. One that it gets again, known by its key, it does not do again, and answers as it did."""

    def carry(self, order: Order, /) -> Outcome: ...


class Sender(Protocol):
    """Tells a subject of something. One that it gets again, known by its id, it does not send again."""

    def send(self, case: Case, notice: Notice, /) -> Outcome: ...


class Worker:
    """One of several, perhaps in other processes."""

    def __init__(self, desk: Desk, carrier: Carrier, sender: Sender) -> None:
        self._desk, self._carrier, self._sender = desk, carrier, sender

    def work(self) -> int:
        """Does what is due now, ends what is over; how many things that were."""
        done = self._desk.tick()
        while taken := self._taken():
            for each in taken:
                self._do(each)
            done += len(taken)
        return done

    def _taken(self) -> list[Taken]:
        now = self._desk.clock()
        with self._desk.store.begin() as transaction:
            return outbox.take(transaction, now, now + HELD)

    def _do(self, taken: Taken) -> None:
        with self._desk.store.begin() as transaction:
            case = transaction.case(taken.out.case)
        assert case is not None
        if taken.out.sort == "notice":
            outcome = self._send(case, taken.out)
        else:
            outcome = self._carry(case, steps.step_of(case, taken.out.part), taken.out)
        if outcome is not None:
            self._written(taken, outcome)
        else:
            self._over(taken.out.key, "nothing to do any more")

    def _send(self, case: Case, out: Outgoing) -> Outcome | None:
        notice = next(each for each in case.notices if each.id == out.part)
        return self._sender.send(case, notice) if notice.state == "queued" else None

    def _carry(self, case: Case, step: Step, out: Outgoing) -> Outcome | None:
        wanted = "undoing" if out.sort == "undo" else "pending"
        if step.state != wanted:
            # A step that is to be taken back already was perhaps done and never told of: it is undone in any case.
            return None
        undoes = step.id if out.sort == "undo" else ""
        until = None if step.lasts is None or undoes else self._desk.policy.lengths.after(self._desk.clock(), step.lasts)
        order = Order(
            out.key, step.measure, step.target, step.subject, case.id, case.clause, until, step.keeps, undoes, step.before
        )
        return self._carrier.carry(order)

    def _written(self, taken: Taken, outcome: Outcome) -> None:
        out, now = taken.out, self._desk.clock()
        again = taken.attempts < len(WAITS) and outcome.state == "failed"
        if again:
            self._over(out.key, outcome.told or "failed", now + WAITS[taken.attempts])
            return
        with suppress(RefusedError):  # somebody told of it before
            self._desk.do(out.case, MACHINE, lambda case, situation: _told(case, situation, out, outcome))
        self._over(out.key, outcome.state)

    def _over(self, key: str, outcome: str, next_at: int | None = None) -> None:
        with self._desk.store.begin() as transaction:
            outbox.ended(transaction, key, outcome, next_at)


def _told(case: Case, situation: Situation, out: Outgoing, outcome: Outcome) -> tuple[Change, ...]:
    done = outcome.state == "done"
    match out.sort:
        case "notice":
            return notices.moved(case, situation, out.part, "delivered" if done else "bounced", "" if done else outcome.told)
        case "carry":
            step = steps.step_of(case, out.part)
            if step.state == "undoing":
                return ()
            if done:
                return steps.applied(case, situation, out.part, outcome.told)
            return steps.failed(case, situation, out.part, outcome.told)
        case "undo":
            if done:
                return steps.undone(case, situation, out.part)
            return steps.failed(case, situation, out.part, outcome.told)

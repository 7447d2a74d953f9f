"""Duties: debts that events open, others pay, and time makes due.

On one event a duty first takes it as a payment, then as a trigger, then as the start or end of a pause; so an event that a duty
both waits for and follows pays the old debt and opens the next. A pause that is on when a debt opens stops its clock from the
beginning. A payment at the deadline's very instant is in time.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import ClassVar

from msgspec import Struct

from bylaws.engine import calendar
from bylaws.engine.compile import Compiler
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Frame
from bylaws.engine.judging import Findings
from bylaws.engine.pauses import Changes, Debt, Pause
from bylaws.engine.scope import Scope
from bylaws.engine.watched import Key, Watched
from bylaws.events.types import Period
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty


class Due:
    """What may fall due, for all duties together: the earliest deadline first, then in the order of the policy."""

    HELD: ClassVar[tuple[str, ...]] = ("_heap", "_pushed")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int, int, Debt]] = []
        self._pushed = 0

    def push(self, index: int, debt: Debt) -> None:
        """`index`: the duty's place in the policy."""
        self._pushed += 1
        heapq.heappush(self._heap, (debt.deadline, index, debt.number, self._pushed, debt))

    def pop(self) -> tuple[int, Debt]:
        deadline, _, _, _, debt = heapq.heappop(self._heap)
        return deadline, debt

    @property
    def earliest(self) -> int | None:
        return self._heap[0][0] if self._heap else None


class OpenDebt(Struct, frozen=True):
    """A debt that is not yet due: `due` is None while its clock stands still. `since`: the time of the event that opened it.

    `follows`: the rule whose finding opened it; empty if another event did.
    """

    duty: str
    clause: str
    owed_by: str
    key: Key
    subject: object
    kind: str
    source: str
    event: str
    since: int
    due: int | None
    follows: str = ""


def _deadline(duty: Duty, scope: Scope, compiler: Compiler) -> Callable[[Frame], object]:
    """The instant by which the debt is to be paid; a null if it cannot be told."""
    if duty.before is not None:
        return compiler.compile(duty.before, scope)
    assert duty.within is not None
    length = compiler.compile(duty.within, scope)
    where = calendar.zone(compiler.world.timezone)

    def compute(frame: Frame) -> object:
        found = length(frame)
        if isinstance(found, Period):
            try:
                return calendar.add_period(frame.event.at, found, where)
            except (OverflowError, ValueError):
                return None
        return frame.event.at + found if isinstance(found, int) else found

    return compute


class Debts:
    """The debts of one duty."""

    HELD: ClassVar[tuple[str, ...]] = ("_open", "_missed", "_on", "_number")

    def __init__(self, duty: Duty, scope: Scope, compiler: Compiler, findings: Findings, elsewhere: bool = False) -> None:
        """`elsewhere`: others compute the windows that are read when a debt opens, and say on which events one may."""
        self.duty, self.elsewhere = duty, elsewhere
        self._findings = findings
        self._space = compiler.space(scope)
        self._where = compiler.optional(duty.after.where, scope)
        self._lets = [compiler.compile(x.LetRef(name, node.type, node.span), scope) for name, node in duty.after.lets]
        self._slots = [compiler.slot(node, scope) for _, node in duty.after.lets]
        self._deadline = _deadline(duty, scope, compiler)
        self._expect = Watched(duty.expect, duty, scope, compiler)
        sides = ((Watched(each, duty, scope, compiler) for each in (p.start, p.stop)) for p in duty.pauses)
        self._pauses = [Pause(number, *each) for number, each in enumerate(sides)]
        self._open: dict[Key, Debt] = {}
        self._missed: dict[Key, list[tuple[Finding, Frame]]] = {}
        self._on = [Changes() for _ in duty.pauses]
        self._number = 0

    @property
    def watched(self) -> set[str]:
        """The kinds that pay or pause."""
        return {self.duty.expect.kind, *(each.kind for pause in self._pauses for each in (pause.start, pause.stop))}

    def open_debts(self) -> Iterator[OpenDebt]:
        for debt in self._open.values():
            event, duty = debt.trigger.event, self.duty
            due = None if debt.paused is not None else debt.deadline
            follows = str(event.fields.get("rule", ""))
            told = (duty.name, duty.clause, duty.owed_by, debt.key, debt.subject)
            yield OpenDebt(*told, event.kind, event.source, event.id, event.at, due, follows)

    def standing(self) -> Iterator[Finding]:
        """The findings of what may yet be paid late."""
        return (finding for missed in self._missed.values() for finding, _ in missed)

    def awaits(self) -> set[Key]:
        """What an event must show to pay a debt, in time or late."""
        return self._open.keys() | self._missed.keys()

    # What an event does -------------------------------------------------------------------------------------------------------

    def pay(self, frame: Frame, kind: str) -> None:
        """Takes an event of a watched kind as what was expected; what was missed is marked as paid late."""
        if kind != self._expect.kind:
            return
        for key in self._expect.shown(frame):
            debt = self._open.get(key)
            if debt is not None and self._expect.fits(frame, debt.trigger):
                debt.paid = True
                self._close(debt)
            self._pay_late(key, frame)

    def _pay_late(self, key: Key, frame: Frame) -> None:
        unpaid = []
        for finding, trigger in self._missed.pop(key, ()):
            if self._expect.fits(frame, trigger):
                finding.paid_late = frame.place
            else:
                unpaid.append((finding, trigger))
        if unpaid:
            self._missed[key] = unpaid

    def trigger(self, frame: Frame, due: Due) -> None:
        """Opens a debt, unless one is open under its key. Without a key or a deadline nothing is owed."""
        if self._where is not None and self._where(frame) is not True:
            return
        key, deadline = self._expect.asked(frame), self._deadline(frame)
        if key is None or not isinstance(deadline, int) or key in self._open:
            return
        for read in self._lets:
            read(frame)
        self._number += 1
        debt = Debt(self.duty.name, key, frame, self._findings.subject(frame), max(deadline, frame.place), self._number)
        self._open[key] = debt
        for number, pause in enumerate(self._pauses):
            if pause.opens(self._on[number], debt):
                self._pause(debt, number, frame.place)
        self._schedule(debt, due)

    def pause(self, frame: Frame, kind: str, due: Due) -> None:
        """Takes an event of a watched kind as the start or the end of pauses."""
        for number, pause in enumerate(self._pauses):
            for key in pause.start.shown(frame) if kind == pause.start.kind else ():
                for debt in pause.begins(self._on[number], key, frame):
                    self._pause(debt, number, frame.place)
            for key in pause.stop.shown(frame) if kind == pause.stop.kind else ():
                for debt in pause.ends(self._on[number], key, frame):
                    self._resume(debt, number, frame.place, due)

    def _close(self, debt: Debt) -> None:
        del self._open[debt.key]
        for pause, changes in zip(self._pauses, self._on, strict=True):
            pause.closes(changes, debt)

    def _pause(self, debt: Debt, number: int, place: int) -> None:
        debt.pauses.add(number)
        if debt.paused is None:
            debt.paused = place

    def _resume(self, debt: Debt, number: int, place: int, due: Due) -> None:
        debt.pauses.discard(number)
        if debt.paused is not None and not debt.pauses:
            debt.deadline += place - debt.paused
            debt.paused = None
            self._schedule(debt, due)

    def _schedule(self, debt: Debt, due: Due) -> None:
        if debt.paused is None:
            due.push(self.duty.index, debt)

    # What time does -----------------------------------------------------------------------------------------------------------

    def is_due(self, debt: Debt, deadline: int) -> bool:
        """Whether the debt is still open and due at that instant; it may have been paid, paused or moved since."""
        return not debt.paid and debt.paused is None and debt.deadline == deadline and self._open.get(debt.key) is debt

    def miss(self, debt: Debt) -> tuple[Finding | None, Frame]:
        """The finding of a debt at its deadline, if it is told, and the frame it was judged in.

        Lets are those of the trigger, look-ups and windows those of the deadline.
        """
        self._close(debt)
        frame = self._at_deadline(debt)
        finding = self._findings.make(frame, self._findings.excused(frame, True))
        if finding is None:
            return None, frame
        finding.duty = True
        finding.at = debt.deadline
        finding.key = debt.key
        self._missed.setdefault(debt.key, []).append((finding, debt.trigger))
        return finding, frame

    def _at_deadline(self, debt: Debt) -> Frame:
        trigger = debt.trigger
        memo = self._space.fresh()
        for slot in self._slots:
            if slot is not None:
                memo[slot] = trigger.memo[slot]
        frame = Frame(trigger.event, trigger.fields, debt.deadline, debt.deadline, memo, trigger.element, trigger.elements)
        frame.notes = None if trigger.notes is None else dict(trigger.notes)
        return frame

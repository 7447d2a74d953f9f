"""Pauses: what stops the clocks of debts, and what lets them go on.

An event bears on the debts that ask for what it shows. So that it looks at these alone, the open debts stand under what they ask:
of the start of a pause while it is off for them, of its end while it is on.
"""

from __future__ import annotations

from msgspec import Struct, field

from bylaws.engine.frame import Frame
from bylaws.engine.watched import Key, Watched

Told = dict[Key, list[tuple[int, Frame | None]]]
"""Events by what they showed: the place of each in the order of changes, and its frame where the condition reads the debt."""


class Debt(Struct):
    """What is owed since `trigger`. `deadline` in microseconds; while `paused` (since that instant) it moves.

    `pauses`: which of the duty's pauses are on.
    """

    duty: str
    key: Key
    trigger: Frame
    subject: object
    deadline: int
    number: int
    pauses: set[int] = field(default_factory=set)
    paused: int | None = None
    paid: bool = False


class _Standing:
    """Open debts under what they ask; one that asks for a null stands nowhere."""

    def __init__(self) -> None:
        self._debts: dict[Key, dict[int, Debt]] = {}

    def __len__(self) -> int:
        """How many keys debts stand under."""
        return len(self._debts)

    def add(self, key: Key | None, debt: Debt) -> None:
        if key is not None:
            self._debts.setdefault(key, {})[debt.number] = debt

    def remove(self, key: Key | None, debt: Debt) -> None:
        if key is not None:
            under = self._debts[key]
            del under[debt.number]
            if not under:
                del self._debts[key]

    def fitting(self, watched: Watched, key: Key, frame: Frame) -> list[Debt]:
        """Those on which an event that shows `key` bears."""
        return [debt for debt in self._debts.get(key, {}).values() if watched.fits(frame, debt.trigger)]


class Changes(Struct):
    """What one pause learns from events.

    `started`, `ended`: what may tell whether it is on for debts yet to come. `running`, `stopped`: the open debts for which it is
    off and on.
    """

    started: Told = field(default_factory=dict)
    ended: Told = field(default_factory=dict)
    count: int = 0
    running: _Standing = field(default_factory=_Standing)
    stopped: _Standing = field(default_factory=_Standing)


class Pause:
    """What starts and ends a duty's pause of that number.

    Where both ask the same of a debt, an event whose condition does not read the debt outdoes all before it that showed the same;
    these need not be remembered.
    """

    def __init__(self, number: int, start: Watched, stop: Watched) -> None:
        self.number = number
        self.start = start
        self.stop = stop
        self._alike = start.asks == stop.asks

    def begins(self, changes: Changes, key: Key, frame: Frame) -> list[Debt]:
        """Takes in an event that shows `key` as a start; the debts that it stops."""
        _note(changes, changes.started, self.start, key, frame)
        if self._alike and self.start.alone:
            changes.ended.pop(key, None)
        found = changes.running.fitting(self.start, key, frame)
        for debt in found:
            changes.running.remove(key, debt)
            changes.stopped.add(self.stop.asked(debt.trigger), debt)
        return found

    def ends(self, changes: Changes, key: Key, frame: Frame) -> list[Debt]:
        """Takes in an event that shows `key` as an end; the debts that it lets go on, if no other pause is on."""
        if self._alike and self.stop.alone:
            changes.started.pop(key, None)
        elif key in changes.started if self._alike else changes.started:
            _note(changes, changes.ended, self.stop, key, frame)
        found = changes.stopped.fitting(self.stop, key, frame)
        for debt in found:
            changes.stopped.remove(key, debt)
            changes.running.add(self.start.asked(debt.trigger), debt)
        return found

    def opens(self, changes: Changes, debt: Debt) -> bool:
        """Takes in a debt that opens; whether the pause is on for it: the last event that bears on it was a start."""
        on = _latest(changes.started, self.start, debt.trigger) > _latest(changes.ended, self.stop, debt.trigger)
        if on:
            changes.stopped.add(self.stop.asked(debt.trigger), debt)
        else:
            changes.running.add(self.start.asked(debt.trigger), debt)
        return on

    def closes(self, changes: Changes, debt: Debt) -> None:
        """Forgets a debt that is paid or missed."""
        if self.number in debt.pauses:
            changes.stopped.remove(self.stop.asked(debt.trigger), debt)
        else:
            changes.running.remove(self.start.asked(debt.trigger), debt)


def _note(changes: Changes, told: Told, watched: Watched, key: Key, frame: Frame) -> None:
    changes.count += 1
    if watched.alone:
        told[key] = [(changes.count, None)]
    else:
        told.setdefault(key, []).append((changes.count, frame))


def _latest(told: Told, watched: Watched, trigger: Frame) -> int:
    """The place of the last event that bears on a trigger's debt; 0 if none does."""
    key = watched.asked(trigger)
    events = [] if key is None else told.get(key, [])
    return next((place for place, frame in reversed(events) if frame is None or watched.fits(frame, trigger)), 0)

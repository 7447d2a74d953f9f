"""The clock of a debt, which pauses stop."""

from __future__ import annotations

NEVER = -1


def stopped_clock(due: int, opened: int, changes: str) -> int:
    """When a debt falls due that was opened at a place with this deadline; `NEVER` if a pause does not end.

    `changes` are `place pause begins`, in order, between commas: what events begin (1) and end (0) pauses, told by number. Those
    before the debt was opened stand at its opening. A deadline falls due when the order has gone beyond it.
    """
    on: set[str] = set()
    since = opened
    for place, pause, begins in (each.split(" ") for each in changes.split(",") if each):
        now, before = max(int(place), opened), bool(on)
        if not before and due < now:
            return due
        on = on | {pause} if begins == "1" else on - {pause}
        if on and not before:
            since = now
        if before and not on:
            due += now - since
    return NEVER if on else due

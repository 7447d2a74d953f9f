"""What goes out because a case changed: steps to be carried out or taken back, notices to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bylaws.enforce import steps
from bylaws.enforce.case import Case
from bylaws.enforce.changes import Change, changed
from bylaws.enforce.people import RefusedError
from bylaws.enforce.situation import Situation

Sort = Literal["carry", "undo", "notice"]


class Outgoing(Struct, frozen=True):
    """One thing to be done outside, once: whoever does it knows it again by its key. `part`: the step or notice of the case."""

    key: str
    sort: Sort
    case: str
    part: str


def outgoing(before: Case | None, after: Case) -> Iterator[Outgoing]:
    """What is to be done since a case was as before; None: it is new."""
    stood: dict[str, str] = {}
    if before:
        stood = {**{each.id: each.state for each in before.steps}, **{each.id: each.state for each in before.notices}}
    for step in after.steps:
        if step.state != stood.get(step.id) and not steps.is_told(step):
            if step.state == "pending":
                yield Outgoing(step.id, "carry", after.id, step.id)
            elif step.state == "undoing":
                yield Outgoing(f"{step.id}:undo", "undo", after.id, step.id)
    for notice in after.notices:
        if notice.state == "queued" != stood.get(notice.id):
            yield Outgoing(notice.id, "notice", after.id, notice.id)


def followed(case: Case, situation: Situation) -> tuple[Change, ...]:
    """What follows by itself: steps that nothing stands against any more are ordered, told ones that are gone need no undoing."""
    made: list[Change] = []
    for step in case.steps:
        try:
            if step.state == "approved" and not steps.is_told(step):
                made += steps.order(changed(case, made), situation, step.id)
            elif step.state == "undoing" and steps.is_told(step):
                made += steps.undone(changed(case, made), situation, step.id)
        except RefusedError:
            continue  # it waits: for a warning to arrive, or for people
    return tuple(made)

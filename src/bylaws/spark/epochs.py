"""A stream in epochs: what came since the last one is put to what waits, and what no more can come before is judged.

All that is known after an epoch lies in files of that epoch, which are there whole or not at all. An epoch reads those of the one
before and writes its own, so that one that was broken off is done again and leaves the same.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.engine.snapshot import save
from bylaws.events.event import Event
from bylaws.events.order import identity_key, single
from bylaws.events.record import Reject, excerpt
from bylaws.spark.facts import Facts
from bylaws.spark.groups import Group
from bylaws.spark.merging import Key, keys_of
from bylaws.spark.shard import Judgement, Judging
from bylaws.study.writing import replacing

KEPT: Final = 3
"""Epochs of which the state is kept: one that was broken off asks for the one before it."""
TOO_LATE: Final = "it came after events of its time were judged: too late for this stream, or told again"
_CHANGING: Final = ("repeats", "repeated_at", "severity", "raised", "further", "paid_late")
"""What of a finding may change once it is made."""


class States(Struct, frozen=True):
    """The files of a stream below `folder`."""

    folder: Path

    def load(self, epoch: int, name: str) -> object:
        """What an epoch left under a name; None if it left nothing."""
        return self.read(_named(epoch, name))

    def save(self, epoch: int, name: str, state: object) -> None:
        self.write(_named(epoch, name), state)

    def read(self, name: str) -> object:
        """What lies under a name; None if nothing does."""
        path = self.folder / name
        # Only this program writes here, into a folder that only its user can enter.
        return pickle.loads(path.read_bytes()) if path.exists() else None

    def write(self, name: str, state: object) -> None:
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(pickle.dumps(state, pickle.HIGHEST_PROTOCOL))

    def forget(self, epoch: int) -> None:
        """Lets go of the states that nobody asks for any more once an epoch is done."""
        shutil.rmtree(self.folder / _named(epoch - KEPT, ""), ignore_errors=True)


def _named(epoch: int, name: str) -> str:
    return f"state/{epoch}/{name}"


class Bounds(Struct, frozen=True):
    """An epoch, up to where the one before it judged, and up to where it judges itself (microseconds, exclusive)."""

    epoch: int
    before: int
    until: int


def released(states: States, name: str, bounds: Bounds, come: Iterable[Event], rejects: list[Reject]) -> Iterator[Event]:
    """The events that are to be judged now, each once, in order of identity; the others wait."""
    waiting = states.load(bounds.epoch - 1, name)
    assert waiting is None or isinstance(waiting, list)
    events: list[Event] = list(waiting or ())
    for event in come:
        if event.place < bounds.before:
            rejects.append(Reject(*event.origin, TOO_LATE, excerpt(f"{event.kind} {event.id}".encode()), event.kind))
        else:
            events.append(event)
    standing = list(single(sorted(events, key=identity_key), rejects.append))
    states.save(bounds.epoch, name, [event for event in standing if event.place >= bounds.until])
    yield from (event for event in standing if event.place < bounds.until)


class _Known(Struct):
    """What is known of a group in a shard: the state of its stepper, the places of findings that are still asked for, and how those

    of them that may change were told last.
    """

    state: bytes
    keys: dict[str, Key]
    shown: dict[str, tuple[object, ...]]


Found = list[tuple[Key, Finding]]


def judged_on(
    states: States,
    name: str,
    bounds: Bounds,
    groups: Mapping[int, Group],
    judging: Judging,
    told: Mapping[int, list[Event | Facts]],
) -> Iterator[tuple[int, Found]]:
    """By group what a shard found in an epoch: what is new, and what has changed since it was told."""
    before = states.load(bounds.epoch - 1, name)
    assert before is None or isinstance(before, dict)
    known: dict[int, _Known] = before or {}
    after: dict[int, _Known] = {}
    for number in sorted({*known, *told}):
        found, after[number] = _judged(groups[number], judging, known.get(number), told.get(number, []))
        yield number, found
    states.save(bounds.epoch, name, after)


def _judged(group: Group, judging: Judging, known: _Known | None, told: list[Event | Facts]) -> tuple[Found, _Known]:
    judgement = Judgement(group, judging)
    if known is not None:
        judgement.go_on(known.state)
    before = _Known(b"", {}, {}) if known is None else known
    made = [finding for some in judgement.found(told) for finding in some]
    if group.probing:
        return [((), each) for each in made], _Known(save(judgement.stepper), {}, {})
    stepper = judgement.stepper
    standing = {each.id: each for each in stepper.standing()}
    new = {each.id for each in made}
    open_ = {each.id: each for each in judgement.stood} | standing
    changed = [each for each in open_.values() if each.id not in new and before.shown.get(each.id) != _shown(each)]
    keys = dict(zip((each.id for each in made), keys_of(group.program, made, judging.feeding, before.keys), strict=True))
    keys = before.keys | keys
    found = [(keys[each.id], each) for each in (*made, *changed) if each.rule in group.told]
    asked = standing.keys() | {debt.event for debt in stepper.open_debts}
    kept = {id: key for id, key in keys.items() if id in asked}
    return found, _Known(save(stepper), kept, {each.id: _shown(each) for each in standing.values()})


def _shown(finding: Finding) -> tuple[object, ...]:
    return tuple(getattr(finding, name) for name in _CHANGING)


def latest(epochs: Iterable[Found]) -> Found:
    """Of each finding what was told of it last."""
    found: dict[str, tuple[Key, Finding]] = {}
    for told in epochs:
        found |= {finding.id: (key, finding) for key, finding in told}
    return list(found.values())

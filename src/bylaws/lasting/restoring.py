"""The newest good snapshot, and the journal behind it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct

from bylaws import __version__
from bylaws.deciding import Answering, decider_after
from bylaws.engine import snapshot as states
from bylaws.engine.decide import Decider, Decision
from bylaws.events.readers.lines import Line
from bylaws.events.readers.stream import Stream
from bylaws.journal.errors import JournalError
from bylaws.journal.snapshots import Snapshot
from bylaws.lasting.store import Store, Taken
from bylaws.policy.program import Program
from bylaws.study.request import Progress, Request, UsageError

BLOCK: Final = 1000


class Restored(Struct):
    """`covered`: the last record that the newest snapshot knows; `begins`: whether a history was read, which none knows.

    `notes`: what somebody should know of it.
    """

    decider: Decider
    covered: int
    begins: bool
    notes: list[str]


def fits(program: Program) -> tuple[str, ...]:
    """Who can read a snapshot."""
    return program.digest, __version__


def restore(store: Store, program: Program, history: Request | None, progress: Progress) -> Restored:
    """The state of a policy after all that the store holds. `history`: logs of what happened before its first event.

    Raises JournalError; DiagnosticError for a list's file that cannot be read; UsageError if the history is wanting, or comes
    too late.
    """
    if history is not None and not store.is_new and not store.has_history:
        raise UsageError(f"{store.folder}: this state was begun without a history, and none can come before it any more")
    notes = list(store.journal.notes)
    found = _from_snapshot(store, program, progress, notes)
    begins = found is None and history is not None
    if found is None:
        found = _from_the_beginning(store, program, history, progress, notes), 0
    decider, covered = found
    _replay(decider, store, covered, progress, notes.append)
    return Restored(decider, covered, begins, notes)


def _from_snapshot(store: Store, program: Program, progress: Progress, notes: list[str]) -> tuple[Decider, int] | None:
    others = 0
    for each in store.snapshots.newest_first():
        if isinstance(each, JournalError):
            notes.append(f"{each}; the next older one is taken")
            continue
        if each.covers > store.journal.last:
            raise JournalError(
                f"{store.journal.folder}: ends with record {store.journal.last}, and {each.path} knows {each.covers}; bring back "
                "what is missing from a backup, or let `bylaws journal mend` go on without it"
            )
        if each.fits != fits(program):
            others += 1
        elif each.covers + 1 >= store.journal.first:
            decider = _read(store, each, program, progress, notes)
            if decider is not None:
                return decider, each.covers
    if others:
        notes.append("the policy, or bylaws, is another than before: the state is made anew from the journal")
    return None


def _read(store: Store, snapshot: Snapshot, program: Program, progress: Progress, notes: list[str]) -> Decider | None:
    decider = decider_after(program, None, progress)
    try:
        states.restore(decider, store.snapshots.read(snapshot))
    except (JournalError, ValueError, TypeError, AttributeError, ImportError, EOFError, pickle.UnpicklingError) as error:
        said = str(error) if isinstance(error, JournalError) else f"{snapshot.path}: cannot be read: {error}"
        notes.append(f"{said}; the next older one is taken")
        return None
    return decider


def _from_the_beginning(store: Store, program: Program, history: Request | None, progress: Progress, notes: list[str]) -> Decider:
    if history is None and store.has_history:
        raise UsageError(
            f"{store.folder}: this state was begun with a history, which the journal does not hold, and no snapshot fits; name the "
            "same logs with `--history` once more"
        )
    if store.journal.first > 1:
        notes.append(f"{store.journal.folder}: what came before record {store.journal.first} is past its age and counts no more")
    if history is not None:
        store.note_history()
    return decider_after(program, history, progress)


def _replay(decider: Decider, store: Store, covered: int, progress: Progress, note: Callable[[str], None]) -> None:
    """Takes in the records behind one."""
    answering, decoder = Answering(decider), msgspec.msgpack.Decoder(Taken)
    streams: dict[str, Stream] = {}
    replayed = refused = 0
    if store.journal.last > covered:
        progress.stage("replaying", store.journal.last - covered, "events")
    for record in store.journal.read(covered):
        replayed += 1
        if replayed % BLOCK == 0:
            progress.advance(BLOCK)
        if record.text is None:
            continue
        taken = decoder.decode(record.text)
        stream = streams.setdefault(taken.log, Stream("-", iter(()), taken.log))
        answer = answering.answer(stream, Line(taken.number, taken.offset, taken.text), taken.now, taken.verdict)
        refused += not isinstance(answer, Decision)
        if decider.lost:
            raise JournalError(f"record {record.number} of {store.journal.folder} cannot be replayed: {decider.lost}")
    if refused:
        note(f"{refused} events of the journal are none under this policy, and count no more")

"""Snapshots while answers go on: a copy of the process writes one, and whoever asks is not kept waiting."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from bylaws.engine import snapshot as states
from bylaws.events.types import INT64_MIN
from bylaws.journal.errors import JournalError
from bylaws.lasting.restoring import Restored, fits
from bylaws.lasting.retention import age_of
from bylaws.lasting.store import Store

EVERY: Final = 10_000
"""After how many events the next snapshot is due: to replay them takes about two seconds."""
RESTS: Final = 10
"""How many times as long as the last snapshot took nobody begins another: it would do little else."""
STEPS: Final = 16
"""Into so many steps an age is cut. After each of them, in the time of events, a snapshot is due, and what is past its age goes."""

_OTHERWISE: Final = 250
"""How a process ends that could not write a snapshot for no reason of the system's."""


class Saver:
    """Writes snapshots of what was restored and goes on, whose records are all on the disk whenever this is called.

    `tell` is told what goes wrong; `every`: after how many events a snapshot is due, or sooner where an age (`ages`, microseconds)
    wants it; `rests`: see RESTS.
    """

    def __init__(
        self,
        store: Store,
        restored: Restored,
        tell: Callable[[str], None],
        every: int = EVERY,
        ages: Sequence[int] = (),
        rests: float = RESTS,
    ) -> None:
        self._store, self._decider, self._tell, self._every, self._rests = store, restored.decider, tell, every, rests
        self._step = min(ages, default=0) // STEPS
        self._begun, self._begun_at = restored.covered, restored.decider.latest
        self._child = 0
        self._since = self._rests_until = 0.0
        if restored.begins:
            self._now()

    def look(self) -> None:
        """Begins a snapshot if one is due, and ends what is done."""
        if self._child:
            self._reap(os.WNOHANG)
        elif self._is_due() and time.monotonic() >= self._rests_until:
            self._begin()

    def _is_due(self) -> bool:
        if self._begun_at == INT64_MIN:
            self._begun_at = self._decider.latest
        more = self._store.journal.last - self._begun
        return more >= self._every or bool(self._step and more and self._decider.latest - self._begun_at >= self._step)

    def finish(self) -> None:
        """The last snapshot, if anything came since the one before."""
        if self._child:
            self._reap(0)
        if self._store.journal.last > self._begun and not self._decider.lost:
            self._store.journal.end_segment()
            self._now()

    def _now(self) -> None:
        """A snapshot, written by this process."""
        self._begun, self._begun_at = self._store.journal.last, self._decider.latest
        try:
            self._write()
        except (OSError, JournalError) as error:
            self._failed(str(error))
        else:
            self._drop()

    def _write(self) -> None:
        told = states.save(self._decider)
        self._store.snapshots.write(told, self._store.journal.last, fits(self._decider.program))

    def _begin(self) -> None:
        if self._decider.lost:
            return
        self._begun, self._begun_at, self._since = self._store.journal.last, self._decider.latest, time.monotonic()
        # The next record begins a segment: what a snapshot knows and what it does not know never stand in one file.
        self._store.journal.end_segment()
        try:
            hold = self._store.hold_snapshots(patience=0)
        except JournalError:
            return  # one that an earlier process began is not done yet
        try:
            self._child = os.fork()
            if not self._child:
                self._write_and_exit()
        except OSError as error:
            self._failed(str(error))
        finally:
            hold.release()

    def _write_and_exit(self) -> NoReturn:
        """In the child: whatever happens, it ends here, and nothing of the parent's is held or written."""
        code = _OTHERWISE
        try:
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, signal.SIG_IGN)
            self._store.lock.release()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for handle in (0, 1, 2):
                os.dup2(nowhere, handle)
            self._write()
            code = 0
        except OSError as error:
            code = error.errno or _OTHERWISE
        finally:
            os._exit(code)

    def _reap(self, how: int) -> None:
        child, status = os.waitpid(self._child, how)
        if not child:
            return
        self._child = 0
        self._rests_until = time.monotonic() + self._rests * (time.monotonic() - self._since)
        code = os.waitstatus_to_exitcode(status)
        if code:
            self._failed(os.strerror(code) if 0 < code < _OTHERWISE else f"its process ended with {code}")
        else:
            self._drop()

    def _failed(self, why: str) -> None:
        self._tell(f"no snapshot could be written: {why}; nothing is lost, but the next start takes longer")

    def _drop(self) -> None:
        """Lets go of what is past its age. An older snapshot must be of use still if the newest is damaged."""
        covers = [each.covers for each in self._store.snapshots.newest_first() if not isinstance(each, JournalError)]
        try:
            self._store.journal.drop(age_of, self._decider.latest, min(covers, default=0))
        except (OSError, JournalError) as error:
            self._tell(f"what is past its age could not be removed: {error}")

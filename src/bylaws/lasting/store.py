"""Where a state lies: a folder with its journal and snapshots, and one apart with its keys.

state/name  state/lock  state/history  state/journal/*.log  state/snapshots/*.snapshot
state.keys/name  state.keys/*.key
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from msgspec import Struct

from bylaws.journal.disk import Lock, private_folder, put
from bylaws.journal.errors import JournalError, WrongPlaceError
from bylaws.journal.journal import Journal, put_aside
from bylaws.journal.keys import Keys
from bylaws.journal.snapshots import Snapshots
from bylaws.policy.verdicts import Verdict

JOURNAL: Final = "journal"
SNAPSHOTS: Final = "snapshots"


class Taken(Struct, frozen=True, array_like=True):
    """An event as the journal holds it: a line as it came in, when (microseconds), where it stood, and what was answered."""

    now: int
    log: str
    number: int
    offset: int
    text: bytes
    verdict: Verdict


class Store:
    """The state in a folder, for one process at a time. `keys`: the folder of keys; by default beside it, of the same name with

    `.keys`. `classes`: what events are kept as. `mending`: files of the journal that are none are put aside. Raises JournalError.
    """

    def __init__(self, folder: Path, keys: Path | None = None, classes: Sequence[str] = (), *, mending: bool = False) -> None:
        self.folder = private_folder(folder.absolute())
        self.lock = Lock(self.folder / "lock")
        try:
            self._open(keys or self.folder.with_name(f"{self.folder.name}.keys"), classes, mending)
        except BaseException:
            self.lock.release()
            raise

    def _open(self, keys: Path, classes: Sequence[str], mending: bool) -> None:
        journal = self.folder / JOURNAL
        self.keys = Keys(keys)
        self.damaged = put_aside(journal) if mending else []
        _pair(self.folder, keys, is_new=not any(journal.glob("*")))
        self.journal = Journal(journal, self.keys, classes)
        self.snapshots = Snapshots(self.folder / SNAPSHOTS, self.keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.lock.release()

    def hold_snapshots(self, patience: float) -> Lock:
        """Whoever writes snapshots, or destroys them, holds this. `patience`, and errors, as of `Lock`."""
        return Lock(self.folder / "saving", patience)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever taken in."""
        return self.journal.last == 0 and not any(self.snapshots.newest_first()) and not self.has_history

    @property
    def has_history(self) -> bool:
        """Whether it was begun with logs of the past, which the journal does not hold."""
        return (self.folder / "history").exists()

    def note_history(self) -> None:
        """From now on it was begun with logs of the past. Raises OSError."""
        put(self.folder / "history", [])


def _pair(folder: Path, keys: Path, is_new: bool) -> None:
    """Makes sure that keys are those of a state: whoever erases destroys the keys that are not needed."""
    ours, theirs = folder / "name", keys / "name"
    try:
        if not ours.exists() and is_new and not any(keys.iterdir()):
            put(ours, [secrets.token_hex(16).encode()])
        if not theirs.exists() and is_new:
            put(theirs, [ours.read_bytes()])
        if theirs.read_bytes() == ours.read_bytes():
            return
    except FileNotFoundError:
        pass
    except OSError as error:
        raise JournalError(f"{folder}: this state cannot be used: {error}") from None
    raise WrongPlaceError(f"{keys}: these keys are not those of {folder}; name theirs with `--keys`")

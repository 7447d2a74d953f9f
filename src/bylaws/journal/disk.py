"""Private files and folders that outlive the power: what is written here is on the disk, whole, when the call returns."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from stat import S_IMODE
from typing import Final

from bylaws.journal.errors import JournalError, WrongPlaceError

FILE: Final = 0o600
FOLDER: Final = 0o700
DRAFT: Final = ".draft-"
PATIENCE: Final = 1.0
"""Seconds for which a lock is asked for: a process killed right after it had forked is survived by its child for a moment."""


def private_folder(path: Path) -> Path:
    """The folder, made if it is not there, and those above it. Raises JournalError."""
    try:
        if not path.is_dir():
            private_folder(path.parent)
            path.mkdir(mode=FOLDER)
            settle(path.parent)
    except OSError as error:
        raise JournalError(f"{path}: this folder cannot be made: {error.strerror}") from None
    return path


def hold_private(path: Path) -> None:
    """Raises WrongPlaceError for a folder that others can look into."""
    if S_IMODE(path.stat().st_mode) & 0o077:
        raise WrongPlaceError(f"{path}: others can look into this folder, which holds keys; `chmod 700 {path}` shuts it")


def put(path: Path, parts: Iterable[bytes]) -> None:
    """A file that takes its place when all of it is on the disk. Raises OSError; then all is as it was."""
    draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    settle(path.parent)


def settle(folder: Path) -> None:
    """The names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shred(path: Path) -> None:
    """Removes a small file whose bytes nobody shall find; what a file system or a disk has copied is beyond reach."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    settle(path.parent)


def sweep(folder: Path) -> None:
    """Removes drafts that a process left behind when it was killed."""
    for draft in folder.glob(f"{DRAFT}*"):
        draft.unlink(missing_ok=True)


class Lock:
    """A file that one process holds, and what it forks; the hold ends with these processes, however that comes about.

    `patience`: for how many seconds it is asked for; then WrongPlaceError is raised. Raises JournalError where no file can be.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, FILE)
        except OSError as error:
            raise JournalError(f"{path.parent}: this folder cannot be used: {error.strerror}") from None
        last = time.monotonic() + patience
        while not self._is_held():
            if time.monotonic() >= last:
                os.close(self._handle)
                raise WrongPlaceError(f"{path.parent}: another process uses this state; only one may at a time")
            time.sleep(0.02)

    def _is_held(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Lets go of it; processes forked before go on holding it, and so does the one that forked this."""
        os.close(self._handle)

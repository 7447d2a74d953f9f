"""Snapshots: what a program knew after a record, as bytes, each in a file with a key of its own.

A line of JSON says what the snapshot is of, then come its bytes in sealed parts; the seal is also the check sum.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from bylaws.journal.disk import private_folder, put, settle, sweep
from bylaws.journal.errors import JournalError
from bylaws.journal.keys import Keys

FORMAT: Final = 1
KEPT: Final = 3
"""How many snapshots there are at most."""
SUFFIX: Final = ".snapshot"

_CLASS: Final = "snapshot"
_PART: Final = 64 * 2**20
_TAG: Final = 16
_LONGEST: Final = 1 << 16


class Snapshot(Struct, frozen=True):
    """`covers`: the last record that it knows; `fits`: who can read it, and under which policy; `size`: of its bytes."""

    path: Path
    covers: int
    fits: tuple[str, ...]
    size: int
    key: str
    line: bytes


def name_of(covers: int) -> str:
    return f"{covers:015}{SUFFIX}"


class Snapshots:
    """The snapshots in a folder; whoever writes them holds the state's lock. Raises JournalError."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder, self.keys = private_folder(folder), keys
        sweep(folder)

    def newest_first(self) -> Iterator[Snapshot | JournalError]:
        """Those that are there, or what is wrong with them."""
        for path in self._paths():
            yield _header(path)

    def read(self, snapshot: Snapshot) -> bytes:
        """A snapshot's bytes. Raises JournalError for one that is damaged."""
        try:
            with snapshot.path.open("rb") as file:
                file.seek(len(snapshot.line))
                sealed = file.read()
            cipher = self.keys.read(snapshot.key)[_CLASS]
            return b"".join(_opened(cipher, snapshot.line, sealed, snapshot.size))
        except (OSError, InvalidTag, KeyError) as error:
            raise JournalError(f"{snapshot.path}: damaged ({error or 'it is not what was written'})") from None

    def verify(self) -> Iterator[JournalError]:
        """All that is wrong with them."""
        yield from (error for path in self._paths() if (error := self._damage(path)) is not None)

    def mend(self) -> list[JournalError]:
        """Removes those that are damaged; what was wrong with them. Raises OSError and JournalError."""
        found = {path: error for path in self._paths() if (error := self._damage(path)) is not None}
        for path in found:
            self._remove(path)
        return list(found.values())

    def write(self, told: bytes, covers: int, fits: tuple[str, ...]) -> None:
        """A new snapshot, whole or not at all; of the others only the newest are kept. Raises OSError and JournalError."""
        path = self.folder / name_of(covers)
        before = self._key_of(path)
        key = self.keys.make([_CLASS])
        cipher = self.keys.read(key)[_CLASS]
        head = {"bylaws-snapshot": FORMAT, "covers": covers, "fits": list(fits), "size": len(told), "key": key}
        line = json.dumps(head).encode() + b"\n"
        put(path, [line, *_sealed(cipher, line, told)])
        self.keys.destroy(before)
        for old in self._paths()[KEPT:]:
            self._remove(old)

    def remove_all(self) -> None:
        """With their keys: copies of them are of no use to anybody. Raises OSError and JournalError."""
        for path in self._paths():
            self._remove(path)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SUFFIX}"), reverse=True)

    def _damage(self, path: Path) -> JournalError | None:
        found = _header(path)
        if isinstance(found, Snapshot):
            try:
                self.read(found)
            except JournalError as error:
                return error
            return None
        return found

    def _remove(self, path: Path) -> None:
        key = self._key_of(path)
        path.unlink()
        settle(self.folder)
        self.keys.destroy(key)

    def _key_of(self, path: Path) -> str:
        """The key file of a snapshot; empty where there is none."""
        head = _header(path) if path.exists() else None
        return head.key if isinstance(head, Snapshot) else ""


def _header(path: Path) -> Snapshot | JournalError:
    try:
        with path.open("rb") as file:
            line = file.readline(_LONGEST)
        told = json.loads(line)
        if told["bylaws-snapshot"] != FORMAT:
            raise ValueError(f"it is of format {told['bylaws-snapshot']}, and this version reads {FORMAT}")
        if path.name != name_of(told["covers"]):
            raise ValueError(f"it is called otherwise than {name_of(told['covers'])}")
        return Snapshot(path, told["covers"], tuple(told["fits"]), told["size"], told["key"], line)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return JournalError(f"{path}: this is no snapshot ({error})")


def _sealed(cipher: AESGCM, line: bytes, told: bytes) -> Iterator[bytes]:
    for number, begin in enumerate(range(0, len(told), _PART)):
        yield cipher.encrypt(number.to_bytes(12, "big"), told[begin : begin + _PART], line)


def _opened(cipher: AESGCM, line: bytes, sealed: bytes, size: int) -> Iterator[bytes]:
    parts = range(0, len(sealed), _PART + _TAG)
    if len(sealed) != size + _TAG * len(parts):
        raise InvalidTag
    for number, begin in enumerate(parts):
        yield cipher.decrypt(number.to_bytes(12, "big"), sealed[begin : begin + _PART + _TAG], line)

"""Stored content that events refer to: files, attachments, pages.

A *reference* is a `data:` URL (RFC 2397); `sha256:` and the digest of the content, or the 64 figures alone; or a path relative to
the *content folder*. In the folder, what is called by its digest lies under that name, or under its first two figures: `ab/abc…`.
"""

from __future__ import annotations

import os
import re
import stat
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from bylaws.events.types import Missing

LIMIT: Final = 32 * 2**20
"""Bytes of content that are looked into at most."""

UNKNOWN: Final = Missing(("stored content",))
"""What a content function says of a reference of which nobody knows what it refers to: what hangs on it is unsettled."""

_DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)


class Stored(Struct, frozen=True):
    """The bytes behind a reference; `beyond`: there are more of them than were asked for, and none of them is here."""

    data: bytes
    beyond: bool = False


class Folder:
    """Where the content lies that is not in the reference itself; without a path there is none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = None if path is None else path.resolve()

    def find(self, reference: str, limit: int = LIMIT) -> Stored | None:
        """None: nobody can say what it is, for it is not there, or is not what its digest says, or cannot be read."""
        if reference[:5].lower() == "data:":
            return _bounded(_in_url(reference), limit)
        if self._path is None or not reference or "\0" in reference:
            return None
        if (named := _DIGEST.fullmatch(reference)) is not None:
            return self._by_digest(named[1].lower(), limit)
        return self._read(reference, limit)

    def _by_digest(self, digest: str, limit: int) -> Stored | None:
        found = self._read(digest, limit) or self._read(f"{digest[:2]}/{digest}", limit)
        # Content beyond the limit is not read, so that nobody knows whether it is the one.
        return found if found is not None and (found.beyond or sha256(found.data).hexdigest() == digest) else None

    def _read(self, place: str, limit: int) -> Stored | None:
        assert self._path is not None
        try:
            path = (self._path / place).resolve()
            # Neither by `..` nor by a link does a reference lead out of the folder.
            if Path(place).is_absolute() or ".." in Path(place).parts or not path.is_relative_to(self._path):
                return None
            return _of_file(path, limit)
        except (OSError, ValueError, RuntimeError):
            return None


def _of_file(path: Path, limit: int) -> Stored | None:
    # Not blocking, for a pipe without a writer would make whoever opens it wait for ever.
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        return _bounded(file.read(limit + 1), limit)


def _bounded(data: bytes | None, limit: int) -> Stored | None:
    if data is None:
        return None
    return Stored(b"", beyond=True) if len(data) > limit else Stored(data)


def _in_url(url: str) -> bytes | None:
    """The data of a `data:` URL; None if it is none."""
    kind, comma, told = url.partition(",")
    if not comma:
        return None
    data = unquote_to_bytes(told)
    if not kind.lower().endswith(";base64"):
        return data
    try:
        return b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except ValueError:
        return None


_folder = Folder()


def read_from(path: Path | None) -> None:
    """From now on content functions, of this process and those that it forks, find stored content in this folder."""
    # Kept for the process, as what to import from is: functions are called by value in many places, and know nothing of runs.
    global _folder
    _folder = Folder(path)


def find(reference: str, limit: int = LIMIT) -> Stored | None:
    """What a reference refers to; None if nobody can say. Content longer than the limit is only told to be so."""
    return _folder.find(reference, limit)


def read(reference: str, limit: int = LIMIT) -> bytes | None:
    """The bytes that a reference refers to; None if they are unknown, or more than the limit."""
    found = find(reference, limit)
    return None if found is None or found.beyond else found.data

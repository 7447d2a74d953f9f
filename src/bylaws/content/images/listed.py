"""An operator's list of image hashes, such as a hotline hands out, and what in it is near a hash."""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from bylaws.content.errors import SettingError

SETTING: Final = "BYLAWS_IMAGE_HASHES"
"""The variable of the environment that names the operator's list."""
BITS: Final = 256
DIGITS: Final = BITS // 4
MOST: Final = 5_000_000
"""Entries of a list."""
_WORDS: Final = BITS // 64

Words = np.ndarray


class Nearest(Struct, frozen=True):
    """The entry that is nearest, and in how many of 256 bits it differs."""

    entry: str
    distance: int


class HashList:
    """Hashes and what each is called. Of several that are equally near the first counts."""

    def __init__(self, hashes: Words, entries: list[str], digest: str) -> None:
        self._hashes, self._entries, self.digest = hashes, entries, digest

    @classmethod
    def read(cls, path: Path) -> HashList:
        """Of a CSV file with the columns `hash` (64 figures) and `entry`. Raises SettingError."""
        try:
            text = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise SettingError(f"{SETTING}: {path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
        rows = csv.DictReader(text.splitlines())
        if not {"hash", "entry"} <= set(rows.fieldnames or ()):
            raise SettingError(f"{SETTING}: {path} does not begin with a line that names the columns `hash` and `entry`")
        hashes, entries = bytearray(), []
        for row in rows:
            try:
                told = bytes.fromhex(row["hash"] or "")
            except ValueError:
                told = b""
            if len(told) != BITS // 8:
                raise SettingError(f"{SETTING}: {path}, line {rows.line_num}: a hash has {DIGITS} figures of 0 to 9 and a to f")
            hashes += told
            entries.append(row["entry"] or "")
        if len(entries) > MOST:
            raise SettingError(f"{SETTING}: {path} has more than {MOST:,} entries")
        return cls(_words(bytes(hashes)), entries, sha256(text.encode()).hexdigest())

    def __len__(self) -> int:
        return len(self._entries)

    def nearest(self, hashed: str) -> Nearest | None:
        """None of an empty list."""
        if not self._entries:
            return None
        apart = np.bitwise_count(self._hashes ^ _words(bytes.fromhex(hashed))).sum(axis=1, dtype=np.uint16)
        place = int(apart.argmin())
        return Nearest(self._entries[place], int(apart[place]))


def _words(octets: bytes) -> Words:
    return np.frombuffer(octets, dtype=np.uint64).reshape(-1, _WORDS)


@lru_cache(1)
def operators_list() -> HashList:
    """The list as it was when it was first asked for. Raises SettingError where none is named."""
    told = os.environ.get(SETTING)
    if not told:
        raise SettingError(f"{SETTING} has to name a CSV file with the columns `hash` and `entry`, for a rule asks `image_listed`")
    return HashList.read(Path(told))


def rests_on() -> str:
    """Which list it is. Raises SettingError."""
    return f"list {operators_list().digest[:12]}"

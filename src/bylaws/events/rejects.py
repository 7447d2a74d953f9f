"""The file of what could not be read: for whoever runs bylaws, and for nobody else."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import orjson

from bylaws.events.record import Reject

MOST_SORTS: Final = 1000
"""Of so many reasons, and of so many kinds, it is counted how many rejects there are."""


class RejectsFile:
    """Writes rejects as JSON lines into a file of mode 0600, which is made with the first of them.

    `count` is how many there were, `reasons` how many by reason (its first 200 characters), `kinds` by kind where that is known.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self._file: BinaryIO | None = None

    def write(self, reject: Reject) -> None:
        self.count += 1
        if len(self.reasons) < MOST_SORTS or reject.reason[:200] in self.reasons:
            self.reasons[reject.reason[:200]] += 1
        if reject.kind and (len(self.kinds) < MOST_SORTS or reject.kind in self.kinds):
            self.kinds[reject.kind] += 1
        if self.path is None:
            return
        if self._file is None:
            self._file = _private(self.path)
        told = {
            "file": reject.file,
            "line": reject.line or None,
            "offset": reject.offset,
            "reason": reject.reason,
            "excerpt": reject.excerpt,
        }
        self._file.write(orjson.dumps(told) + b"\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _private(path: Path) -> BinaryIO:
    # The lines hold what customers wrote. An older file may be open to others, and a link may lead anywhere: both are replaced.
    # A device or a pipe is the user's own choice.
    if path.exists() and not path.is_file() and not path.is_symlink():
        return path.open("wb")
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")

"""The file of what could not be read: for whoever runs bylaws, and for nobody else."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import orjson
from msgspec import Struct

from bylaws.events.record import Reject

MOST_SORTS: Final = 1000
"""Of so many forms of reasons, and of so many kinds, it is counted how many rejects there are."""
_LONGEST: Final = 200
"""Characters of a reason by which it is told from others."""
OF_A_FIELD: Final = re.compile(r"`(\w+)`: `(.*)`( is .*)", re.DOTALL)
"""A field, what stands there, and what is wrong with it. What stands there may itself hold anything."""
_QUOTED: Final = re.compile(r"(?<=told of )`[^`]*`|`(?![a-z_.-]+`)[^`]*`|(`[^`]*`)|[0-9]+")
"""What a reason quotes of an input: the name of an event, and what is no name of a field or kind (that is the group); a number."""


class Reason(Struct):
    """Why pieces were rejected, of all `count` whose reasons differ in nothing but what they quote, the first."""

    first: Reject
    count: int = 1


def form_of(reason: str) -> str:
    """What is the same in reasons that differ in nothing but what they quote."""
    found = OF_A_FIELD.fullmatch(reason)
    start, rest = (f"`{found[1]}`: …", found[3]) if found else ("", reason)
    return (start + _QUOTED.sub(lambda piece: piece[1] or "…", rest))[:_LONGEST]


class RejectsFile:
    """Writes rejects as JSON lines into a file of mode 0600, which is made with the first of them.

    `count` is how many there were, `kinds` how many by kind where that is known; see `reasons`.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self._reasons: dict[str, Reason] = {}
        self.kinds: Counter[str] = Counter()
        self._file: BinaryIO | None = None

    def write(self, reject: Reject) -> None:
        self.count += 1
        self._group(reject)
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

    @property
    def reasons(self) -> list[Reason]:
        """The commonest first, of very many the first that came."""
        return sorted(self._reasons.values(), key=lambda each: -each.count)

    def _group(self, reject: Reject) -> None:
        form = form_of(reject.reason)
        known = self._reasons.get(form)
        if known is not None:
            known.count += 1
        elif len(self._reasons) < MOST_SORTS:
            self._reasons[form] = Reason(reject)

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

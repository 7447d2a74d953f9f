"""Where events come from: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from errno import ENOENT
from pathlib import Path
from stat import S_ISREG
from typing import IO

from msgspec import Struct

from bylaws.events.readers.file_names import STDIN, STDIN_NAME
from bylaws.events.readers.walk import Walk


class Input(Struct, frozen=True):
    """One input: `name` as it was given, `path` None for standard input, `size` in bytes as stored (None: not known).

    `log` is what events without id are called after, however the path was spelled: its part below the folder that was given, or
    its last part, with as many folders before it as tell it from the others. `walked`: it was come upon in a folder, not named.
    `lacking`: why there is nothing to open, as of a link that leads nowhere.
    """

    name: str
    path: Path | None
    size: int | None
    log: str
    walked: bool = False
    lacking: str = ""

    @property
    def is_delivered(self) -> bool:
        """Whether a Maildir keeps it where mails lie that have come in."""
        return self.path is not None and self.path.parent.name in ("cur", "new") and _in_maildir(self.path)

    @property
    def changed(self) -> date:
        """The day on which it was last changed; of what cannot tell, today."""
        told = time.time() if self.path is None else self.path.stat().st_mtime
        return datetime.fromtimestamp(told, UTC).date()

    def open(self) -> IO[bytes]:
        if self.lacking:
            raise OSError(ENOENT, self.lacking)
        return sys.stdin.buffer if self.path is None else self.path.open("rb")


class _File(Struct, frozen=True):
    """A file that was named, or come upon below a folder that was named; `base` is that folder, or the named file's own."""

    path: Path
    base: Path
    walked: bool
    lacking: str = ""

    @property
    def below(self) -> tuple[str, ...]:
        """The parts of the path below the base."""
        return self.path.relative_to(self.base).parts

    @property
    def parts(self) -> tuple[str, ...]:
        """All parts of the path, however it was spelled."""
        return (*self.base.resolve().parts, *self.below)


def find_inputs(paths: Sequence[str]) -> tuple[Input, ...]:
    """The inputs that `paths` name, in order: a folder is all files below it, sorted; a pattern what it matches, sorted.

    A file that is named more than once is one input. Raises FileNotFoundError for a path or pattern that names nothing.
    """
    found: dict[object, list[_File]] = {}
    sizes: dict[object, int | None] = {}
    for path in paths:
        if path == STDIN:
            found[STDIN] = []
        for file in _files(path) if path != STDIN else ():
            same, size = (str(file.path), 0) if file.lacking else _stat(file.path)
            found.setdefault(same, []).append(file)
            sizes[same] = size
    logs = _logs({same: max(files, key=lambda file: len(file.below)) for same, files in found.items() if files})
    return tuple(
        Input(str(files[0].path), files[0].path, sizes[same], logs[same], all(each.walked for each in files), files[0].lacking)
        if files
        else Input(STDIN_NAME, None, None, STDIN_NAME)
        for same, files in found.items()
    )


def _stat(path: Path) -> tuple[object, int | None]:
    """By what a file is the same under all its names, and its size, if it is one that has a size."""
    try:
        told = path.stat()
    except OSError:
        return str(path), None
    return (told.st_dev, told.st_ino), told.st_size if S_ISREG(told.st_mode) else None


def _logs(files: Mapping[object, _File]) -> dict[object, str]:
    """What to call each file in identities: its path below the base, and of those alike as many parts more as make them differ."""
    logs = {same: "/".join(file.below) for same, file in files.items()}
    parts: dict[object, tuple[str, ...]] = {}
    while True:
        times = Counter(logs.values())
        alike = [same for same, log in logs.items() if times[log] > 1]
        if not alike:
            return logs
        for same in alike:
            whole = parts[same] = parts.get(same) or files[same].parts
            logs[same] = "/".join(whole[-logs[same].count("/") - 2 :])


def _files(name: str) -> list[_File]:
    path = Path(name)
    if path.exists():
        found = _named(path)
    else:
        # Path.glob takes no absolute pattern.
        matches = sorted(map(Path, glob.glob(name, recursive=True))) if glob.has_magic(name) else []  # noqa: PTH207
        found = [file for match in matches for file in _named(match)]
    if not found:
        raise FileNotFoundError(
            f"there is no file in the folder `{name}`" if path.is_dir() else f"there is no file, folder or match of `{name}`"
        )
    return found


def _named(path: Path) -> list[_File]:
    if not path.is_dir():
        return [_File(path, path.parent, walked=False)]
    walk = Walk()
    walk.through(path)
    return [_File(each, path, walked=True, lacking=why) for each, why in walk.found if not _in_delivery(each)]


def _in_delivery(path: Path) -> bool:
    """Whether a Maildir keeps it where mails lie that are still being written."""
    return path.parent.name == "tmp" and _in_maildir(path)


def _in_maildir(path: Path) -> bool:
    """Whether its folder is one of a Maildir."""
    return all((path.parent.parent / name).is_dir() for name in ("cur", "new"))

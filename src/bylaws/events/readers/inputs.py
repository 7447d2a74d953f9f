"""Where events come from: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One input: `name` as it was given, `path` None for standard input, `size` in bytes as stored (None: not known)."""

    name: str
    path: Path | None
    size: int | None

    def open(self) -> IO[bytes]:
        return sys.stdin.buffer if self.path is None else self.path.open("rb")


def find_inputs(paths: Sequence[str]) -> tuple[Input, ...]:
    """The inputs that `paths` name, in order: a folder is all files below it, sorted; a pattern what it matches, sorted.

    Raises FileNotFoundError for a path or pattern that names nothing.
    """
    found: list[Input] = []
    for path in paths:
        found += [Input("standard input", None, None)] if path == STDIN else map(_input, _files(path))
    return tuple(found)


def _input(path: Path) -> Input:
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    return Input(str(path), path, size)


def _files(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        return _below(path)
    if path.exists():
        return [path]
    # Path.glob takes no absolute pattern.
    matches = sorted(map(Path, glob.glob(name, recursive=True))) if glob.has_magic(name) else []  # noqa: PTH207
    files = [file for match in matches for file in (_below(match) if match.is_dir() else [match])]
    if not files:
        raise FileNotFoundError(f"there is no file, folder or match of `{name}`")
    return files


def _below(folder: Path) -> list[Path]:
    """Regular files only: a pipe or a device in a folder of logs would be waited for without end."""
    return sorted(path for path in folder.rglob("*") if path.is_file())

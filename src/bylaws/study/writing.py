"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO, Final

PRIVATE: Final = 0o600
ORDINARY: Final = 0o666
"""Of a new file, less what the user's mask forbids."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A private file that takes its place when it is complete; a link that is there is replaced, for it may lead anywhere."""
    with _draft(path, PRIVATE) as file:
        yield file


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that a user names: through a link its target is written, and the mode stays.

    Raises OSError if it cannot be written; then it is as it was.
    """
    try:
        mode = S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mode = None
    with _draft(Path(os.path.realpath(path)), ORDINARY) as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        yield file


@contextmanager
def _draft(path: Path, mode: int) -> Iterator[BinaryIO]:
    """A file beside the one it becomes."""
    draft = path.with_name(f".bylaws-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)

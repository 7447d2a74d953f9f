"""Which files a pattern means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

STDIN: Final = "-"
STDIN_NAME: Final = "standard input"
_LOG: Final = re.compile(r"\.(?:log|csv|tsv|jsonl|ndjson)(?:[.-]\d+)*(?:\.(?:gz|xz|zst|bz2|lz4))?$", re.IGNORECASE)
"""The last may stand before a number or a date, as logs are rotated, and before the name of a packing."""


def is_called(name: str, pattern: str) -> bool:
    """Whether a pattern means the input of this name: `-` standard input, `mails/` all that lies in such a folder at any depth,
    another the files whose whole path ends so.

    The whole path counts, however a file was named, so that the same pattern means the same files from anywhere.
    """
    if name == STDIN_NAME:
        return pattern == STDIN
    path = Path(name).absolute()
    return any(folder.match(pattern) for folder in path.parents) if pattern.endswith("/") else path.match(pattern)


def is_called_a_log(path: str) -> bool:
    """Whether a file has a name that is given to logs and tables, or to rotated or packed ones."""
    return _LOG.search(path) is not None

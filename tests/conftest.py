"""Compiled code is made anew when a file of it has changed.

Numba keeps what it compiled beside the sources and notices a change in a function's own file, but not in the file of a function
that is called.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "bylaws"


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    for folder in (SOURCES / "events" / "columns", SOURCES / "engine" / "columns"):
        clear_stale(folder, newest(SOURCES / "events" / "columns", SOURCES / "engine" / "columns"))


def newest(*folders: Path) -> float:
    """When a source file was last changed."""
    return max(path.stat().st_mtime for folder in folders for path in folder.glob("*.py"))


def clear_stale(folder: Path, changed: float) -> None:
    """Throw away what was compiled before, if any of it was."""
    kept = [path for pattern in ("*.nbi", "*.nbc") for path in (folder / "__pycache__").glob(pattern)]
    if any(path.stat().st_mtime < changed for path in kept):
        for path in kept:
            path.unlink(missing_ok=True)

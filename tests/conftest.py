"""Compiled code is made anew when a file of it has changed, and compiled policies are kept apart from the user's.

Numba keeps what it compiled beside the sources and notices a change in a function's own file, but not in the file of a function
that is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "bylaws"


@pytest.fixture(scope="session", autouse=True)
def _policies_kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


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

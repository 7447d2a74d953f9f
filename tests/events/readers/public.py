"""Public data for slow tests; they are no part of the project, and `BYLAWS_DATA` names their folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data(name: str) -> Path:
    """A file or folder of the public data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("BYLAWS_DATA") or Path(__file__).parents[4] / "shared" / "data")
    if not (folder / name).exists():
        pytest.skip(f"the public data are not at {folder}; set BYLAWS_DATA")
    return folder / name

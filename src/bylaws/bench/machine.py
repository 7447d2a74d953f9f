"""On what was measured, and what else it was doing."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bylaws import __version__

PACKAGES: Final = ("numba", "numpy", "msgspec", "orjson", "polars", "duckdb")


def machine() -> dict[str, object]:
    """Versions, processor, and the load of the last minute: how many processes wanted to run on average."""
    return {
        "bylaws": __version__,
        "python": platform.python_version(),
        "versions": {name: told for name in PACKAGES if (told := _version(name))},
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())

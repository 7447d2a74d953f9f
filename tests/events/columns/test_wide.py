"""Compiled code is stored on the disk, and loaded without all that compiling needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KERNELS = """
import sys
import numpy as np
from bylaws.events.columns.wide import compiled, stored

@compiled
def total(values):
    found = 0
    for each in values:
        found += each
    return found

@stored
def doubled(values):
    return values * 2
"""
USE = """
from kernels import *
print(total(np.arange(5)), doubled(np.arange(3)).tolist(), "numba.np.arraymath" in sys.modules, total(np.ones(3, np.float64)))
"""


UNCOUNTED = """
from kernels import *
from numba.core.runtime import rtsys
print(total(np.arange(5)), rtsys._init, doubled(np.arange(3)).tolist(), rtsys._init)
"""


def used(folder: Path, use: str = USE) -> str:
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "store")}
    return subprocess.run([sys.executable, "-c", use], cwd=folder, env=env, capture_output=True, text=True, check=True).stdout


def test_what_is_stored_is_loaded_without_the_means_to_compile(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    assert used(tmp_path) == "10 [0, 2, 4] True 3.0\n"
    assert used(tmp_path) == "10 [0, 2, 4] False 3.0\n"


def test_what_counts_nothing_is_loaded_without_the_means_to_count(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    used(tmp_path)
    assert used(tmp_path, UNCOUNTED) == "10 False [0, 2, 4] True\n"


def test_what_is_not_stored_is_compiled_beside_what_is(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    used(tmp_path)
    for each in (tmp_path / "store").rglob("kernels.doubled-*"):
        each.unlink()
    assert used(tmp_path) == "10 [0, 2, 4] True 3.0\n"

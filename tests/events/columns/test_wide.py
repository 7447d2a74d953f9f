"""Compiled code is stored on the disk, and loaded without all that compiling needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KERNELS = """
import sys
import numpy as np
from numba.core.runtime import rtsys
from bylaws.events.columns.wide import compiled

@compiled
def total(values):
    found = 0
    for each in values:
        found += each
    return found

@compiled
def double(values):
    for i in range(values.size):
        values[i] = values[i] * 2

def doubled(values):
    double(values)
    return values.tolist()
"""
USE = """
from kernels import *
print(total(np.arange(5)), doubled(np.arange(3)), "numba.np.arraymath" in sys.modules, rtsys._init, total(np.ones(3, np.float64)))
"""


def used(folder: Path, use: str = USE) -> str:
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "store")}
    return subprocess.run([sys.executable, "-c", use], cwd=folder, env=env, capture_output=True, text=True, check=True).stdout


def test_what_is_stored_is_loaded_without_the_means_to_compile_and_to_count(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    assert used(tmp_path) == "10 [0, 2, 4] True True 3.0\n"
    assert used(tmp_path) == "10 [0, 2, 4] False False 3.0\n"


def test_what_is_not_stored_is_compiled_beside_what_is(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    used(tmp_path)
    for each in (tmp_path / "store").rglob("kernels.double-*"):
        each.unlink()
    assert used(tmp_path) == "10 [0, 2, 4] True True 3.0\n"

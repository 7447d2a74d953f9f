"""The bundled sample logs are what their script makes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"


def test_the_script_makes_the_bundled_logs_to_the_byte(tmp_path: Path) -> None:
    for script in SAMPLES.glob("*.py"):
        shutil.copy(script, tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "make.py")], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "logs").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (SAMPLES / "logs").iterdir()}


def test_the_bundled_logs_are_small() -> None:
    assert sum(path.stat().st_size for path in (SAMPLES / "logs").iterdir()) < 3_000_000

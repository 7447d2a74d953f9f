"""The command by another name."""

from __future__ import annotations

import subprocess
import sys

from bylaws import __version__


def test_python_runs_the_package_as_the_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "bylaws", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == __version__
    wrong = subprocess.run([sys.executable, "-m", "bylaws", "run"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 64

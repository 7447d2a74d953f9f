"""`make demo`, less the installation."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_demo_finds_at_least_ten_clauses_and_names_the_report() -> None:
    done = subprocess.run(["sh", ROOT / "scripts" / "demo"], capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.search(r"Findings under (\d+) clauses\. Open (\S+report\.html) in a browser\.", done.stdout)
    assert said is not None
    assert int(said[1]) >= 10
    assert "</html>" in Path(said[2]).read_text(encoding="utf-8")

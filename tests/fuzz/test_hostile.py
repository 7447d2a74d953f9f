"""Whatever the size of an input: reading it takes less than 400 MiB of address space, besides what was there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bylaws.events.readers import FORMATS, table

from .hostile import NATIVE


@pytest.mark.slow
@pytest.mark.parametrize("name", [*(each.name for each in FORMATS), table.NAME, NATIVE])
def test_inputs_of_hostile_size_take_bounded_memory(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile", name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr

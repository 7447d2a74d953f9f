"""Whatever the size of an input: reading it takes less than 400 MiB of address space, besides what was there.

Two formats are tried among the ordinary tests; `make hostile` tries all, which takes long.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bylaws.events.readers import FORMATS, access_log, json_lines, table

from .hostile import NATIVE

ALL = [*(each.name for each in FORMATS), table.NAME, NATIVE]
TRIED = ALL if os.environ.get("BYLAWS_HOSTILE") else [json_lines.NAME, access_log.NAME]


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIED)
def test_inputs_of_hostile_size_take_bounded_memory(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile", name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr

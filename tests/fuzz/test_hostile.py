"""Whatever the size of an input: reading it takes less than 400 MiB of address space, besides what was there, and a minute.

Three readers are tried among the ordinary tests; `make hostile` tries all, which takes long.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from bylaws.events.readers import access_log, json_lines

from . import hostile
from .target import TooSlowError


@pytest.mark.slow
@pytest.mark.parametrize("name", [json_lines.NAME, access_log.NAME, hostile.LISTS])
def test_inputs_of_hostile_size_take_bounded_memory_and_time(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile", name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_tried_is_what_reads() -> None:
    """Run `make hostile` when this fails."""
    assert {each["reader"] for each in hostile.told()} == set(hostile.ALL)


@pytest.mark.parametrize("error", [MemoryError, TooSlowError])
def test_an_input_that_is_too_much_is_told(error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_name: str, pieces: hostile.Pieces) -> None:
        if b"[[" in next(iter(pieces)):
            raise error

    monkeypatch.setattr(hostile, "inputs_of", lambda _: iter([("brackets", [b"[["]), ("a line", [b"a"])]))
    monkeypatch.setattr(hostile, "_reader", lambda _: read)
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    found = list(hostile.tried(json_lines.NAME))
    assert [bool(each["much"]) for each in found] == [True, False]

"""Whatever the size of an input: reading it takes less than 400 MiB of address space, besides what was there, and a minute.

Three readers are tried among the ordinary tests; `make hostile` tries all, which takes long.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bylaws.events.readers import access_log, json_lines

from . import hostile
from .target import TooSlowError


@pytest.mark.slow
@pytest.mark.parametrize("name", [json_lines.NAME, access_log.NAME, hostile.LISTS])
def test_inputs_of_hostile_size_take_bounded_memory_and_time(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile", name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_items_of_hostile_size_take_every_content_function_bounded_memory_and_time() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.hostile_content"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_tried_is_what_reads() -> None:
    """Run `make hostile` when this fails."""
    assert {each["reader"] for each in hostile.told()} == set(hostile.ALL)


@pytest.mark.parametrize(
    ("error", "told"),
    [(MemoryError, "400 MiB"), (TooSlowError, "60 s"), (SystemExit, "ended with 70"), (ValueError, "ended with 70")],
)
def test_an_input_that_is_too_much_is_told(error: type[BaseException], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_name: str, pieces: hostile.Pieces) -> None:
        if b"[[" in next(iter(pieces)):
            raise error

    found = _tried(read, [b"[[", b"a"], monkeypatch)
    assert told in found[0]["much"]
    assert not found[1]["much"]


def test_what_one_input_leaves_behind_is_not_counted_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []

    def read(_name: str, _pieces: hostile.Pieces) -> None:
        kept.append(bytearray(hostile.ROOM // 3))

    def read_too_much(_name: str, pieces: hostile.Pieces) -> None:
        # In one piece, which no room fits that earlier tests left free in this process.
        kept.append(bytearray(hostile.ROOM // 3 * len(next(iter(pieces)))))

    assert not any(each["much"] for each in _tried(read, [b"a"] * 5, monkeypatch))
    assert [bool(each["much"]) for each in _tried(read_too_much, [b"a", b"a" * 30], monkeypatch)] == [False, True]


def _tried(
    read: Callable[[str, hostile.Pieces], None], inputs: Sequence[bytes], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    monkeypatch.setattr(hostile, "inputs_of", lambda _: ((str(each), [each]) for each in inputs))
    monkeypatch.setattr(hostile, "_good", lambda _: b"")
    monkeypatch.setattr(hostile, "_reader", lambda _: read)
    return list(hostile.tried(json_lines.NAME))

"""Whatever becomes of the process that looks into a file, the run goes on and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bylaws.content.files.scanner import Scanner

ROOT = Path(__file__).parents[3]


@pytest.fixture
def rogue() -> Iterator[Scanner]:
    scanner = Scanner("tests.content.files.rogue", patience=1.0)
    yield scanner
    scanner.close()


@pytest.mark.parametrize("deed", [b"hang", b"spin", b"hog", b"crash", b"raise", b"deep", b"leave", b"half"])
def test_a_process_that_fails_gives_no_answer_and_is_started_anew(rogue: Scanner, deed: bytes) -> None:
    before = rogue.ask(b"before")
    assert before is not None
    assert rogue.ask(deed) is None
    after = rogue.ask(b"after")
    assert after is not None
    assert after != before


@pytest.mark.parametrize(("deed", "end"), [(b"spin", -signal.SIGPROF), (b"hog", 1)])
def test_what_works_long_or_takes_much_ends_by_itself(deed: bytes, end: int) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(deed)
        file.flush()
        command = [sys.executable, "-m", "tests.content.files.rogue", str(file.fileno())]
        given = {"input": b"%d\n" % len(deed), "pass_fds": (file.fileno(),), "cwd": ROOT}
        done = subprocess.run(command, capture_output=True, check=False, timeout=120, **given)
    assert (done.returncode, done.stdout) == (end, b"")
    assert (b"MemoryError" in done.stderr) == (deed == b"hog")


def test_one_that_was_ended_by_others_is_asked_again(rogue: Scanner) -> None:
    first = rogue.ask(b"first")
    assert first is not None
    os.kill(int(first), signal.SIGKILL)
    assert rogue.ask(b"second") not in (None, first)


def test_the_same_bytes_are_looked_into_once(rogue: Scanner) -> None:
    first = rogue.ask(b"same")
    assert rogue.ask(b"hang") is None
    assert rogue.ask(b"same") == first
    assert rogue.process is None, "what hung is gone, and nothing was asked since"
    assert rogue.ask(b"hang") is None
    assert rogue.process is None, "what hung once is not tried again"


def test_several_threads_may_ask(rogue: Scanner) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(rogue.ask, (b"%d" % each for each in range(200))))
    assert len(told) == 1


def test_a_forked_process_starts_its_own(rogue: Scanner) -> None:
    ours = rogue.ask(b"ours")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, (rogue.ask(b"theirs") or "none").encode())
        rogue.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100).decode() not in ("none", ours)
    assert rogue.ask(b"again") == ours
    os.close(reading)
    os.close(writing)
